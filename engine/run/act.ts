import type { AuthSession } from '../components/auth/auth.ts';
import type { Evaluator, Scope } from '../expression/evaluator.ts';
import { HttpStatusError } from '../http/status-error.ts';
import type { HttpClient, HttpRequest, HttpResponse } from '../http/http.ts';
import { EngineError } from '../language/errors.ts';
import type { Json } from '../language/json.ts';
import type { Action, Endpoint, Pack } from '../language/model.ts';
import { bindEndpoint } from './endpoint-call.ts';
import { bindOutcomes } from './outcomes.ts';
import { prepareAction } from './prepare-action.ts';
import type { ActionObject } from './prepare-action.ts';

/** What became of an action on one object; `--json` prints it. */
export interface ActRow {
  readonly action: string;
  /** `type:value`. */
  readonly object: string;
  /** `refused`: nothing was sent; `uncertain`: it may have happened. */
  readonly status: 'succeeded' | 'failed' | 'refused' | 'uncertain' | 'dry_run';
  readonly result: Json;
  readonly error: { readonly code: string; readonly message: string; readonly hint?: string } | null;
  /** Secrets masked. */
  readonly request: MaskedRequest | null;
}

export interface MaskedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
}

/** The store's part: what is committed before and after the request is sent. */
export interface ActionLedger {
  /** The last run of this action on this object, where it may have happened: no outcome is known. */
  uncertain(action: string, object: string): { readonly at: number } | undefined;
  /** Durable when it returns. */
  begin(intent: { readonly id: string; readonly action: string; readonly object: string; readonly request: Json; readonly who: string; readonly at: number }): void;
  end(outcome: { readonly id: string; readonly status: 'succeeded' | 'failed' | 'uncertain'; readonly result: Json; readonly error: { readonly code: string; readonly message: string } | undefined; readonly at: number }): void;
}

export interface ActServices {
  readonly http: HttpClient;
  readonly auth: AuthSession;
  readonly evaluator: Evaluator;
  readonly ledger: ActionLedger;
  readonly base: URL;
  /** Ms since epoch. */
  readonly clock: () => number;
  readonly signal: AbortSignal;
  readonly redact: (text: string) => string;
  readonly id: () => string;
  readonly who: string;
}

export interface ActRequest {
  readonly pack: Pack;
  readonly action: Action;
  /** Of the connection and the pack. */
  readonly user: Readonly<Record<string, unknown>>;
  readonly options: Readonly<Record<string, unknown>>;
  readonly object: ActionObject;
  readonly dryRun: boolean;
  /** Sends although an earlier run of this action on this object may have happened. */
  readonly again: boolean;
}

/** Runs an action on one object: checks first, then the intent, then the request, then its outcome. A failure is in the row. */
export async function act(request: ActRequest, services: ActServices): Promise<ActRow> {
  const { pack, action, object } = request;
  const row = { action: `${pack.name}/${action.name}`, object: `${object.type}:${object.value}`, result: null, error: null, request: null } as const;
  let prepared: { readonly request: HttpRequest; readonly scope: Scope };
  try {
    prepared = prepareAction(request, services);
    checkEarlier(row.action, row.object, request, services);
  } catch (error) {
    return { ...row, status: 'refused', error: describe(error, services.redact) };
  }
  const shown = maskRequest(services.auth.preview(prepared.request), services.redact);
  if (request.dryRun) return { ...row, status: 'dry_run', request: shown };
  const id = services.id();
  services.ledger.begin({ id, action: row.action, object: row.object, request: shown as unknown as Json, who: services.who, at: services.clock() });
  const outcome = await send(request, prepared, services);
  services.ledger.end({ id, ...outcome, error: outcome.error ?? undefined, at: services.clock() });
  return { ...row, ...outcome, request: shown };
}

type Outcome = Pick<ActRow, 'result' | 'error'> & { readonly status: 'succeeded' | 'failed' | 'uncertain' };

async function send(request: ActRequest, prepared: { readonly request: HttpRequest; readonly scope: Scope }, services: ActServices): Promise<Outcome> {
  try {
    return { status: 'succeeded', result: await exchange(request, prepared, services), error: null };
  } catch (error) {
    const status = mayHaveHappened(error, prepared.request) ? 'uncertain' : 'failed';
    return { status, result: null, error: describe(error, services.redact, status === 'uncertain') };
  }
}

