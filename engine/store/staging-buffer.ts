import { coalesce } from './merge.ts';
import { decodeObject, encodeObject, parseIdentity } from './staged-object.ts';
import type { StagingWriter } from './staging-log.ts';

/** Characters and identities held before they are written out as a segment. */
const MOST_CHARACTERS = 6 * 1024 * 1024;
const MOST_IDENTITIES = 40_000;
/** Records of one identity that are kept apart before they are put together. */
const MOST_PARTS = 16;

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const putTogether = (identity: string, parts: readonly string[]): string[] => {
  const of = parseIdentity(identity);
  return coalesce(parts.map((part) => decodeObject(of, part))).map((object) => encodeObject(object, object.refs));
};

interface Several {
  parts: string[];
  /** How many before they are put together again. */
  most: number;
}

/** Encoded objects by identity, until there are enough of them for a segment. */
export class StagingBuffer {
  readonly #held = new Map<string, string | Several>();
  #characters = 0;

  add(identity: string, encoded: string): void {
    const held = this.#held.get(identity);
    if (held === undefined) {
      this.#held.set(identity, encoded);
      this.#characters += encoded.length + identity.length;
    } else if (typeof held === 'string') {
      if (held !== encoded) this.#addTo(identity, { parts: [held], most: MOST_PARTS }, encoded);
    } else if (held.parts.at(-1) !== encoded) {
      this.#addTo(identity, held, encoded);
    }
  }

  #addTo(identity: string, several: Several, encoded: string): void {
    several.parts.push(encoded);
    this.#characters += encoded.length;
    if (several.parts.length > several.most) {
      for (const part of several.parts) this.#characters -= part.length;
      several.parts = putTogether(identity, several.parts);
      for (const part of several.parts) this.#characters += part.length;
      several.most = Math.max(MOST_PARTS, 2 * several.parts.length);
    }
    this.#held.set(identity, several);
  }

  get isFull(): boolean {
    return this.#characters > MOST_CHARACTERS || this.#held.size > MOST_IDENTITIES;
  }

  /** Identities held. */
  get size(): number {
    return this.#held.size;
  }

  /** Writes all out in the order of identities. */
  drain(writer: StagingWriter): void {
    for (const identity of [...this.#held.keys()].sort(byCodeUnit)) {
      const held = this.#held.get(identity);
      if (held === undefined) continue;
      for (const part of typeof held === 'string' ? [held] : putTogether(identity, held.parts)) writer.frame(identity, part);
    }
    this.clear();
  }

  clear(): void {
    this.#held.clear();
    this.#characters = 0;
  }
}
