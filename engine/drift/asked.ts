import { createHash } from 'node:crypto';
import type { DecidedFeed, Endpoint, Feed, Pack } from '../language/model.ts';
import type { Asked } from './known/memory.ts';
import { endpointsOf } from './told/lines.ts';

/** Members of the model that say nothing of what is asked. */
const SAYS_NOTHING: ReadonlySet<string> = new Set(
  'place file userFields samples schema optional argPlaces logins key version timeouts sizes retry rateLimit concurrency'.split(
    ' ',
  ),
);

/** What of a feed decides what the vendor sends, and what of it is looked at. */
export type Asking = Pick<Feed, 'name' | 'source' | 'supplemental' | 'filters' | 'userFields'>;

/** What is asked by a run with these options; a mapping that changes does not change it, nor does a secret. */
export const askedOf = (pack: Pack, feed: DecidedFeed, options: Readonly<Record<string, unknown>>): Asked => {
  const request = requestText(pack, feed);
  const filters = JSON.stringify(feed.filters, plain);
  return {
    by: hashOf(request),
    options: hashOf(JSON.stringify(optionsIn(request, feed, options))),
    filters: hashOf(JSON.stringify([filters, optionsIn(filters, feed, options)])),
    again: sendsAgain(pack, feed),
  };
};

/** sha256 hex over the connection, the requests and how answers are read, without the options that they name. */
export const askedBy = (pack: Pack, feed: Asking): string => hashOf(requestText(pack, feed));

const requestText = (pack: Pack, { name, source, supplemental }: Asking): string =>
  JSON.stringify([name, pack.connection, endpointsIn(pack, { source, supplemental }), source, supplemental], plain);

const endpointsIn = (pack: Pack, feed: Pick<Feed, 'source' | 'supplemental'>): readonly (Endpoint | undefined)[] =>
  endpointsOf(feed).map((one) => pack.endpoints.get(one));

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

const plain = (key: string, value: unknown): unknown => {
  if (SAYS_NOTHING.has(key)) return undefined;
  return value instanceof Map ? [...value] : value;
};

const optionsIn = (text: string, { userFields }: Asking, options: Readonly<Record<string, unknown>>): readonly unknown[] =>
  userFields
    .filter(({ type, name }) => type !== 'secret' && new RegExp(`user\\.\`?${name}\\b`).test(text))
    .map(({ name }) => [name, options[name] ?? null])
    .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1));

/** Do windows send again what those before them sent? Not where only what is new or changed is asked for. */
const sendsAgain = (pack: Pack, { source, snapshot, state, window, supplemental }: DecidedFeed): boolean => {
  if (snapshot !== undefined) return true;
  if (source.kind === 'each') return source.changed === undefined;
  if (state !== undefined) return state.kind === 'unchanged';
  if (window === undefined || (window.lookback ?? 0) > 0 || window.whole === true) return true;
  return !/[$@]window\b/.test(JSON.stringify([source, endpointsIn(pack, { source, supplemental })], plain));
};
