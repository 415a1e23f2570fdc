import type { Judgement, SinkAnswer, SinkClient, SinkRequest } from '../../../components/sinks/sink.ts';
import { lineOf } from '../../../http/answer/vendor-words.ts';
import { AskAgain } from '../../../http/client/retry.ts';
import { HttpStatusError } from '../../../http/client/status-error.ts';
import type { HttpClient, HttpPolicy, HttpRequest, HttpResponse } from '../../../http/http.ts';
import { parseBytes } from '../../../language/basics/byte-size.ts';
import { defaults } from '../../../language/basics/defaults.ts';
import { parseDuration } from '../../../language/basics/duration.ts';
import { EngineError, UsageError } from '../../../language/basics/errors.ts';
import type { Place } from '../../../language/basics/place.ts';
import { reachThrough } from '../../config/reach.ts';
import { connectionClient } from '../../runs/connection-client.ts';
import type { World } from '../../world.ts';
import type { HttpWay } from '../destination/http-way.ts';

/** Of an answer. */
const MAX_ANSWER = 16 * 1024 * 1024;

const ms = (text: string): number => parseDuration(text) ?? 0;
const size = (text: string): number => parseBytes(text) ?? 0;

/** What the configuration calls it, and where. */
interface Named {
  readonly name: string;
  readonly place: Place | undefined;
}

/** The engine's client for a destination: its hosts and no others. Throws UsageError where an address, or what it is reached by, is none. */
export const openSinkClient = (
  world: World,
  way: HttpWay,
  addresses: readonly string[],
  { name, place }: Named,
): SinkClient & { close(): Promise<void> } => {
  const client = connectionClient(world, policyOf(world, way, addresses, { name, place }), world.note);
  return {
    send: (request) => exchange(client, request, { place, redact: world.redact }),
    close: () => client.close(),
  };
};

const policyOf = (
  world: World,
  { caFile, verifyTls, proxy, allowHttp, timeout }: HttpWay,
  addresses: readonly string[],
  { name, place }: Named,
): HttpPolicy => {
  const { timeouts, limits, retry } = defaults;
  return {
    hosts: addresses.map((address) => {
      const url = URL.parse(address);
      if (url !== null && (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === '')
        return url.host;
      throw new UsageError('config.destination-address', `The address of "${name}" is no http or https address.`, {
        place,
        hint: 'Write it as https://host/path, without user name and password.',
      });
    }),
    allowHttp,
    verifyTls,
    ...reachThrough(world.env, { caFile, proxy, place }),
    timeouts: {
      connect: ms(timeouts.connect),
      headers: Math.min(ms(timeouts.headers), timeout),
      idle: Math.min(ms(timeouts.idle), timeout),
      call: timeout,
    },
    sizes: { response: MAX_ANSWER, decompressed: MAX_ANSWER, record: size(limits.record) },
    retry: {
      attempts: retry.attempts,
      firstDelay: ms(retry.first_delay),
      maxDelay: ms(retry.max_delay),
      maxRetryAfter: ms(retry.max_retry_after),
    },
    rateLimit: undefined,
    concurrency: 4,
    mockOrigin: undefined,
  };
};

interface Surroundings {
  readonly place: Named['place'];
  readonly redact: World['redact'];
}

const exchange = async (client: HttpClient, request: SinkRequest, around: Surroundings): Promise<SinkAnswer> => {
  const { method, url, headers = {}, body, label, idempotent = true, expects = [], prepare, judge } = request;
  const sent: HttpRequest = {
    method,
    url: new URL(url),
    headers,
    body,
    idempotent,
    changes: !idempotent,
    place: around.place,
    label,
  };
  try {
    return await client.exchange({
      request: sent,
      redirects: 'answer',
      onStatus: ({ status }) => (expects.includes(status) ? 'consume' : undefined),
      consume: async (response) => {
        const answer = await answerOf(response);
        const judgement = judge?.(answer);
        if (judgement !== undefined) throw failureOf(judgement, sent, around);
        return answer;
      },
      ...(prepare === undefined
        ? {}
        : {
            prepare: async (one, attempt) => {
              const own = prepare(attempt);
              return { ...one, headers: { ...one.headers, ...own.headers }, body: own.body ?? one.body };
            },
          }),
    });
  } catch (error) {
    if (!(error instanceof HttpStatusError)) throw error;
    throw new HttpStatusError(
      error.status,
      error.message,
      { place: error.place, hint: hintFor(error.status), cause: error },
      error.nothingDone,
    );
  }
};

const answerOf = async (response: HttpResponse): Promise<SinkAnswer> => ({
  status: response.status,
  header: (name) => response.header(name),
  text: Buffer.from(await response.bytes(MAX_ANSWER)).toString('utf8'),
});

const failureOf = (judgement: Judgement, { label, method, url }: HttpRequest, { place, redact }: Surroundings): Error => {
  const says = lineOf(judgement.because, redact);
  if (judgement.kind === 'again') return new AskAgain(says);
  const { code = 'output.refused', hint } = judgement;
  return new EngineError(code, `${redact(`${label}: ${method} ${url.origin}${url.pathname}`)}: it says: ${says}.`, {
    place,
    hint,
  });
};

/** What to do about a status, said of a destination. */
const hintFor = (status: number): string => {
  if (status < 400) return 'Give the address that it leads to: what is sent goes to no other than the configuration names.';
  if (status === 401 || status === 403) return 'Check the credentials of the destination, and what they are allowed to do.';
  if (status === 404 || status === 410) return 'Check the address of the destination.';
  if (status === 407) return "Put the proxy's user name and password into its address.";
  if (status === 429) return 'Push less often, or ask for a higher quota; what was not confirmed goes out with the next push.';
  if (status >= 500) return 'The far side has a problem: what was not confirmed goes out with the next push.';
  return 'Look at the options of the destination: the far side does not accept what it is sent.';
};
