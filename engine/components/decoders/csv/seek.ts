/** The inner loops over bytes; unrolled, they run twice as fast. */

/** So many bytes after the last one must be line feeds: the loops end there. */
export const SENTINEL = 4;
/** With a comma, CR, LF and double quotes no byte above the comma means anything. */
export const HIGHEST_WITH_MEANING = 0x2c;

/** The next byte from `at` on that is at most `limit`. */
export const nextBelow = (bytes: Buffer, at: number, limit: number): number => {
  for (; ; at += 4) {
    if ((bytes[at] as number) <= limit) return at;
    if ((bytes[at + 1] as number) <= limit) return at + 1;
    if ((bytes[at + 2] as number) <= limit) return at + 2;
    if ((bytes[at + 3] as number) <= limit) return at + 3;
  }
};

/** The next byte from `at` on that the table marks. */
export const nextOf = (bytes: Buffer, at: number, marked: Uint8Array): number => {
  for (; ; at += 4) {
    if (marked[bytes[at] as number] !== 0) return at;
    if (marked[bytes[at + 1] as number] !== 0) return at + 1;
    if (marked[bytes[at + 2] as number] !== 0) return at + 2;
    if (marked[bytes[at + 3] as number] !== 0) return at + 3;
  }
};

export const UNCLOSED = -1;

/**
 * The offset of the quote that closes the one at `open`; a doubled quote stands for itself.
 * UNCLOSED also where the bytes end with a quote that may yet turn out to be the first of two.
 */
export const quotedEnd = (bytes: Buffer, open: number, length: number, quote: number, final: boolean): number => {
  for (let at = open + 1; at < length; at++) {
    if (bytes[at] !== quote) continue;
    if (at + 1 === length) return final ? at : UNCLOSED;
    if (bytes[at + 1] !== quote) return at;
    at++;
  }
  return UNCLOSED;
};

/** Rows up to here are counted in; each lane of the counter holds 255. */
const LONGEST = 4 * 255;

/** How often the byte stands in [from, to), four bytes at a time (little endian); -1 where that cannot be said cheaply. */
export const countOf = (words: Int32Array, from: number, to: number, byte: number): number => {
  if (to - from >= LONGEST) return -1;
  const pattern = Math.imul(byte, 0x01010101);
  const last = to >> 2;
  let word = from >> 2;
  let lanes = 0;
  let marks = marksOf((words[word] as number) ^ pattern) & (-1 << ((from & 3) << 3));
  while (word < last) {
    lanes += marks >>> 7;
    word++;
    marks = marksOf((words[word] as number) ^ pattern);
  }
  lanes = (lanes + ((marks & ~(-1 << ((to & 3) << 3))) >>> 7)) | 0;
  return (lanes & 255) + ((lanes >>> 8) & 255) + ((lanes >>> 16) & 255) + (lanes >>> 24);
};

/** The top bit of each byte that is zero, and no other. */
const marksOf = (word: number): number => ~(((word & 0x7f7f7f7f) + 0x7f7f7f7f) | 0 | word | 0x7f7f7f7f);
