import { formatPlace, type Place } from '../../language/basics/place.ts';
import type { SecretOption } from '../../api/options/secret-options.ts';
import type { RunTap } from '../../api/runs/compose.ts';
import type { AskedRun } from '../../api/runs/run-feed.ts';
import { bodyText } from '../../api/trace/body-text.ts';
import { curlCommand } from '../../api/trace/curl-command.ts';
import type { AskedTrace } from '../../api/trace/open-trace.ts';
import type { TraceEvent } from '../../api/views.ts';
import { shownPath } from '../../api/wording/shown-path.ts';
import type { LookPage, RequestView } from '../contract/runs.ts';
import type { TaskEvent } from './task-event.ts';
import type { World } from '../../api/world.ts';

/** Requests of a run that are shown one by one; of those behind them only what failed. */
const MOST_SHOWN = 300;
/** Bytes of an answer that are kept to be looked at, and of all answers of a run. */
const MOST_OF_BODY = 64 * 1024;
const MOST_OF_BODIES = 8 * 1024 * 1024;
/** Records that are kept with their objects. */
const MOST_RECORDS = 50;
const LONGEST_BODY_SENT = 4000;

type Exchange = Extract<TraceEvent, { readonly kind: 'exchange' }>;
type Page = Extract<TraceEvent, { readonly kind: 'page' }>;

export interface Looked {
  /** By the number of the request. */
  readonly pages: Readonly<Record<string, Omit<LookPage, 'records'>>>;
  readonly records: LookPage['records'];
}

/** Looks on at a run: its requests always, what came only where that was asked for. */
export class Looking {
  readonly #world: World;
  readonly #looks: boolean;
  readonly #tell: (event: TaskEvent) => void;
  readonly #pages = new Map<number, Omit<LookPage, 'records'>>();
  readonly #records: LookPage['records'][number][] = [];
  /** Of those of one address: the numbers under which they were sent. */
  readonly #sent = new Map<string, number[]>();
  readonly #tapped = new Map<string, number>();
  /** The latest of an endpoint: its page is told behind it. */
  readonly #latest = new Map<string, RequestView>();
  #secrets: readonly SecretOption[] = [];
  #kept = 0;

  constructor(world: World, looks: boolean, tell: (event: TaskEvent) => void) {
    this.#world = world;
    this.#looks = looks;
    this.#tell = tell;
  }

  get trace(): AskedTrace {
    return {
      wireOnly: !this.#looks,
      onSecrets: (secrets) => void (this.#secrets = secrets),
      tell: (event) => this.#hear(event),
    };
  }

  get tap(): RunTap {
    return {
      secret: () => undefined,
      http: ({ label, method, url }) => {
        const key = `${label} ${method} ${url.href}`;
        const index = this.#tapped.get(key) ?? 0;
        this.#tapped.set(key, index + 1);
        return ({ status, headers, body }) => {
          const number = this.#sent.get(key)?.[index];
          if (number !== undefined) this.#keep(number, { status, headers, body });
        };
      },
    };
  }

  readonly onMapped: NonNullable<AskedRun['onMapped']> = (key, record, objects) => {
    if (this.#records.length >= MOST_RECORDS) return;
    this.#records.push({ key: key ?? null, record, objects: objects as readonly unknown[] });
  };

  kept(): Looked | null {
    return this.#looks ? { pages: Object.fromEntries(this.#pages), records: this.#records } : null;
  }

  #hear(event: TraceEvent): void {
    if (event.kind === 'request') this.#note(event);
    else if (event.kind === 'exchange') this.#answered(event);
    else if (event.kind === 'page') this.#paged(event);
  }

  #note({ number, label, method, url }: Extract<TraceEvent, { kind: 'request' }>): void {
    if (!this.#looks) return;
    const key = `${label} ${method} ${url}`;
    this.#sent.set(key, [...(this.#sent.get(key) ?? []), number]);
  }

  #answered(event: Exchange): void {
    const { status, failure, number, url } = event;
    const isWell = failure === undefined && status !== undefined && status < 400;
    if (number > MOST_SHOWN && isWell)
      return this.#tell({ kind: 'answered', host: URL.parse(url)?.host ?? '', status: status ?? null });
    const request = this.#viewOf(event);
    if (this.#looks) this.#latest.set(event.label, request);
    this.#tell({ kind: 'request', request });
  }

  /** The rules of paging have looked at the answer. */
  #paged({ label, records, became, decision }: Page): void {
    const request = this.#latest.get(label);
    if (request === undefined) return;
    const plain = decision.kind === 'stop' ? decision : { kind: 'next', url: decision.url ?? null };
    const figures = became === undefined ? null : { records: { ...became.records }, objects: became.objects };
    this.#tell({ kind: 'request', request: { ...request, page: { records, became: figures, decision: plain } } });
  }

  #viewOf(event: Exchange): RequestView {
    const { number, label, place, method, url, headers, attempt, status, bytes, took, failure } = event;
    const body = bodyText(event);
    return {
      number,
      endpoint: label,
      place: this.#place(place),
      method,
      url,
      headers,
      body: body.kind === 'text' ? this.#world.redact(body.text).slice(0, LONGEST_BODY_SENT) : null,
      curl: curlCommand(event, this.#secrets, this.#world.redact),
      attempt,
      status: status ?? null,
      bytes,
      took: Math.round(took),
      failure: failure ?? null,
      page: null,
    };
  }

  #place(place: Place | undefined): string | null {
    return place === undefined ? null : formatPlace({ ...place, file: shownPath(this.#world, place.file) });
  }

  /** Masked as a whole, and cut afterwards. */
  #keep(number: number, { status, headers, body }: { status: number; headers: object; body: Uint8Array }): void {
    const isTooMuch = this.#kept >= MOST_OF_BODIES;
    const text = isTooMuch ? undefined : textOf(body);
    const shown = text === undefined ? null : this.#world.redact(text).slice(0, MOST_OF_BODY);
    this.#kept += shown?.length ?? 0;
    this.#pages.set(number, {
      status,
      headers: { ...headers },
      body: shown,
      bytes: body.length,
      is_cut: text !== undefined && (shown?.length ?? 0) < text.length,
    });
  }
}

const textOf = (body: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
};
