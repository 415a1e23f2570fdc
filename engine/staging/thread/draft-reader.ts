import { FRAME_WORDS, INLINE, UNNUMBERED } from './draft-block.ts';
import type { FrameMemory } from '../frame-writer.ts';
import { rowMark } from '../../store/sqlite/known-rows/known-rows.ts';
import { plainHead } from '../../store/object/object-codec.ts';

const OPEN = 0x5b;
const COMMA = 0x2c;
const CLOSE = 0x5d;

/** Reads the blocks that a `DraftBlock` gave, in their order: it keeps the texts of the values that have numbers. */
export class DraftReader {
  #block: Buffer = Buffer.alloc(0);
  #words: Uint32Array = new Uint32Array(0);
  /** Of the next draft, in the block. */
  #at = 0;
  #texts: Buffer = Buffer.allocUnsafe(256 * 1024);
  #textsUsed = 0;
  /** Where the text of each number begins; it ends where the next one begins. */
  readonly #starts: number[] = [0];

  load(block: Buffer): void {
    this.#block = block;
    this.#words = new Uint32Array(block.buffer, block.byteOffset, block.length >> 2);
    this.#at = 0;
  }

  /** Writes the next draft of the block as a frame; gives its identity, or undefined where there are no more. */
  next(memory: FrameMemory): string | undefined {
    const block = this.#block;
    const words = this.#words;
    if (this.#at >= block.length) return undefined;
    const word = this.#at >> 2;
    const count = words[word + 3] as number;
    let value = word + FRAME_WORDS;
    let inline = 0;
    let numbered = 0;
    for (let left = count; left > 0; left--) {
      const number = words[value++] as number;
      if ((number & INLINE) !== 0) inline += words[value++] as number;
      else numbered += this.#end(number) - (this.#starts[number] as number);
    }
    const identityAt = 4 * value;
    const headAt = identityAt + (words[word] as number);
    const textsAt = headAt + (words[word + 1] as number);
    const rowAt = textsAt + inline;
    const end = rowAt + (words[word + 2] as number);

    const plain = headAt === textsAt ? plainHead(count) : undefined;
    memory.begin(rowAt - identityAt + (plain?.length ?? 0) + numbered + count + 2);
    memory.copy(block, identityAt, headAt);
    const objectAt = memory.at;
    if (plain === undefined) memory.copy(block, headAt, textsAt);
    else memory.copy(plain, 0, plain.length);
    this.#values(memory, word + FRAME_WORDS, count, textsAt);
    const start = memory.used;
    memory.end(objectAt, plain?.length ?? 0, count);
    if (rowAt < end) memory.mark(start, rowMark(block.subarray(rowAt, end)));
    this.#at = (end + 3) & ~3;
    return block.toString('utf8', identityAt, headAt);
  }

  #values(memory: FrameMemory, from: number, count: number, textsAt: number): void {
    const block = this.#block;
    const words = this.#words;
    let word = from;
    let at = textsAt;
    memory.put(OPEN);
    for (let value = 0; value < count; value++) {
      if (value > 0) memory.put(COMMA);
      const number = words[word++] as number;
      if ((number & INLINE) === 0) {
        memory.copy(this.#texts, this.#starts[number] as number, this.#end(number));
        continue;
      }
      const end = at + (words[word++] as number);
      memory.copy(block, at, end);
      if ((number & UNNUMBERED) !== UNNUMBERED) this.#remember(number & UNNUMBERED, at, end);
      at = end;
    }
    memory.put(CLOSE);
  }

  #end(number: number): number {
    return this.#starts[number + 1] as number;
  }

  /** Numbers are given in their order, and begin anew at 0. */
  #remember(number: number, from: number, to: number): void {
    if (number === 0) {
      this.#starts.length = 1;
      this.#textsUsed = 0;
    }
    const after = this.#textsUsed + to - from;
    if (after > this.#texts.length) {
      const larger = Buffer.allocUnsafe(Math.max(after, 2 * this.#texts.length));
      this.#texts.copy(larger, 0, 0, this.#textsUsed);
      this.#texts = larger;
    }
    this.#block.copy(this.#texts, this.#textsUsed, from, to);
    this.#textsUsed = after;
    this.#starts[number + 1] = after;
  }
}
