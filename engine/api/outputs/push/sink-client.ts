import type { SinkAnswer, SinkClient, SinkRequest } from '../../../components/sinks/sink.ts';
import { defaultVerdict } from '../../../http/client/retry.ts';
import type { HttpClient, HttpPolicy, HttpRequest, HttpResponse } from '../../../http/http.ts';
import { parseBytes } from '../../../language/basics/byte-size.ts';
import { defaults } from '../../../language/basics/defaults.ts';
import { parseDuration } from '../../../language/basics/duration.ts';
import { UsageError } from '../../../language/basics/errors.ts';
import { reachThrough } from '../../config/reach.ts';
import { connectionClient } from '../../runs/compose.ts';
import type { World } from '../../world.ts';
import type { Destination, HttpWay } from '../destination/destination.ts';

/** Of an answer. */
const MAX_ANSWER = 16 * 1024 * 1024;

const ms = (text: string): number => parseDuration(text) ?? 0;
const size = (text: string): number => parseBytes(text) ?? 0;

/** The engine's client for a destination: its hosts and no others. Throws UsageError where an address, or what it is reached by, is none. */
export const openSinkClient = (
  world: World,
  way: HttpWay,
  addresses: readonly string[],
  { name, place }: Pick<Destination, 'name' | 'place'>,
): SinkClient & { close(): Promise<void> } => {
  const client = connectionClient(world, policyOf(world, way, addresses, { name, place }), world.note);
  return {
    send: (request) => exchange(client, request, place),
    close: () => client.close(),
  };
};

const policyOf = (
  world: World,
  { caFile, verifyTls, proxy, allowHttp, timeout }: HttpWay,
  addresses: readonly string[],
  { name, place }: Pick<Destination, 'name' | 'place'>,
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

const exchange = (client: HttpClient, request: SinkRequest, place: Destination['place']): Promise<SinkAnswer> => {
  const { method, url, headers = {}, body, label, idempotent = true, sign } = request;
  const sent: HttpRequest = {
    method,
    url: new URL(url),
    headers,
    body,
    idempotent,
    changes: !idempotent,
    place,
    label,
  };
  return client.exchange({
    request: sent,
    redirects: 'answer',
    onStatus: (response) => (defaultVerdict(response.status) === 'retry' ? 'retry' : 'consume'),
    consume: answerOf,
    ...(sign === undefined
      ? {}
      : { prepare: async (one, attempt) => ({ ...one, headers: { ...one.headers, ...sign(attempt) } }) }),
  });
};

const answerOf = async (response: HttpResponse): Promise<SinkAnswer> => ({
  status: response.status,
  header: (name) => response.header(name),
  text: Buffer.from(await response.bytes(MAX_ANSWER)).toString('utf8'),
});
