import type { Dialect } from './dialect.ts';
import { quoteNotClosed } from './reference.ts';

const LF = 10;
const CR = 13;
const SPACE = 32;
const TAB = 9;
/** Bytes by which such a row is told from others. */
const HEAD = 4096;

/** Finds the end of a row of a common dialect that is too long to be held. */
export class LongRow {
  readonly #delimiter: number;
  readonly #quote: number;
  readonly #trim: boolean;
  #heads: Buffer[] = [];
  #headSize = 0;
  size = 0;
  /** Line breaks, its own end among them. */
  lines = 0;
  ended = false;
  #cellBegins = true;
  #quoted = false;
  /** A quote within a quoted cell: its end, or the first of two. */
  #mayEnd = false;

  constructor({ delimiter, quote, trim }: Dialect) {
    this.#delimiter = delimiter.charCodeAt(0);
    this.#quote = quote === undefined ? -1 : quote.charCodeAt(0);
    this.#trim = trim;
  }

  get head(): Buffer {
    return Buffer.concat(this.#heads).subarray(0, HEAD);
  }

  /** Gives how many of the bytes belong to the row, its end among them. */
  push(bytes: Uint8Array): number {
    let at = 0;
    while (at < bytes.length && !this.ended) this.#take(bytes[at++] as number);
    if (this.#headSize < HEAD) {
      const part = Buffer.from(bytes.subarray(0, Math.min(at, HEAD)));
      this.#heads.push(part);
      this.#headSize += part.length;
    }
    this.size += at - (this.ended ? 1 : 0);
    if (this.ended && bytes[at - 1] === CR && bytes[at] === LF) at++;
    return at;
  }

  /** At the end of the body. Throws where it ends within a quoted cell: the rest of the file may have been taken for the row. */
  finish(): void {
    if (this.#quoted && !this.#mayEnd) throw quoteNotClosed();
    this.ended = true;
  }

  #take(byte: number): void {
    if (this.#quoted && !this.#mayEnd) {
      if (byte === this.#quote) this.#mayEnd = true;
      else if (byte === LF) this.lines++;
      return;
    }
    if (this.#mayEnd) {
      this.#mayEnd = false;
      if (byte === this.#quote) return;
      this.#quoted = false;
    }
    if (byte === LF || byte === CR) {
      this.ended = true;
      this.lines++;
    } else if (byte === this.#delimiter) this.#cellBegins = true;
    else if (byte === this.#quote && this.#cellBegins) this.#quoted = true;
    else if (!(this.#trim && (byte === SPACE || byte === TAB))) this.#cellBegins = false;
  }
}
