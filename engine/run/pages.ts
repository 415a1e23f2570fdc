import type { Batch, Prefilter } from '../components/decoders/decoder.ts';
import type { NextPage, PageEnd, PageVariables } from '../components/paginators/paginator.ts';
import { openPaging } from '../components/paginators/registry.ts';
import type { Scope } from '../expression/evaluator.ts';
import type { HttpResponse } from '../http/http.ts';
import { EngineError } from '../language/errors.ts';
import type { Json, JsonRecord } from '../language/json.ts';
import type { Endpoint, Source } from '../language/model.ts';
import type { PlannedWindow } from '../plan/plan.ts';
import { checkArguments } from './arguments.ts';
import type { RunContext } from './context.ts';
import type { Counter } from './counts.ts';
import type { Answer, BoundEndpoint } from './endpoint-call.ts';
import { WindowRestart } from './restart.ts';

export interface PagesRequest {
  readonly context: RunContext;
  readonly window: PlannedWindow;
  readonly scope: Scope;
  readonly counter: Counter;
  readonly take: (batch: Batch, scope: Scope) => Promise<void>;
  readonly prefilter: Prefilter | undefined;
}

/** How the source of a window ended. */
export interface SourceEnd {
  readonly stopReason: string;
  /** `stop_here`: the windows before this one count, this one and the later ones do not. */
  readonly stopHere: boolean;
  /** The last page's answer, for `state`. */
  readonly last: Answer | undefined;
  /** The source goes on: what has come is to be committed with this state, then the rest is read. */
  readonly rest?: Json;
}

/** Reads all pages of the feed's source in order. */
export async function fetchPages(request: PagesRequest): Promise<SourceEnd> {
  const { context, scope } = request;
  const { source } = context.plan.feed;
  if (source.kind === 'each') return fetchEach(source, request);
  const endpoint = context.endpoint(context.plan.endpoint.name);
  const variant = context.plan.variant;
  const args = checkArguments(
    endpoint.endpoint,
    variant?.with && context.evaluator.tree(variant.with)(undefined, scope),
    variant?.place ?? context.plan.feed.place,
  );
  return pagesOf(endpoint, { ...scope, args }, request);
}

/** An index, then its documents: each document's records have the index entry as `$parent`. */
async function fetchEach(source: Extract<Source, { kind: 'each' }>, request: PagesRequest): Promise<SourceEnd> {
  const { context, scope } = request;
  const entries: JsonRecord[] = [];
  const index = context.endpoint(source.each);
  const end = await pagesOf(
    index,
    scope,
    { ...request, prefilter: undefined, take: async (batch) => void entries.push(...batch.records) },
    () => entries.splice(0),
  );
  const documents = context.endpoint(source.call);
  const args = source.with && context.evaluator.tree(source.with);
  for (const entry of entries) {
    const own = { ...scope, parent: entry };
    const given = checkArguments(documents.endpoint, args?.(entry, own), source.place);
    const answered = await pagesOf(documents, { ...own, args: given }, request);
    if (answered.stopHere) return answered;
  }
  return { ...end, stopReason: `${end.stopReason}; ${entries.length} documents` };
}

