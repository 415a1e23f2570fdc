import { hash } from 'node:crypto';
import type { ObjectIdentity } from './mapped-object.ts';
import { mergeAll } from './merge.ts';
import { attributeCount, decodeObject, encodeObject, parseIdentity, type StagedObject } from './staged-object.ts';
import type { StagedGroup } from './staging-merge.ts';

/** One staged identity with what its records merge to; decoded only where it must be. */
export interface StagedItem {
  readonly identity: string;
  /** Equal when definition, options and content are. */
  readonly fingerprint: string;
  readonly attributes: number;
  readonly object: () => StagedObject;
}

const CONTENT_CHARACTERS = 24;
const RUN_CHARACTERS = 8;

const fingerprintOf = (run: string, content: string | Uint8Array): string =>
  run + hash('sha256', content, 'base64').slice(0, CONTENT_CHARACTERS);

/** `runFingerprint` is over the definition and its options. */
export const itemReader = (runFingerprint: string): ((group: StagedGroup) => StagedItem) => {
  const run = hash('sha256', runFingerprint, 'base64').slice(0, RUN_CHARACTERS);
  return ({ identity, parts }) => {
    const [first] = parts;
    if (parts.length === 1 && first !== undefined) {
      const object = (): StagedObject => decodeObject(parseIdentity(identity), first.toString('utf8'));
      return { identity, fingerprint: fingerprintOf(run, first), attributes: attributeCount(first), object };
    }
    const of: ObjectIdentity = parseIdentity(identity);
    const merged = mergeAll(parts.map((part) => decodeObject(of, part.toString('utf8'))));
    return {
      identity,
      fingerprint: fingerprintOf(run, encodeObject(merged, merged.refs)),
      attributes: merged.attributes.length,
      object: () => merged,
    };
  };
};
