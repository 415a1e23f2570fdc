import type { AuthSession } from '../../components/auth/auth.ts';
import { decodeBody } from '../../components/decoders/chain/chain.ts';
import type { Decoded } from '../../components/decoders/decoder.ts';
import type { Evaluator } from '../../expression/definition/evaluator.ts';
import { requireWhole } from '../../components/decoders/oversized.ts';
import { answerScope } from '../../http/answer/answer-scope.ts';
import { createWording, type Wording } from '../../http/client/failure.ts';
import { AskAgain, asByStatus } from '../../http/client/retry.ts';
import { vendorWords } from '../../http/answer/vendor-words.ts';
import type { HttpClient, HttpRequest, HttpResponse } from '../../http/http.ts';
import type { EngineError } from '../../language/basics/errors.ts';
import type { Connection, Endpoint, Outcome } from '../../language/model.ts';
import type { Answer, BoundEndpoint, EndpointCall } from '../context/bound-endpoint.ts';
import type { Verdict } from '../context/verdict.ts';
import { bindOutcomes, CREDENTIALS, type AnswerFacts, type BoundOutcomes } from './outcomes.ts';
import { isPathError, ofAnswer } from './of-answer.ts';
import { Notes } from '../wanted/notes.ts';
import { selectRecords } from './select-records.ts';
import { ECHO_NOTE, type Echoes } from '../report/echoes.ts';
import type { UnreadableText } from '../context/unreadable.ts';
import { Acquaintance } from '../wanted/acquaintance.ts';

export interface CallServices {
  readonly http: HttpClient;
  readonly auth: AuthSession;
  readonly evaluator: Evaluator;
  readonly signal: AbortSignal;
  readonly redact: (text: string) => string;
  readonly unreadable?: UnreadableText;
  readonly echoes?: Echoes;
}

/** The credentials were renewed: the request is sent once more. */
class Renewed extends Error {}

/** What every call of an endpoint shares. */
interface Bindings {
  readonly outcomes: BoundOutcomes;
  readonly wording: Wording;
  readonly services: CallServices;
}

export function bindEndpoint(endpoint: Endpoint, connection: Connection | undefined, services: CallServices): BoundEndpoint {
  const outcomes = bindOutcomes(
    [...endpoint.outcomes, ...(connection?.outcomes ?? [])],
    endpoint.successWhen ?? connection?.successWhen,
    services.evaluator,
    services.redact,
  );
  const wording = createWording(services.redact);
  const send = <T>(call: Omit<EndpointCall, 'receiver'>, consume: Consume<T>): Promise<T> =>
    exchange(call, { outcomes, wording, services }, consume);
  return {
    endpoint,
    call: (call) =>
      send(call, (response, attempt, decided) =>
        consumeRecords({ endpoint, outcomes, wording, services }, call, response, attempt, decided),
      ),
    bytes: (call, consume) =>
      send(call, async (response, _attempt, decided) => {
        if (decided === undefined) return consume(response);
        const verdict = await settleWithBody(decided, { outcomes, wording, services }, call, response);
        if (verdict.kind === 'retry') throw new AskAgain(verdict.because);
        return undefined;
      }),
  };
}

type Consume<T> = (response: HttpResponse, attempt: number, decided: Outcome | undefined) => Promise<T>;

/** Sends, and renews credentials once. */
async function exchange<T>(
  call: Omit<EndpointCall, 'receiver'>,
  { outcomes, wording, services }: Bindings,
  consume: Consume<T>,
): Promise<T> {
  let renewed = false;
  let sent = call.request;
  const maybeEnded = (status: number): boolean => status === 401 || status === 403 || services.auth.renewOn.includes(status);
  for (;;) {
    try {
      return await services.http.exchange({
        request: call.request,
        prepare: async (request) => (sent = await services.auth.apply(request)),
        onStatus: (response) => {
          const decided = outcomes.byStatus(response.status);
          if (decided !== undefined) return decided.do === 'retry' ? 'retry' : 'consume';
          if (isUnmodified(call.request, response)) return 'consume';
          // A refusal is looked at here first: it may only mean that the session has ended.
          return maybeEnded(response.status) || (!isSuccess(response) && outcomes.asksBodyOf(response.status))
            ? 'consume'
            : undefined;
        },
        consume: async (given, attempt) => {
          let response = given;
          const decided = outcomes.byStatus(response.status);
          const refused = maybeEnded(response.status);
          if (
            refused &&
            !renewed &&
            (decided === undefined || decided.do === 'fail') &&
            (await services.auth.renew(response, sent))
          )
            throw new Renewed();
          if (decided === undefined && !isSuccess(response) && outcomes.asksBodyOf(response.status)) {
            response = await buffered(response);
            const found = outcomes.byStatusAndBody(facts(call, wording, response, await jsonOf(response)));
            if (found !== undefined) return consume(response, attempt, found);
            if (!refused) throw await asByStatus(call.request, response, wording);
          }
          if (refused && decided === undefined) throw await refusal(call.request, response, wording);
          if (!refused) services.auth.accepted(sent);
          return consume(response, attempt, decided);
        },
      });
    } catch (error) {
      if (error instanceof Renewed) renewed = true;
      else throw error;
    }
  }
}

