import { FrameMemory } from './frame-writer.ts';
import { coalesce } from '../store/object/merge-objects.ts';
import { StagedFrame } from './frame.ts';
import { decodeObject, encodeObject, parseIdentity } from '../store/object/object-codec.ts';
import type { StagingWriter } from './segment-file.ts';

/** Bytes held before they are written out as a segment. */
const BYTES = 4 * 1024 * 1024;

/** Digits of a frame's number behind its identity; none is 0, which parts the two. */
const BASE = 127;
const DIGITS = 3;

/** An identity holds no 0 but between its parts: so these are in the order of identities, and those of one in the order of frames. */
const numbered = (identity: string, frame: number): string =>
  identity +
  String.fromCharCode(0, 1 + Math.floor(frame / (BASE * BASE)), 1 + (Math.floor(frame / BASE) % BASE), 1 + (frame % BASE));

const frameOf = (text: string): number => {
  const end = text.length;
  return ((text.charCodeAt(end - 3) - 1) * BASE + text.charCodeAt(end - 2) - 1) * BASE + text.charCodeAt(end - 1) - 1;
};

const identityOf = (text: string): string => text.slice(0, -DIGITS - 1);

const LAST = DIGITS + 2;
const areOfOne = (a: string, b: string): boolean =>
  a.length === b.length && a.charCodeAt(a.length - LAST) === b.charCodeAt(b.length - LAST) && identityOf(a) === identityOf(b);

/**
 * Frames, until there are enough of them for a segment. Their bytes lie in one block of memory, outside of the garbage collector's
 * sight: strings that live this long would each be copied twice by it. Which are of one identity shows once they are sorted.
 */
export class StagingBuffer {
  /** Frames are written to it, and are held from `add` on. */
  readonly memory = new FrameMemory(BYTES);
  /** Identity and number of each frame. */
  #numbered: string[] = [];
  /** Of each frame; it begins where the one before it ends. */
  #ends: number[] = [];
  #last: string | undefined;

  /** The frame that was written last is of this identity. */
  add(identity: string): void {
    const frame = this.#ends.push(this.memory.used) - 1;
    if (identity === this.#last && this.#areEqual(frame - 1, frame)) {
      this.#ends.pop();
      this.memory.used = this.#start(frame);
      return;
    }
    this.#last = identity;
    this.#numbered.push(numbered(identity, frame));
  }

  get isFull(): boolean {
    return this.memory.used > 0.75 * BYTES;
  }

  get isEmpty(): boolean {
    return this.#ends.length === 0;
  }

  /** Writes all out in the order of identities; gives how many identities there are. */
  drain(writer: StagingWriter): number {
    // Without a comparator strings are sorted by code units, as `<` compares them, and five times as fast.
    const sorted = this.#numbered.sort();
    let identities = 0;
    for (let from = 0, to = 0; from < sorted.length; from = to) {
      const first = sorted[from] as string;
      for (to = from + 1; to < sorted.length && areOfOne(first, sorted[to] as string); to++);
      identities += 1;
      if (to - from === 1) this.#write(writer, frameOf(first));
      else for (const frame of this.#putTogether(sorted.slice(from, to))) this.#write(writer, frame);
    }
    this.clear();
    return identities;
  }

  clear(): void {
    this.#numbered = [];
    this.#ends = [];
    this.#last = undefined;
    this.memory.clear();
  }

  #write(writer: StagingWriter, frame: number): void {
    writer.frame(this.memory.bytes, this.#start(frame), this.#ends[frame] as number);
  }

  #start(frame: number): number {
    return frame === 0 ? 0 : (this.#ends[frame - 1] as number);
  }

  #frame(frame: number): StagedFrame {
    return new StagedFrame(this.memory.bytes, this.memory.view, this.#start(frame));
  }

  #areEqual(a: number, b: number): boolean {
    return this.#frame(a).object.equals(this.#frame(b).object);
  }

  /** Fewer frames of the same identity. */
  #putTogether(numbered: readonly string[]): number[] {
    const identity = identityOf(numbered[0] as string);
    const of = parseIdentity(identity);
    const objects = coalesce(numbered.map((text) => decodeObject(of, this.#frame(frameOf(text)).object.toString('utf8'))));
    return objects.map((object) => {
      this.memory.write(identity, encodeObject(object, object.refs));
      return this.#ends.push(this.memory.used) - 1;
    });
  }
}
