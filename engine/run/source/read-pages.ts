import type { Batch, Prefilter, Recall } from '../../components/decoders/decoder.ts';
import type { FirstPage, NextPage, PageEnd, PageVariables, PagingSession } from '../../components/paginators/paginator.ts';
import { oversizeOf } from '../../components/decoders/oversized.ts';
import { openPaging } from '../../components/paginators/registry.ts';
import type { Scope } from '../../expression/definition/evaluator.ts';
import { resolveAddress } from '../../plan/page-address.ts';
import { answerScope } from '../../http/answer/answer-scope.ts';
import type { HttpResponse } from '../../http/http.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { JsonRecord } from '../../language/basics/json.ts';
import type { Endpoint } from '../../language/model.ts';
import type { RunContext } from '../context/context.ts';
import type { Services } from '../context/services.ts';
import type { Figures } from '../context/trace.ts';
import type { Paused } from '../context/run-state.ts';
import { DistinctRecords } from './distinct-records.ts';
import { tracePages } from './trace-pages.ts';
import type { Answer, BoundEndpoint, EndpointCall, Receiver } from '../context/bound-endpoint.ts';

/** Where the pages of an endpoint go. */
export interface PageSink {
  readonly prefilter?: Prefilter | undefined;
  readonly recall?: Recall | undefined;
  /** Before each page. */
  page?(): void;
  /** Before the records of each attempt at a page: what an earlier attempt gave is to be forgotten, or WindowRestart thrown. */
  begin(response: HttpResponse): void;
  batch(batch: Batch, scope: Scope): Promise<void>;
  readonly body?: Receiver['body'];
  readonly setsAside?: Receiver['setsAside'];
  readonly pace?: Receiver['pace'];
  /** Headers that every request gets beside its own. */
  headers?(): Readonly<Record<string, string>>;
  /** Told of each page's answer, with the evaluation of options over it. */
  answered?(answer: Answer, evaluate: PageEnd['evaluate']): void;
  readonly wanted?: Receiver['wanted'];
  /** Told of each page's document: before its records where the body is short, and after them. */
  envelope?(body: unknown, scope: Scope): void;
  /** A word in the ledger. */
  note?(because: string, times?: number): void;
  /** Of the records of these pages by now, for whoever looks on. */
  readonly figures?: (() => Figures) | undefined;
  /** Asked before another page: is paging to end here for now? */
  readonly rests?: (() => boolean) | undefined;
}

export interface PagesRead {
  readonly stopReason: string;
  readonly short?: Extract<NextPage, { kind: 'stop' }>['short'];
  readonly last: Answer;
  /** It was a rest: the pages behind it. */
  readonly paused?: PausedPages;
}

/** What of a run's context pages are read with. */
export type PageContext = Pick<RunContext, 'plan' | 'evaluator' | 'scope' | 'endpoint' | 'request'> & {
  readonly services: Pick<Services, 'trace'>;
  /** Undefined where nobody asks for the shape of what comes. */
  readonly drift?: Pick<RunContext['drift'], 'shapes'> | undefined;
};

/** All pages of an endpoint in order; a job that orders them is ordered once, and read without a rest. */
export function readPages(bound: BoundEndpoint, scope: Scope, context: PageContext, sink: PageSink): Promise<PagesRead> {
  const { paginate } = bound.endpoint;
  const evaluate = (option: unknown): unknown => context.evaluator.option(option).evaluate(undefined, scope);
  const session = paginate === undefined ? undefined : openPaging(paginate, evaluate);
  const first = session?.first() ?? { kind: 'page', page: THE_ONLY };
  const distinct =
    paginate?.options['total'] === undefined ? undefined : new DistinctRecords(keyOf(bound, context), context.evaluator);
  const pages = { bound, context, session, distinct };
  const begin = (scope: Scope): AskedPage => ({ scope, page: first.page, address: firstAddress(first, scope, pages) });
  if (bound.within === undefined) return loop(pages, begin(scope), sink);
  return bound.within({ ...scope, page: first.page }, (inner) => loop(pages, begin(inner), { ...sink, rests: undefined }));
}

const isPages = (paused: Paused): paused is PausedPages => 'pages' in paused;

/** Goes on behind a rest, with what was asked for by then; undefined where it was no rest of pages. */
export const readOn = (paused: Paused, sink: PageSink): Promise<PagesRead> | undefined =>
  isPages(paused) ? loop(paused.pages, { ...paused.next, afterRest: true }, sink) : undefined;

/** Of the feed's own source the feed may say it. */
const keyOf = ({ endpoint }: BoundEndpoint, { plan }: PageContext): Endpoint['key'] =>
  endpoint.name === plan.endpoint.name && plan.feed.key.length > 0 ? plan.feed.key : endpoint.key;

const firstAddress = (first: FirstPage, scope: Scope, { bound, context }: PagesToRead): URL | undefined =>
  first.kind === 'address'
    ? resolveAddress(first.url, context.request(bound.endpoint, scope, first.page).url, bound.endpoint)
    : undefined;

const THE_ONLY: PageVariables = { number: 1, offset: 0, size: undefined, token: undefined, after: undefined };

interface PagesToRead {
  readonly bound: BoundEndpoint;
  readonly context: PageContext;
  readonly session: PagingSession | undefined;
  /** Undefined where nobody asks how many there are. */
  readonly distinct: DistinctRecords | undefined;
}

interface AskedPage {
  readonly scope: Scope;
  readonly page: PageVariables;
  readonly address: URL | undefined;
  /** What came before is in the store. */
  readonly afterRest?: boolean;
}

/** What is still to be read of an endpoint's pages. */
export interface PausedPages extends Paused {
  readonly pages: PagesToRead;
  readonly next: AskedPage;
}

