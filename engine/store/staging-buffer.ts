import { FrameMemory } from './frame-memory.ts';
import { coalesce } from './merge.ts';
import { StagedFrame } from './staged-frame.ts';
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
 * Frames by identity, until there are enough of them for a segment. Their bytes lie in one block of memory, outside of the garbage
 * collector's sight: strings that live this long would each be copied twice by it.
 */
export class StagingBuffer {
  /** Frames are written to it, and are held from `add` on. */
  readonly memory = new FrameMemory(BYTES);
  readonly #held = new Map<string, number | Several>();
  /** Of each frame; it begins where the one before it ends. */
  #ends: number[] = [];

  /** The frame that was written last is of this identity. */
  add(identity: string): void {
    const part = this.#ends.push(this.memory.used) - 1;
    const held = this.#held.get(identity);
    if (held === undefined) this.#held.set(identity, part);
    else if (this.#areEqual(typeof held === 'number' ? held : (held.parts.at(-1) as number), part)) this.#dropLast();
    else this.#addTo(identity, typeof held === 'number' ? { parts: [held], most: MOST_PARTS } : held, part);
  }

  get isFull(): boolean {
    return this.memory.used > 0.75 * BYTES || this.#held.size > MOST_IDENTITIES;
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
      if (typeof held === 'number') this.#write(writer, held);
      else for (const part of this.#putTogether(identity, held?.parts ?? [])) this.#write(writer, part);
    }
    this.clear();
  }

  clear(): void {
    this.#held.clear();
    this.#ends = [];
    this.memory.clear();
  }

  #write(writer: StagingWriter, part: number): void {
    writer.frame(this.memory.bytes, this.#start(part), this.#ends[part] as number);
  }

  #start(part: number): number {
    return part === 0 ? 0 : (this.#ends[part - 1] as number);
  }

  #frame(part: number): StagedFrame {
    return new StagedFrame(this.memory.bytes, this.memory.view, this.#start(part));
  }

  #areEqual(a: number, b: number): boolean {
    return this.#frame(a).object.equals(this.#frame(b).object);
  }

  #dropLast(): void {
    this.#ends.pop();
    this.memory.used = this.#ends.at(-1) ?? 0;
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
    const objects = coalesce(parts.map((part) => decodeObject(of, this.#frame(part).object.toString('utf8'))));
    return objects.map((object) => {
      this.memory.write(identity, encodeObject(object, object.refs));
      return this.#ends.push(this.memory.used) - 1;
    });
  }
}
