import type { HttpPolicy } from '../../../http/http.ts';
import { parseBytes } from '../../../language/basics/byte-size.ts';
import { defaults } from '../../../language/basics/defaults.ts';
import { parseDuration } from '../../../language/basics/duration.ts';
import { UsageError } from '../../../language/basics/errors.ts';
import type { Place } from '../../../language/basics/place.ts';
import { reachThrough } from '../../config/reach.ts';
import type { World } from '../../world.ts';
import type { HttpWay } from '../destination/http-way.ts';

/** Of an answer. */
export const MAX_ANSWER = 16 * 1024 * 1024;

const ms = (text: string): number => parseDuration(text) ?? 0;
const size = (text: string): number => parseBytes(text) ?? 0;

/** What the configuration calls it, and where. */
export interface Named {
  readonly name: string;
  readonly place: Place | undefined;
}

/** How the client behaves for what the configuration names: its hosts and no others. Throws UsageError where an address, or what it is reached by, is none. */
export const wayPolicy = (
  world: Pick<World, 'env'>,
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