async function loop(pages: PagesToRead, asked: AskedPage, sink: PageSink): Promise<PagesRead> {
  const { bound, context, session, distinct } = pages;
  const { scope } = asked;
  const tell = tracePages(context.services.trace, bound.endpoint, sink.figures);
  for (let { page, address, afterRest = false } = asked; ; afterRest = false) {
    const inPage = { ...scope, page };
    // The rules of paging count every record: none is dropped or passed over before it is seen.
    const read = await onePage(bound, inPage, address, context, counted(sink, distinct), session === undefined ? sink : {});
    const { answer } = read;
    const evaluate = evaluateOver(answer, inPage, context);
    sink.answered?.(answer, evaluate);
    if (answer.verdict.kind === 'records') sink.envelope?.(answer.envelope, { ...inPage, ...answerScope(answer) });
    const { verdict } = answer;
    const next: NextPage =
      verdict.kind !== 'records'
        ? { kind: 'stop', because: verdict.because }
        : session === undefined
          ? { kind: 'stop', because: 'the only page' }
          : session.next(pageEnd(read, page, evaluate, { different: distinct?.end(), note: sink.note, afterRest }));
    tell?.(page, read.records, next);
    if (next.kind === 'stop') return { stopReason: next.because, short: next.short, last: answer };
    page = next.page;
    address = next.kind === 'address' ? resolveAddress(next.url, answer.url, bound.endpoint) : undefined;
    if (sink.rests?.() === true)
      return { stopReason: 'a rest in the middle', last: answer, paused: { pages, next: { scope, page, address } } };
  }
}

/** The same sink, with its records counted by their keys. */
function counted(sink: PageSink, distinct: DistinctRecords | undefined): PageSink {
  if (distinct === undefined) return sink;
  return {
    ...sink,
    begin: (response) => {
      distinct.begin();
      sink.begin(response);
    },
    batch: async (batch, scope) => {
      distinct.add(batch.records, scope);
      await sink.batch(batch, scope);
    },
  };
}

interface PageRead {
  readonly answer: Answer;
  readonly records: number;
  readonly first: JsonRecord | undefined;
  readonly last: JsonRecord | undefined;
}

async function onePage(
  bound: BoundEndpoint,
  scope: Scope,
  address: URL | undefined,
  context: PageContext,
  sink: PageSink,
  { prefilter, recall }: Pick<PageSink, 'prefilter' | 'recall'>,
): Promise<PageRead> {
  let records = 0;
  let first: JsonRecord | undefined;
  let last: JsonRecord | undefined;
  let around: unknown;
  const plain = context.request(bound.endpoint, scope, scope['page'] as PageVariables, address);
  const further = sink.headers?.() ?? {};
  const shape = context.drift?.shapes.page(bound.endpoint.name);
  sink.page?.();
  const call: EndpointCall = {
    request: { ...plain, headers: { ...plain.headers, ...further } },
    scope,
    receiver: {
      prefilter,
      recall,
      setsAside: sink.setsAside,
      pace: sink.pace,
      begin: (_attempt, response) => {
        sink.begin(response);
        shape?.begin();
        records = 0;
        first = last = around = undefined;
      },
      batch: async (batch) => {
        records += batch.records.length;
        first ??= batch.records[0];
        last = batch.records.at(-1) ?? last;
        shape?.look(batch.records, batch.oversized === true ? isWhole : undefined);
        await sink.batch(batch, { ...scope, page: pageOf(scope['page'] as PageVariables, around) });
      },
      note: (because, times) => sink.note?.(because, times),
      wanted: sink.wanted,
      columns: (names) => shape?.columns(names),
      body: (bytes, header) => sink.body?.(bytes, header) ?? bytes,
      envelope: (body, response) => {
        around = body;
        sink.envelope?.(body, { ...scope, ...answerScope(response) });
      },
    },
  };
  try {
    const answer = await bound.call(call);
    return { answer, records, first, last };
  } finally {
    // A limit may have cut it off: what has come by then counts.
    shape?.end();
  }
}

const isWhole = (record: JsonRecord): boolean => oversizeOf(record) === undefined;

/** `$page` of a page's records: with the document around them, which only a short body shows before its records. */
export const pageOf = (page: PageVariables, around: unknown): object =>
  Object.defineProperty({ ...page }, 'body', {
    enumerable: true,
    get: () => {
      if (around !== undefined) return around;
      throw new EngineError(
        'run.page-body',
        'What stands around the records of this answer is not known before its records: it is too long, or its format has no such thing.',
        {
          hint: 'Ask for smaller pages (1 MB is short enough), or write `records: !expr …`, which holds a page in memory.',
        },
      );
    },
  });

const pageEnd = (
  { answer, records, first, last }: PageRead,
  page: PageVariables,
  evaluate: PageEnd['evaluate'],
  {
    different,
    note,
    afterRest,
  }: Pick<PageEnd, 'afterRest'> & { readonly different: number | undefined; readonly note: PageSink['note'] },
): PageEnd => ({
  ...(afterRest === true ? { afterRest } : {}),
  ...(different === undefined ? {} : { different }),
  ...(note === undefined ? {} : { note }),
  page,
  records,
  first,
  last,
  envelope: answer.envelope,
  status: answer.status,
  header: (name) => answer.header(name),
  headerLines: (name) => answer.headerLines(name),
  url: answer.url,
  evaluate,
});

/** Options that speak of an answer see its envelope, `$response`, `$header` and `$link`. */
const evaluateOver = (answer: Answer, scope: Scope, context: PageContext): PageEnd['evaluate'] => {
  const inner = { ...scope, ...answerScope(answer) };
  return (option, over = answer.envelope) => context.evaluator.option(option).evaluate(over, inner);
};
