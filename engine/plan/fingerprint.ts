import { createHash } from 'node:crypto';
import type { Feed, Pack, UserField } from '../language/model.ts';

/**
 * sha256 hex over the definition and the options that shape a result. Secrets stay out: they change by rotation, and a
 * hash of a short one could be guessed.
 */
export function fingerprint(pack: Pack, feed: Feed, options: Readonly<Record<string, unknown>>): string {
  const shaping = feed.userFields
    .filter((field: UserField) => field.type !== 'secret')
    .map((field) => [field.name, options[field.name] ?? null]);
  return createHash('sha256')
    .update(JSON.stringify([pack.hash, feed.name, shaping.toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1))]))
    .digest('hex');
}