async function pagesOf(bound: BoundEndpoint, scope: Scope, request: PagesRequest, undo?: () => void): Promise<SourceEnd> {
  const { paginate } = bound.endpoint;
  const { evaluator } = request.context;
  const session =
    paginate === undefined ? undefined : openPaging(paginate, (option) => evaluator.option(option).evaluate(undefined, scope));
  const first = session?.first() ?? {
    kind: 'page',
    page: { number: 1, offset: 0, size: undefined, token: undefined, after: undefined },
  };
  let { page } = first;
  let address =
    first.kind === 'address'
      ? resolveAddress(first.url, request.context.request(bound.endpoint, scope, page).url, bound.endpoint)
      : undefined;
  // The rules of paging count every record: none is dropped before it is seen.
  const inPages = session === undefined ? request : { ...request, prefilter: undefined };
  for (;;) {
    const inPage = { ...scope, page };
    const read = await onePage(bound, inPage, address, inPages, undo);
    const { verdict } = read.answer;
    if (verdict.kind !== 'records') {
      request.counter.note(verdict.because);
      return { stopReason: verdict.because, stopHere: verdict.kind === 'stop_here', last: read.answer };
    }
    const next: NextPage =
      session === undefined
        ? { kind: 'stop', because: 'the only page' }
        : session.next(pageEnd(read, page, inPage, request.context));
    if (next.kind === 'stop') return { stopReason: next.because, stopHere: false, last: read.answer };
    const rest = request.context.state?.resting();
    if (rest !== undefined) return { stopReason: 'a rest in the middle', stopHere: false, last: read.answer, rest };
    page = next.page;
    address = next.kind === 'address' ? resolveAddress(next.url, read.answer.url, bound.endpoint) : undefined;
  }
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
  request: PagesRequest,
  undo?: () => void,
): Promise<PageRead> {
  let records = 0;
  let first: JsonRecord | undefined;
  let last: JsonRecord | undefined;
  const fetchedBefore = request.counter.fetched;
  const state = request.context.state?.session;
  const plain = request.context.request(bound.endpoint, scope, scope['page'] as PageVariables, address);
  request.context.transfer.from = request.context.services.http.stats().bytes;
  const answer = await bound.call({
    request: state === undefined ? plain : { ...plain, headers: { ...plain.headers, ...state.headers() } },
    scope,
    receiver: {
      prefilter: request.prefilter,
      begin: (_attempt, response) => {
        noteLength(request.context, response);
        if (undo !== undefined) undo();
        else if (request.counter.fetched > fetchedBefore) throw new WindowRestart();
        records = 0;
        first = last = undefined;
      },
      batch: async (batch) => {
        records += batch.records.length;
        first ??= batch.records[0];
        last = batch.records.at(-1) ?? last;
        await request.take(batch, scope);
      },
      body: (bytes, header) => state?.onBody?.(bytes, header) ?? bytes,
    },
  });
  state?.onAnswer({
    status: answer.status,
    header: (name) => answer.header(name),
    evaluate: evaluateOver(answer, scope, request.context),
  });
  return { answer, records, first, last };
}

const pageEnd = (
  { answer, records, first, last }: PageRead,
  page: PageVariables,
  scope: Scope,
  context: RunContext,
): PageEnd => ({
  page,
  records,
  first,
  last,
  envelope: answer.envelope,
  status: answer.status,
  header: (name) => answer.header(name),
  headerLines: (name) => answer.headerLines(name),
  url: answer.url,
  evaluate: evaluateOver(answer, scope, context),
});

/** Options that speak of an answer see its envelope, `$response` and `$header`. */
const evaluateOver = (answer: Answer, scope: Scope, context: RunContext): PageEnd['evaluate'] => {
  const header = (name: unknown): string | undefined => answer.header(String(name));
  return (option, over = answer.envelope) =>
    context.evaluator.option(option).evaluate(over, { ...scope, response: { status: answer.status }, header });
};

/** For the display: how much of the answer is still to come. */
function noteLength({ transfer }: RunContext, response: HttpResponse): void {
  const length = Number(response.header('content-length') ?? Number.NaN);
  transfer.expected = Number.isSafeInteger(length) ? length : undefined;
}

/** A next address is resolved against its page; the client holds it to the connection's hosts. */
function resolveAddress(next: string, base: URL, endpoint: Endpoint): URL {
  if (endpoint.fields !== undefined) {
    throw new EngineError(
      'paginate.fields',
      `"${endpoint.name}" goes on at an address that its vendor gave, which can't be asked for each part of its fields.`,
      {
        place: endpoint.fields.place,
        hint: 'Use a paginator that counts or names pages, or ask for all fields in one call.',
      },
    );
  }
  const resolved = URL.parse(next, base.href);
  if (
    resolved !== null &&
    (resolved.protocol === 'https:' || resolved.protocol === 'http:') &&
    resolved.username === '' &&
    resolved.password === ''
  )
    return resolved;
  throw new EngineError(
    'paginate.address',
    `The address of a page that "${endpoint.name}" is to go on at is no plain http address.`,
    { place: endpoint.paginate?.place },
  );
}