async function refusal(request: HttpRequest, response: HttpResponse, wording: Wording): Promise<EngineError> {
  const words = await vendorWords(response, wording.redact);
  const says = words === undefined ? '' : ` (it says: ${words})`;
  return wording.error('vendor.refused', request, `answered ${response.status}: it was refused${says}.`, {
    hint: CREDENTIALS,
    status: response.status,
  });
}

/** By its status it has no body (RFC 9110, sections 15.3.5 and 15.3.6): that nothing is there is what the server says. */
const hasNoContent = ({ records }: Endpoint, { status }: HttpResponse): boolean =>
  (status === 204 || status === 205) && records.kind !== 'bytes' && records.count !== 'one';

/** A status that says that there is nothing, and a body: one of them is wrong, and it must not be taken for an empty list. */
async function refuseContent(request: HttpRequest, response: HttpResponse, wording: Wording): Promise<void> {
  const announced = Number(response.header('content-length') ?? 0);
  const length = announced > 0 ? announced : (await response.bytes(MOST_EXPLAINING)).length;
  if (length === 0) return;
  throw wording.error(
    'http.protocol',
    request,
    `answered ${response.status}, which has no content, and has ${length} bytes of it.`,
    {
      hint: 'Tell the vendor.',
    },
  );
}

/** The answer to a condition that the request made (RFC 9110, section 15.4.5). */
const isUnmodified = (request: HttpRequest, { status }: HttpResponse): boolean =>
  status === 304 && (request.headers['if-none-match'] !== undefined || request.headers['if-modified-since'] !== undefined);

function facts(call: Omit<EndpointCall, 'receiver'>, wording: Wording, response: HttpResponse, envelope: unknown): AnswerFacts {
  const scope = { ...call.scope, ...answerScope(response) };
  return { status: response.status, envelope, scope, label: wording.describe(call.request) };
}

/** Throws AskAgain where the vendor's verdict is that the request has to be made again. */
function answerOf(response: HttpResponse, verdict: Verdict, envelope: unknown): Answer {
  if (verdict.kind === 'retry') throw new AskAgain(verdict.because);
  return {
    verdict,
    status: response.status,
    url: response.url,
    envelope,
    header: (name) => response.header(name),
    headerLines: (name) => response.headerLines(name),
  };
}

async function consumeRecords(
  bound: Bindings & { readonly endpoint: Endpoint },
  call: EndpointCall,
  response: HttpResponse,
  attempt: number,
  decided: Outcome | undefined,
): Promise<Answer> {
  const { endpoint, outcomes, wording, services } = bound;
  const answer = (verdict: Verdict, envelope: unknown): Answer => answerOf(response, verdict, envelope);
  if (decided === undefined && isUnmodified(call.request, response))
    return answer({ kind: 'no_records', because: 'nothing new: the server answered 304' }, undefined);
  if (decided === undefined && hasNoContent(endpoint, response)) {
    await refuseContent(call.request, response, wording);
    return answer({ kind: 'no_records', because: `the server answered ${response.status}: no content` }, undefined);
  }
  if (decided !== undefined) return answer(await settleWithBody(decided, bound, call, response), undefined);
  call.receiver.begin(attempt, response);
  let early: unknown;
  const notes = new Notes();
  const acquaintance = new Acquaintance(call.receiver.wanted, call.request, wording, notes);
  try {
    const decoded = await decode(endpoint, services, call, response, { notes, acquaintance });
    early = decoded.envelope();
    if (outcomes.asksBody && early !== undefined) {
      const verdict = outcomes.byBody(facts(call, wording, response, early));
      if (verdict.kind !== 'records') return answer(verdict, early);
    }
    if (early !== undefined) call.receiver.envelope?.(early, response);
    const selected = { scope: call.scope, evaluator: services.evaluator, label: call.request.label, nulls: endpoint.nulls };
    let lacking: unknown;
    try {
      await selectRecords(endpoint.records, decoded, selected, (batch) => {
        if (batch.oversized === true && call.receiver.setsAside !== true) requireWhole(batch.records);
        if (batch.oversized !== true) acquaintance.look(batch.records);
        return call.receiver.batch(batch);
      });
    } catch (error) {
      if (!outcomes.asksBody || early !== undefined || !isPathError(error)) throw error;
      // A long body says at its end why it has no records, or does not.
      lacking = error;
    }
    const envelope = decoded.envelope();
    // A long body names its outcome only once it has been read: nothing of it counts before the window is sealed.
    const verdict =
      outcomes.asksBody && early === undefined
        ? outcomes.byBody(facts(call, wording, response, envelope))
        : ({ kind: 'records' } as const);
    if (verdict.kind === 'records' && lacking !== undefined) throw lacking;
    if (verdict.kind === 'records') acquaintance.refuseStrangers();
    for (const [because, times] of notes) call.receiver.note?.(because, times);
    return answer(verdict, envelope);
  } catch (error) {
    throw ofAnswer(error, call.request, wording, early);
  }
}

