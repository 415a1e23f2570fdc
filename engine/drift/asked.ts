import { createHash } from 'node:crypto';
import type { DecidedFeed, Feed, Pack } from '../language/model.ts';
import { endpointsOf } from './told/lines.ts';

/** Members of the model that say nothing of what is asked. */
const SAYS_NOTHING: ReadonlySet<string> = new Set([
  ...['place', 'file', 'userFields', 'samples', 'schema', 'optional', 'argPlaces', 'logins', 'key', 'version'],
  ...['timeouts', 'sizes', 'retry', 'rateLimit', 'concurrency'],
]);

/**
 * sha256 hex over what decides what the vendor sends: the connection, the requests, how answers are read, and the options that they name, but
 * for secrets. A mapping or a filter that changes does not change it.
 */
export const askedOf = (
  pack: Pack,
  { name, source, supplemental, userFields }: Feed,
  options: Readonly<Record<string, unknown>>,
): string => {
  const endpoints = endpointsOf({ source, supplemental }).map((one) => pack.endpoints.get(one));
  const text = JSON.stringify([name, pack.connection, endpoints, source, supplemental], plain);
  const read = userFields
    .filter((field) => field.type !== 'secret' && isNamedIn(text, field.name))
    .map((field) => [field.name, options[field.name] ?? null])
    .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([text, read]))
    .digest('hex');
};

const plain = (key: string, value: unknown): unknown => {
  if (SAYS_NOTHING.has(key)) return undefined;
  return value instanceof Map ? [...value] : value;
};

const isNamedIn = (text: string, option: string): boolean => new RegExp(`user\\.\`?${option}\\b`).test(text);

/** Do windows send again what those before them sent? Not where only what is new or changed is asked for. */
export const sendsAgain = (pack: Pack, { source, snapshot, state, window, supplemental }: DecidedFeed): boolean => {
  if (snapshot !== undefined) return true;
  if (source.kind === 'each') return source.changed === undefined;
  if (state !== undefined) return state.kind === 'unchanged';
  if (window === undefined || (window.lookback ?? 0) > 0 || window.whole === true) return true;
  const endpoints = endpointsOf({ source, supplemental }).map((one) => pack.endpoints.get(one));
  return !/[$@]window\b/.test(JSON.stringify([source, endpoints], plain));
};
