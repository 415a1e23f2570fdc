import type { JsonRecord } from '../../../language/basics/json.ts';
import type { CellCache } from './cell-cache.ts';
import type { RowShape } from './row-shape.ts';

const SPACE = 32;
const TAB = 9;
/** More cells than anybody has columns; a mask. */
export const LAST_CELL = 16 * 1024 - 1;

/** The current row's text, by the offsets of its cells' ends. */
export class RowText {
  /** Offset of the delimiter, or row end, after each cell. */
  readonly ends = new Int32Array(LAST_CELL + 1);
  readonly #quote: number;
  readonly #trim: boolean;
  readonly #cache: CellCache;
  #bytes: Buffer = Buffer.alloc(0);
  #start = 0;
  #count = 0;
  #probe: JsonRecord | undefined;

  constructor(quote: number, trim: boolean, cache: CellCache) {
    this.#quote = quote;
    this.#trim = trim;
    this.#cache = cache;
  }

  at(bytes: Buffer, start: number, count: number): this {
    this.#bytes = bytes;
    this.#start = start;
    this.#count = count;
    return this;
  }

  /** The cells of the prefilter's columns: each is made text when it is read, while this is the current row. */
  probe(shape: RowShape): JsonRecord {
    return (this.#probe ??= this.#lazy(shape));
  }

  #lazy(shape: RowShape): JsonRecord {
    const record = {};
    for (const { name, index } of shape.probed)
      Object.defineProperty(record, name, { enumerable: true, get: () => this.#cell(index) });
    return record;
  }

  quoted(index: number): boolean {
    return this.#bytes[this.#from(index)] === this.#quote;
  }

  cells(): string[] {
    const { ends } = this;
    const bytes = this.#bytes;
    const cells: string[] = [];
    for (let index = 0, from = this.#start; index < this.#count; index++) {
      const to = ends[index] as number;
      cells.push(this.#plain(this.#cache.text(bytes, from, to)));
      from = to + 1;
    }
    return cells;
  }

  #cell(index: number): string {
    const bytes = this.#bytes;
    const to = this.ends[index] as number;
    const from = index === 0 ? this.#start : (this.ends[index - 1] as number) + 1;
    return this.#plain(this.#cache.text(bytes, from, to));
  }

  /** Offset of the cell's first character that is no blank. */
  #from(index: number): number {
    let from = index === 0 ? this.#start : (this.ends[index - 1] as number) + 1;
    while (this.#trim && (this.#bytes[from] === SPACE || this.#bytes[from] === TAB)) from++;
    return from;
  }

  /** Without blanks around it, and without quotes. */
  #plain(cell: string): string {
    if (cell.length === 0) return cell;
    const first = cell.charCodeAt(0);
    const last = cell.charCodeAt(cell.length - 1);
    const bare = first > SPACE && first < 0x7f && last > SPACE && last < 0x7f;
    const text = this.#trim && !bare ? cell.trim() : cell;
    if (text.length === 0 || text.charCodeAt(0) !== this.#quote) return text;
    const inner = text.slice(1, -1);
    const quote = String.fromCharCode(this.#quote);
    return inner.includes(quote) ? inner.replaceAll(quote + quote, quote) : inner;
  }
}
