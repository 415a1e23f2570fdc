import type { AuthSession } from '../../components/auth/auth.ts';
import type { Batch } from '../../components/decoders/decoder.ts';
import type { Evaluator, Scope } from '../../expression/definition/evaluator.ts';
import { AskAgain } from '../../http/client/retry.ts';
import type { HttpClient, HttpRequest, HttpResponse } from '../../http/http.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { JsonRecord } from '../../language/basics/json.ts';
import type { Endpoint, Pack } from '../../language/model.ts';
import { bindEndpoint } from '../../run/endpoint/call-endpoint.ts';
import { harmless } from '../wording/harmless.ts';
import type { World } from '../world.ts';
import type { SampleFile } from './read-sample-file.ts';

/** The records of a file that is taken as an endpoint's answer. */
export interface SampleAnswer {
  readonly records: readonly JsonRecord[];
  /** Where each stands, such as `row 3`. */
  readonly where: (index: number) => string;
  /** What stands around them; undefined where the file is no answer of the endpoint. */
  readonly envelope: unknown;
  /** What is to be known of how the file was taken. */
  readonly notes: readonly string[];
}

export interface AnswerParts {
  readonly world: World;
  readonly pack: Pack;
  readonly evaluator: Evaluator;
  readonly scope: Scope;
}

const NO_CREDENTIALS: AuthSession = {
  apply: async (request) => request,
  preview: (request) => request,
  renewOn: [],
  renew: async () => false,
  accepted: () => undefined,
  logins: () => 0,
};

/** Where no request goes (RFC 6761, section 6.4). */
const NOWHERE = 'https://sample.invalid/';

/** An answer of 200 with the file as its body. */
const answerWith = ({ bytes }: SampleFile): HttpResponse => ({
  status: 200,
  header: () => undefined,
  headerLines: () => [],
  headers: {},
  url: new URL(NOWHERE),
  contentType: undefined,
  body: (async function* () {
    yield bytes;
  })(),
  bytes: async () => bytes,
});

/** Whoever asks gets the file. */
const clientWith = (file: SampleFile): HttpClient => ({
  exchange: async ({ consume }) => consume(answerWith(file), 0),
  stats: () => ({ requests: 0, retried: 0, bytes: 0 }),
  close: async () => undefined,
});

export const sampleRequest = ({ name, request: { place } }: Endpoint, { connection }: Pack): HttpRequest => ({
  method: 'GET',
  url: new URL(NOWHERE),
  headers: {},
  body: undefined,
  idempotent: true,
  place,
  label: name,
  ...(connection === undefined ? {} : { limits: connection.sizes }),
});

/** Reads the file as the endpoint's answer; where it is none, but one record or a list of records, it is taken so. */
export const readSampleAnswer = async (file: SampleFile, endpoint: Endpoint, parts: AnswerParts): Promise<SampleAnswer> => {
  try {
    const answer = await asAnswer(file, endpoint, parts);
    if (answer.records.length > 0 || !mayLookElsewhere(endpoint)) return answer;
    return plainRecords(file, `\`records\` of the endpoint ${endpoint.name} finds nothing in it`) ?? answer;
  } catch (thrown) {
    if (!(thrown instanceof EngineError)) throw thrown;
    const error = ofFile(thrown, file, endpoint);
    const plain = plainRecords(file, error.message.replace(/\.$/, ''));
    if (plain === undefined) throw error;
    return plain;
  }
};

/** The client speaks of requests, and here there was none. */
const ofFile = (error: EngineError, { name }: SampleFile, endpoint: Endpoint): EngineError => {
  const { code, place, hint } = error;
  const message = error.message.replace(`${endpoint.name}: GET ${NOWHERE}`, harmless(name));
  return new EngineError(code, message, { place, hint, cause: error });
};

/** Does it say nothing where its path leads nowhere? */
const mayLookElsewhere = ({ records }: Endpoint): boolean =>
  records.kind === 'expr' || (records.kind === 'path' && records.orEmpty);

const asAnswer = async (
  file: SampleFile,
  endpoint: Endpoint,
  { world, pack, evaluator, scope }: AnswerParts,
): Promise<SampleAnswer> => {
  const batches: Batch[] = [];
  const notes: string[] = [];
  const http = clientWith(file);
  const calls = { http, auth: NO_CREDENTIALS, evaluator, signal: world.signal, redact: world.redact };
  const answer = await bindEndpoint(endpoint, pack.connection, calls)
    .call({
      request: sampleRequest(endpoint, pack),
      scope,
      receiver: {
        setsAside: false,
        begin: () => void (batches.length = 0),
        batch: async (batch) => void batches.push(batch),
        note: (because) => void notes.push(because),
      },
    })
    .catch((error: unknown) => {
      throw error instanceof AskAgain ? asksAgain(endpoint) : error;
    });
  if (answer.verdict.kind !== 'records')
    notes.push(`The endpoint ${endpoint.name} takes the sample for an answer without records: ${answer.verdict.because}.`);
  const places = batches.flatMap((batch) => batch.records.map((_, index) => ({ batch, index })));
  return {
    records: batches.flatMap(({ records }) => records),
    where: (index) => {
      const place = places[index];
      return place === undefined ? `record ${index}` : place.batch.place(place.index);
    },
    envelope: answer.envelope,
    notes,
  };
};

const asksAgain = ({ name, place }: Endpoint): EngineError =>
  new EngineError('try.again', `The endpoint ${name} takes the sample for an answer after which it asks again.`, {
    place,
    hint: 'Give a sample of the answer that has the records.',
  });

const isRecord = (value: unknown): value is JsonRecord => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Undefined where the file is neither one record nor a list of them. */
const plainRecords = ({ bytes }: SampleFile, because: string): SampleAnswer | undefined => {
  const given = parsed(new TextDecoder().decode(bytes));
  const list = Array.isArray(given) ? (given as readonly unknown[]) : [given];
  if (list.length === 0 || !list.every(isRecord)) return undefined;
  const as = Array.isArray(given) ? `a list of ${list.length} records` : 'one record';
  return {
    records: list,
    where: (index) => (Array.isArray(given) ? `[${index}]` : '$'),
    envelope: undefined,
    notes: [`The sample is taken as ${as}, not as an answer: ${because}.`],
  };
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
