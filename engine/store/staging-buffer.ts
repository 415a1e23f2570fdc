import { coalesce } from './merge.ts';
import { decodeObject, encodeObject, parseIdentity } from './staged-object.ts';
import type { StagingWriter } from './staging-log.ts';

/** Bytes and identities held before they are written out as a segment. */
const BYTES = 4 * 1024 * 1024;
const MOST_IDENTITIES = 40_000;
/** Records of one identity that are kept apart before they are put together. */
const MOST_PARTS = 16;

interface Several {
  parts: number[];
  /** How many before they are put together again. */
  most: number;
}

/**
 * Encoded objects by identity, until there are enough of them for a segment. Their bytes lie in one block of memory, outside
 * of the garbage collector's sight: strings that live this long would each be copied twice by it.
 */
export class StagingBuffer {
  readonly #held = new Map<string, number | Several>();
  #bytes = Buffer.allocUnsafe(BYTES);
  #used = 0;
  /** Where each part begins and ends; the mark of its row stands behind it, up to `#markEnds`. */
  #starts: number[] = [];
  #ends: number[] = [];
  #markEnds: number[] = [];

  /** The encoded object's bytes are those of `from` between `start` and `end`, its row's mark those up to `markEnd`. */
  add(identity: string, from: Buffer, start = 0, end = from.length, markEnd = end): void {
    const part = this.#append(from, start, end, markEnd);
    const held = this.#held.get(identity);
    if (held === undefined) this.#held.set(identity, part);
    else if (this.#equal(typeof held === 'number' ? held : (held.parts.at(-1) as number), part)) this.#dropLast();
    else this.#addTo(identity, typeof held === 'number' ? { parts: [held], most: MOST_PARTS } : held, part);
  }

  get isFull(): boolean {
    return this.#used > 0.75 * BYTES || this.#held.size > MOST_IDENTITIES;
  }

  /** Identities held. */
  get size(): number {
    return this.#held.size;
  }

  /** Writes all out in the order of identities. */
  drain(writer: StagingWriter): void {
    // Without a comparator strings are sorted by code units, as `<` compares them, and five times as fast.
    for (const identity of [...this.#held.keys()].sort()) {
      const held = this.#held.get(identity);
      const parts = typeof held === 'object' ? this.#putTogether(identity, held.parts) : held === undefined ? [] : [held];
      for (const part of parts) writer.frame(identity, this.#slice(part), this.#mark(part));
    }
    this.clear();
  }

  clear(): void {
    this.#held.clear();
    this.#used = 0;
    this.#starts = [];
    this.#ends = [];
    this.#markEnds = [];
    if (this.#bytes.length > 2 * BYTES) this.#bytes = Buffer.allocUnsafe(BYTES);
  }

  #append(from: Buffer, start: number, end: number, markEnd: number): number {
    const at = this.#used;
    const after = at + markEnd - start;
    if (after > this.#bytes.length) this.#grow(after);
    from.copy(this.#bytes, at, start, markEnd);
    this.#used = after;
    this.#ends.push(at + end - start);
    this.#markEnds.push(after);
    return this.#starts.push(at) - 1;
  }

  #appendText(encoded: string): number {
    const bytes = Buffer.from(encoded);
    return this.#append(bytes, 0, bytes.length, bytes.length);
  }

  #grow(least: number): void {
    const larger = Buffer.allocUnsafe(Math.max(least, 2 * this.#bytes.length));
    this.#bytes.copy(larger, 0, 0, this.#used);
    this.#bytes = larger;
  }

  #dropLast(): void {
    this.#used = this.#starts.pop() ?? 0;
    this.#ends.pop();
    this.#markEnds.pop();
  }

  #mark(part: number): Buffer | undefined {
    const [end, markEnd] = [this.#ends[part] as number, this.#markEnds[part] as number];
    return markEnd === end ? undefined : this.#bytes.subarray(end, markEnd);
  }

  #slice(part: number): Buffer {
    return this.#bytes.subarray(this.#starts[part], this.#ends[part]);
  }

  #equal(a: number, b: number): boolean {
    return this.#slice(a).equals(this.#slice(b));
  }

  #addTo(identity: string, several: Several, part: number): void {
    several.parts.push(part);
    if (several.parts.length > several.most) {
      several.parts = this.#putTogether(identity, several.parts);
      several.most = Math.max(MOST_PARTS, 2 * several.parts.length);
    }
    this.#held.set(identity, several);
  }

  #putTogether(identity: string, parts: readonly number[]): number[] {
    const of = parseIdentity(identity);
    const objects = coalesce(parts.map((part) => decodeObject(of, this.#slice(part).toString('utf8'))));
    return objects.map((object) => this.#appendText(encodeObject(object, object.refs)));
  }
}
