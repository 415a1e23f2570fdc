import { FRAME_WORDS, INLINE, UNNUMBERED } from './draft-block.ts';
import { rowMark } from './known-rows.ts';
import { MARK } from './staged-frame.ts';
import { plainHead } from './staged-object.ts';

/** One draft: the bytes of its object, and behind them up to `markEnd` of its row's mark. Good until the next one is read. */
export interface Draft {
  readonly identity: string;
  readonly bytes: Buffer;
  readonly end: number;
  readonly markEnd: number;
}

/** Up to here a copy by hand is quicker than a call. */
const SHORT = 96;
const [OPEN, COMMA, CLOSE] = Buffer.from('[,]');

/** Reads the blocks that a `DraftBlock` gave, in their order: it keeps the texts of the values that have numbers. */
export class DraftReader {
  #texts: Buffer = Buffer.allocUnsafe(256 * 1024);
  #textsUsed = 0;
  /** Where the text of each number begins; it ends where the next one begins. */
  readonly #starts: number[] = [0];
  #object: Buffer = Buffer.allocUnsafe(64 * 1024);
  #end = 0;

  *read(block: Buffer): Generator<Draft> {
    const words = new Uint32Array(block.buffer, block.byteOffset, block.length >> 2);
    for (let at = 0; at < block.length;) {
      const word = at >> 2;
      const count = words[word + 3] as number;
      const texts = word + FRAME_WORDS;
      let values = texts;
      let inline = 0;
      for (let value = 0; value < count; value++)
        if (((words[values++] as number) & INLINE) !== 0) inline += words[values++] as number;
      const identityAt = 4 * values;
      const headAt = identityAt + (words[word] as number);
      const textsAt = headAt + (words[word + 1] as number);
      const rowAt = textsAt + inline;
      this.#end = 0;
      this.#head(block, headAt, textsAt, count);
      this.#values(block, words, texts, count, textsAt);
      const end = this.#end;
      const after = rowAt + (words[word + 2] as number);
      if (rowAt < after) this.#mark(block, rowAt, after);
      yield { identity: block.toString('utf8', identityAt, headAt), bytes: this.#object, end, markEnd: this.#end };
      at = (after + 3) & ~3;
    }
  }

  #head(block: Buffer, from: number, to: number, count: number): void {
    if (from < to) return this.#append(block, from, to);
    const head = plainHead(count);
    this.#append(head, 0, head.length);
  }

  #values(block: Buffer, words: Uint32Array, from: number, count: number, textsAt: number): void {
    let word = from;
    let at = textsAt;
    this.#put(OPEN);
    for (let value = 0; value < count; value++) {
      if (value > 0) this.#put(COMMA);
      const number = words[word++] as number;
      if ((number & INLINE) === 0) {
        this.#append(this.#texts, this.#starts[number] as number, this.#starts[number + 1] as number);
        continue;
      }
      const end = at + (words[word++] as number);
      this.#append(block, at, end);
      if ((number & UNNUMBERED) !== UNNUMBERED) this.#remember(number & UNNUMBERED, block, at, end);
      at = end;
    }
    this.#put(CLOSE);
  }

  /** Of the row, behind the object. */
  #mark(block: Buffer, from: number, to: number): void {
    this.#room(MARK);
    const mark = rowMark(block.subarray(from, to));
    for (let index = 0; index < MARK; index++) this.#object[this.#end++] = mark.charCodeAt(index);
  }

  /** Numbers are given in their order, and begin anew at 0. */
  #remember(number: number, block: Buffer, from: number, to: number): void {
    if (number === 0) {
      this.#starts.length = 1;
      this.#textsUsed = 0;
    }
    const after = this.#textsUsed + to - from;
    if (after > this.#texts.length) this.#texts = larger(this.#texts, after, this.#textsUsed);
    block.copy(this.#texts, this.#textsUsed, from, to);
    this.#textsUsed = after;
    this.#starts[number + 1] = after;
  }

  #put(byte = 0): void {
    this.#room(1);
    this.#object[this.#end++] = byte;
  }

  #append(from: Buffer, start: number, end: number): void {
    this.#room(end - start);
    const object = this.#object;
    let at = this.#end;
    if (end - start > SHORT) {
      from.copy(object, at, start, end);
      at += end - start;
    } else for (let index = start; index < end; index++) object[at++] = from[index] as number;
    this.#end = at;
  }

  #room(length: number): void {
    const after = this.#end + length;
    if (after > this.#object.length) this.#object = larger(this.#object, after, this.#end);
  }
}

const larger = (buffer: Buffer, least: number, used: number): Buffer => {
  const made = Buffer.allocUnsafe(Math.max(least, 2 * buffer.length));
  buffer.copy(made, 0, 0, used);
  return made;
};
