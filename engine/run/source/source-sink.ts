import type { Batch, Prefilter, Recall } from '../../components/decoders/decoder.ts';
import type { Scope } from '../../expression/definition/evaluator.ts';
import type { HttpResponse } from '../../http/http.ts';
import type { Json } from '../../language/basics/json.ts';
import { formatPlace } from '../../language/basics/place.ts';
import type { RunContext } from '../context/context.ts';
import type { Figures } from '../context/trace.ts';
import type { Counter } from '../context/ledger.ts';
import type { Answer } from '../context/bound-endpoint.ts';
import type { PageSink, PagesRead } from './read-pages.ts';
import type { DocumentLedger } from './failed-documents.ts';
import type { EachSource, IndexMemory } from './index-memory.ts';
import { WindowRestart } from '../context/signals.ts';

/** The source of one window as it is read. */
export interface SourceRead {
  readonly context: RunContext;
  readonly scope: Scope;
  readonly counter: Counter;
  /** The records' way; `scope` is that of their page, with `$parent` where they have an index entry. */
  readonly take: (batch: Batch, scope: Scope) => Promise<void>;
  /** For records that an earlier window was to have: their time is no matter. */
  readonly takeLate: (batch: Batch, scope: Scope) => Promise<void>;
  /** Of the window's records by now; undefined where nobody looks on. */
  readonly figures?: (() => Figures) | undefined;
  readonly documents: DocumentLedger;
  /** What is remembered of an index's entries. */
  readonly memory: (source: EachSource) => Promise<IndexMemory | undefined>;
  readonly prefilter: Prefilter | undefined;
  readonly recall: Recall | undefined;
}

/** How the source of a window ended. */
export interface SourceEnd {
  readonly stopReason: string;
  /** So many documents are missing: what was not listed may still be there. */
  readonly failed?: number;
  /** Of those, so many that are to be fetched again. */
  readonly setAside?: number;
  /** `stop_here`: the windows before this one count, this one and the later ones do not. */
  readonly stopHere: boolean;
  /** The last page's answer, for `state`. */
  readonly last: Answer | undefined;
  /** The source goes on: what has come is to be committed with this state, then the rest is read. */
  readonly rest?: Json;
}

/** Straight on to the records' way: a page of which something is counted can't be read again alone. */
export function stagingSink({ context, counter, take, prefilter, recall, figures }: SourceRead): PageSink {
  let before = 0;
  return {
    prefilter,
    recall,
    setsAside: true,
    ...watched(context),
    page: () => void (before = counter.fetched),
    begin: (response) => {
      noteLength(context, response);
      if (counter.fetched > before) throw new WindowRestart();
    },
    batch: take,
    figures,
    wanted: context.wanted,
    note: (because, times) => counter.note(because, times),
  };
}

/** The part of a sink by which the feed's `state` looks on. */
export function watched(context: RunContext): Required<Pick<PageSink, 'body' | 'headers' | 'answered'>> {
  const state = context.state?.session;
  return {
    body: (bytes, header) => state?.onBody?.(bytes, header) ?? bytes,
    headers: () => {
      context.transfer.from = context.services.http.stats().bytes;
      return state?.headers() ?? {};
    },
    answered: (answer, evaluate) =>
      state?.onAnswer({ status: answer.status, header: (name) => answer.header(name), evaluate: (option) => evaluate(option) }),
  };
}

export function sourceEnd({ stopReason, short, last }: PagesRead, counter: Counter): SourceEnd {
  const { verdict } = last;
  if (short !== undefined)
    counter.lack({
      what: 'pages',
      words: `its pages ended after ${short.came} of ${short.of} records`,
      place: formatPlace(short.place),
    });
  if (verdict.kind !== 'records') counter.note(verdict.because);
  return { stopReason, stopHere: verdict.kind === 'stop_here', last };
}

/** For the display: how much of the answer is still to come. */
function noteLength({ transfer }: RunContext, response: HttpResponse): void {
  const length = Number(response.header('content-length') ?? Number.NaN);
  transfer.expected = Number.isSafeInteger(length) ? length : undefined;
}
