import type { MappedText } from './mapped-text.ts';

const REPLACEMENT = 0xfffd;

/** Bytes in a row that stand for text in UTF-8; what is none becomes U+FFFD, a byte at a time. */
export class Utf8Writer {
  readonly #into: MappedText;
  /** What is left to come of a character, its bits so far, and where it began and was last seen. */
  #missing = 0;
  #point = 0;
  #from = 0;
  #to = 0;

  constructor(into: MappedText) {
    this.#into = into;
  }

  push(byte: number, from: number, to: number): void {
    if (this.#missing > 0) {
      if ((byte & 0xc0) === 0x80) {
        this.#point = (this.#point << 6) | (byte & 0x3f);
        this.#to = to;
        if (--this.#missing === 0) this.#character();
        return;
      }
      this.end();
    }
    if (byte < 0x80) return this.#into.push(byte, from, to);
    [this.#from, this.#to] = [from, to];
    if (byte >= 0xc2 && byte < 0xe0) [this.#missing, this.#point] = [1, byte & 0x1f];
    else if (byte >= 0xe0 && byte < 0xf0) [this.#missing, this.#point] = [2, byte & 0x0f];
    else if (byte >= 0xf0 && byte < 0xf5) [this.#missing, this.#point] = [3, byte & 0x07];
    else this.#into.push(REPLACEMENT, from, to);
  }

  /** No byte follows. */
  end(): void {
    if (this.#missing === 0) return;
    this.#missing = 0;
    this.#into.push(REPLACEMENT, this.#from, this.#to);
  }

  #character(): void {
    pushPoint(this.#into, this.#point, this.#from, this.#to);
  }
}

/** A code point as its one or two units; one that is none becomes U+FFFD. */
export function pushPoint(into: MappedText, point: number, from: number, to: number): void {
  if (point > 0x10ffff) return into.push(REPLACEMENT, from, to);
  if (point < 0x10000) return into.push(point, from, to);
  into.push(0xd800 + ((point - 0x10000) >> 10), from, to);
  into.push(0xdc00 + ((point - 0x10000) & 0x3ff), from, to);
}
