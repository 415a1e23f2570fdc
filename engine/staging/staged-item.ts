import { hash } from 'node:crypto';
import { mergeAll } from '../object/merge-objects.ts';
import {
  decodeHead,
  decodeObject,
  encodeStaged,
  parseIdentity,
  type StagedHead,
  type StagedObject,
} from '../object/object-codec.ts';
import { contentHash, type StagedFrame } from './frame.ts';

const RUN_CHARACTERS = 8;

/** One staged identity with what its records merge to; decoded only where it must be. */
export class StagedItem {
  readonly identity: string;
  /** Equal when definition, options and content are. */
  readonly fingerprint: string;
  /** Undefined where it is the merge of several. */
  readonly frame: StagedFrame | undefined;
  readonly #text: string | undefined;

  /** `run` stands for definition and options, `text` is the encoded object where there is no frame. */
  constructor(identity: string, run: string, frame: StagedFrame | undefined, text = '') {
    this.identity = identity;
    this.fingerprint = run + (frame?.hash ?? contentHash(text));
    this.frame = frame;
    this.#text = frame === undefined ? text : undefined;
  }

  object(): StagedObject {
    return decodeObject(parseIdentity(this.identity), this.#encoded());
  }

  /** All but the attributes, and the text in which these stand. */
  encoded(): { readonly head: StagedHead; readonly text: string } {
    const text = this.#encoded();
    return { head: decodeHead(parseIdentity(this.identity), text), text };
  }

  #encoded(): string {
    return this.#text ?? this.frame?.object.toString('utf8') ?? '';
  }
}

/** `runFingerprint` is over the definition and its options. */
export const itemReader = (runFingerprint: string): ((staged: StagedFrame) => StagedItem) => {
  const run = hash('sha256', runFingerprint, 'base64').slice(0, RUN_CHARACTERS);
  return (staged) => {
    const { identity } = staged;
    if (staged.more === undefined) return new StagedItem(identity, run, staged);
    const of = parseIdentity(identity);
    const merged = mergeAll(staged.parts.map((part) => decodeObject(of, part.toString('utf8'))));
    return new StagedItem(identity, run, undefined, encodeStaged(merged));
  };
};
