import type { JsonRecord } from '../../../language/basics/json.ts';
import type { Prefilter } from '../decoder.ts';
import type { CellCache } from './cell-cache.ts';
import type { Dialect } from './dialect.ts';
import type { RowShape } from './row-shape.ts';
import { countOf } from './seek.ts';

const LF = 10;
const CR = 13;
/** After so many rows in a row that stayed, a glance is taken at every 64th only. */
const MOST_PASSED = 64;

/**
 * The quickest way to be rid of a row: native search for its end, four bytes at a time to see that its cells are as many
 * as they should be, and text only of the cells that the prefilter reads, found from the nearer end of the row.
 * Whatever is not plain (quotes, a carriage return inside, another number of cells) is left to the scanner.
 */
export class Glance {
  readonly #prefilter: Prefilter;
  readonly #shape: RowShape;
  readonly #delimiter: number;
  readonly #quote: number;
  readonly #trim: boolean;
  readonly #maxRow: number;
  readonly #cache: CellCache;
  readonly #probe: JsonRecord = {};
  #bytes: Buffer = Buffer.alloc(0);
  #words: Int32Array = new Int32Array(0);
  #length = 0;
  /** Offsets of the next quote and carriage return; `#length` where there is none. */
  #nextQuote = -1;
  #nextReturn = -1;
  #start = 0;
  #end = 0;
  /** Rows to pass over before the next glance; how many it is after the next row that stays. */
  #pass = 0;
  #step = 1;

  constructor(prefilter: Prefilter, shape: RowShape, { delimiter, quote, trim, maxRow }: Dialect, cache: CellCache) {
    this.#prefilter = prefilter;
    this.#shape = shape;
    this.#delimiter = delimiter.charCodeAt(0);
    this.#quote = quote === undefined ? -1 : quote.charCodeAt(0);
    this.#trim = trim;
    this.#maxRow = maxRow;
    this.#cache = cache;
    for (const { name, index } of shape.probed)
      Object.defineProperty(this.#probe, name, { enumerable: true, get: () => this.#cell(index) });
  }

  load(bytes: Buffer, length: number): void {
    if (bytes.buffer !== this.#words.buffer) this.#words = new Int32Array(bytes.buffer, 0, bytes.length >> 2);
    this.#bytes = bytes;
    this.#length = length;
    this.#nextQuote = -1;
    this.#nextReturn = -1;
  }

  /** The offset after the row that begins at `start` if the prefilter drops it; -1 where the row must be looked at properly. */
  dropped(start: number): number {
    if (this.#pass > 0) {
      this.#pass--;
      return -1;
    }
    const lineFeed = this.#next(LF, start);
    if (lineFeed === this.#length) return -1;
    if (this.#nextReturn < start) this.#nextReturn = this.#next(CR, start);
    const end = this.#nextReturn === lineFeed - 1 ? lineFeed - 1 : lineFeed;
    if (this.#nextReturn < end || end - start > this.#maxRow) return -1;
    if (this.#nextQuote < start) this.#nextQuote = this.#quote === -1 ? this.#length : this.#next(this.#quote, start);
    if (this.#nextQuote < end || countOf(this.#words, start, end, this.#delimiter) !== this.#shape.width - 1) return -1;
    this.#start = start;
    this.#end = end;
    if (this.#prefilter.test(this.#probe)) {
      this.#pass = this.#step;
      this.#step = Math.min(2 * this.#step, MOST_PASSED);
      return -1;
    }
    this.#step = 1;
    return lineFeed + 1;
  }

  #next(byte: number, from: number): number {
    const at = this.#bytes.indexOf(byte, from);
    return at === -1 || at > this.#length ? this.#length : at;
  }

  #cell(index: number): string {
    const bytes = this.#bytes;
    const delimiter = this.#delimiter;
    let from = this.#start;
    let to = this.#end;
    const after = this.#shape.width - 1 - index;
    if (after < index) {
      for (let passed = 0; passed < after; to--) if (bytes[to - 1] === delimiter) passed++;
      from = to;
      while (from > this.#start && bytes[from - 1] !== delimiter) from--;
    } else {
      for (let passed = 0; passed < index; from++) if (bytes[from] === delimiter) passed++;
      to = from;
      while (to < this.#end && bytes[to] !== delimiter) to++;
    }
    const text = this.#cache.text(bytes, from, to);
    return this.#trim ? text.trim() : text;
  }
}
