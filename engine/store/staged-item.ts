import { hash } from 'node:crypto';
import { mergeAll } from './merge.ts';
import {
  attributeCount,
  decodeHead,
  decodeObject,
  encodeObject,
  parseIdentity,
  plainMembers,
  type StagedHead,
  type StagedObject,
} from './staged-object.ts';
import { contentHash } from './staging-log.ts';
import type { StagedGroup } from './staging-merge.ts';

const RUN_CHARACTERS = 8;

/** All but the attributes, and the text in which these stand. */
export interface EncodedItem {
  readonly head: StagedHead;
  readonly text: string;
}

/** One staged identity with what its records merge to; decoded only where it must be. */
export class StagedItem {
  readonly identity: string;
  /** Equal when definition, options and content are. */
  readonly fingerprint: string;
  /** How many values. */
  readonly attributes: number;
  /** Of the only row that it comes from. */
  readonly mark: Buffer | undefined;
  readonly #content: Buffer | string;

  /** `run` stands for definition and options. */
  constructor(identity: string, run: string, content: Buffer | string, group?: Pick<StagedGroup, 'hash' | 'mark'>) {
    this.identity = identity;
    this.fingerprint = run + (group?.hash ?? contentHash(content));
    this.mark = group?.mark;
    this.attributes = typeof content === 'string' ? Number.parseInt(content, 10) : attributeCount(content);
    this.#content = content;
  }

  object(): StagedObject {
    return decodeObject(parseIdentity(this.identity), this.#text());
  }

  /** The values as the store keeps them, where the object has nothing but its identity and values. */
  plainMembers(): Buffer | undefined {
    return typeof this.#content === 'string' ? undefined : plainMembers(this.#content);
  }

  encoded(): EncodedItem {
    const text = this.#text();
    return { head: decodeHead(parseIdentity(this.identity), text), text };
  }

  #text(): string {
    return typeof this.#content === 'string' ? this.#content : this.#content.toString('utf8');
  }
}

/** `runFingerprint` is over the definition and its options. */
export const itemReader = (runFingerprint: string): ((group: StagedGroup) => StagedItem) => {
  const run = hash('sha256', runFingerprint, 'base64').slice(0, RUN_CHARACTERS);
  return (group) => {
    const { identity, parts } = group;
    const [first] = parts;
    if (parts.length === 1 && first !== undefined) return new StagedItem(identity, run, first, group);
    const of = parseIdentity(identity);
    const merged = mergeAll(parts.map((part) => decodeObject(of, part.toString('utf8'))));
    return new StagedItem(identity, run, encodeObject(merged, merged.refs));
  };
};