/** An outcome that the status decided still shows the body's own words. */
async function settleWithBody(
  decided: Outcome,
  { outcomes, wording }: Bindings,
  call: Omit<EndpointCall, 'receiver'>,
  response: HttpResponse,
): Promise<Verdict> {
  const read = await buffered(response).catch(() => undefined);
  const words = read === undefined ? undefined : await vendorWords(read, wording.redact);
  return outcomes.settle(decided, {
    ...facts(call, wording, response, read === undefined ? undefined : await jsonOf(read)),
    words,
  });
}

/** Undefined where the body is no JSON, or too long for an answer that only explains itself. */
async function jsonOf(response: HttpResponse): Promise<unknown> {
  try {
    return JSON.parse(new TextDecoder().decode(await response.bytes(MOST_EXPLAINING)));
  } catch {
    return undefined;
  }
}

const MOST_EXPLAINING = 1024 * 1024;

/** An answer whose body may be looked at more than once. */
async function buffered(response: HttpResponse): Promise<HttpResponse> {
  const bytes = await response.bytes(MOST_EXPLAINING);
  return { ...response, bytes: async () => bytes };
}

const isSuccess = ({ status }: HttpResponse): boolean => status >= 200 && status < 300;

function decode(
  endpoint: Endpoint,
  services: CallServices,
  call: EndpointCall,
  response: HttpResponse,
  { notes, acquaintance }: { readonly notes: Notes; readonly acquaintance: Acquaintance },
): Promise<Decoded> {
  const { records } = endpoint;
  const chosen = records.kind === 'path' ? records : undefined;
  // Who counts the records, or picks from all of them, has to see those as well that are dropped or known.
  const { prefilter, recall } = chosen?.count === 'many' ? call.receiver : {};
  const received = call.receiver.body?.(response.body, (name) => response.header(name)) ?? response.body;
  const body = services.echoes?.watch(received, () => notes.add(ECHO_NOTE)) ?? received;
  return decodeBody(
    body,
    endpoint.decode.map((use) => ({ ...use, sniff: use.sniff ?? false })),
    {
      path: chosen?.path,
      entriesAs: chosen?.entriesAs,
      item: chosen?.item?.split('.') ?? [],
      as: chosen?.as,
      columns: chosen?.columns,
      exactlyOne: chosen?.count === 'one',
      orEmpty: records.kind !== 'bytes' && records.orEmpty,
      dropNulls: endpoint.nulls === 'drop',
      maxBytes: call.request.limits?.decompressed ?? Number.MAX_SAFE_INTEGER,
      maxRecord: call.request.limits?.record ?? Number.MAX_SAFE_INTEGER,
      pace: call.receiver.pace,
      prefilter,
      recall,
      contentType: response.contentType,
      onUnreadable: (place, encoding, times) => {
        const note = services.unreadable?.note(encoding, `${place} of ${call.request.label}`);
        if (note !== undefined) notes.add(note, times);
      },
      onColumns: (columns, format) => {
        call.receiver.columns?.(columns);
        if (chosen !== undefined) acquaintance.meet(columns, format);
      },
      onNote: (note, times) => notes.add(`${call.request.label}: ${note}`, times),
      redact: services.redact,
      signal: services.signal,
    },
  );
}