async function exchange({ pack, action }: ActRequest, prepared: { readonly request: HttpRequest; readonly scope: Scope }, services: ActServices): Promise<Json> {
  const { evaluator, http, auth, signal } = services;
  const bound = bindEndpoint(asEndpoint(action), pack.connection, { http, auth, evaluator, signal, redact: services.redact });
  const outcomes = bindOutcomes([...action.outcomes, ...(pack.connection?.outcomes ?? [])], action.successWhen ?? pack.connection?.successWhen, evaluator);
  const answer = await bound.bytes(prepared, async (response) => {
    const envelope = outcomes.asksBody || action.result !== undefined ? await readJson(response, prepared.request) : undefined;
    const scope = { ...prepared.scope, response: { status: response.status }, header: (name: unknown) => response.header(String(name)) };
    outcomes.byBody({ status: response.status, envelope, scope, label: prepared.request.label });
    const result = action.result === undefined ? undefined : evaluator.expr(action.result).evaluate(envelope, scope);
    return (result ?? null) as Json;
  });
  return answer ?? null;
}

/** An answer that is no JSON is named by its status, its content type and the place where reading stopped; its content is not shown. */
async function readJson(response: HttpResponse, request: HttpRequest): Promise<unknown> {
  const text = new TextDecoder().decode(await response.bytes(16 * 1024 * 1024));
  try {
    return JSON.parse(text);
  } catch (error) {
    const position = Number(/position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1] ?? text.length);
    const before = text.slice(0, position).split('\n');
    const where = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
    throw new EngineError(
      'vendor.answer',
      `${request.label} answered ${response.status} with ${response.contentType ?? 'no content type'} that is no JSON: reading stopped at ${where}.`,
      { place: request.place },
    );
  }
}

const asEndpoint = (action: Action): Endpoint => ({
  name: action.name,
  args: new Map(),
  request: action.request,
  decode: [],
  records: { kind: 'bytes', place: action.place },
  nulls: 'drop',
  key: [],
  version: undefined,
  paginate: undefined,
  successWhen: action.successWhen,
  outcomes: action.outcomes,
  headers: undefined,
  samples: [],
  place: action.place,
});

function checkEarlier(action: string, object: string, request: ActRequest, { ledger }: ActServices): void {
  if (request.dryRun || request.again) return;
  const earlier = ledger.uncertain(action, object);
  if (earlier === undefined) return;
  throw new EngineError('act.uncertain', `"${action}" on ${object} may have happened already: it was sent at ${new Date(earlier.at).toISOString()}, and its outcome is not known.`, {
    hint: 'Look at the vendor; add --again to send it once more.',
  });
}

/** The request was sent and no answer says what became of it. */
function mayHaveHappened(error: unknown, request: HttpRequest): boolean {
  if (request.idempotent || !(error instanceof EngineError)) return !request.idempotent;
  if (['http.uncertain', 'http.aborted', 'http.too-large', 'http.encoding', 'vendor.answer'].includes(error.code)) return true;
  // 503 says that nothing was done.
  return error instanceof HttpStatusError && error.status >= 500 && error.status !== 503;
}

function describe(error: unknown, redact: (text: string) => string, uncertain = false): NonNullable<ActRow['error']> {
  if (!(error instanceof EngineError)) return { code: 'act.failure', message: 'The action failed in an unforeseen way.' };
  const says = uncertain && !error.message.includes('may have happened') ? `${error.message} It may have happened.` : error.message;
  const hint = uncertain ? 'Look at the vendor; add --again to send it once more.' : error.hint;
  return { code: error.code, message: redact(says), ...(hint === undefined ? {} : { hint: redact(hint) }) };
}

function maskRequest(request: HttpRequest, redact: (text: string) => string): MaskedRequest {
  const text = typeof request.body === 'string' ? redact(request.body) : undefined;
  return {
    method: request.method,
    url: redact(request.url.href),
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, redact(value)])),
    body: text === undefined ? null : request.headers['content-type']?.startsWith('application/json') === true ? (JSON.parse(text) as Json) : text,
  };
}
