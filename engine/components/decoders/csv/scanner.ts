import { CellCache } from './cell-cache.ts';
import type { Dialect } from './dialect.ts';
import { Glance } from './glance.ts';
import { HIGHEST_WITH_MEANING, nextBelow, nextOf, quotedEnd, SENTINEL, UNCLOSED } from './seek.ts';
import { LAST_CELL, RowText } from './row-text.ts';
import type { Rows } from './rows.ts';

const LF = 10;
const CR = 13;
const SPACE = 32;
const TAB = 9;

/** Why the scanner stops: a batch is full; the bytes end; the row at `start` is too long to be held; from the row at `start` on only the reference way knows what to do. */
export type Pause = 'full' | 'more' | 'long' | 'unknown';

/**
 * Finds rows and cells in bytes and makes text of those cells only that somebody asks for. It knows well-formed rows of
 * the common dialect; whatever else it meets, it leaves to the reference way from that row on, so both agree always.
 */
export class Scanner {
  readonly #rows: Rows;
  readonly #delimiter: number;
  readonly #quote: number;
  readonly #comment: Buffer | undefined;
  readonly #trim: boolean;
  readonly #maxRow: number;
  /** No byte above HIGHEST_WITH_MEANING means anything. */
  readonly #low: boolean;
  /** 1 for each byte that means something. */
  readonly #special = new Uint8Array(256);
  readonly #batch: number;
  readonly #text: RowText;
  readonly #cache = new CellCache();
  #glance: Glance | undefined;
  #bytes: Buffer = Buffer.allocUnsafeSlow(512 * 1024);
  #length = 0;
  /** Where the row begins that comes next, and its line. */
  #start = 0;
  #line = 1;
  /** Line breaks in the quoted cells of the current row. */
  #breaks = 0;

  constructor(rows: Rows, batch: number) {
    const { delimiter, quote, comment, trim, maxRow } = rows.dialect;
    this.#rows = rows;
    this.#batch = batch;
    this.#delimiter = delimiter.charCodeAt(0);
    this.#quote = quote === undefined ? -1 : quote.charCodeAt(0);
    this.#comment = comment === undefined ? undefined : Buffer.from(comment);
    this.#trim = trim;
    this.#maxRow = maxRow;
    this.#low = this.#delimiter <= HIGHEST_WITH_MEANING && this.#quote <= HIGHEST_WITH_MEANING;
    for (const byte of [LF, CR, this.#delimiter, ...(quote === undefined ? [] : [this.#quote])]) this.#special[byte] = 1;
    this.#text = new RowText(this.#quote, trim, this.#cache);
  }

  /** Bytes that were not made rows yet. */
  get rest(): Buffer {
    return Buffer.from(this.#bytes.subarray(this.#start, this.#length));
  }

  /** The line on which `rest` begins. */
  get line(): number {
    return this.#line;
  }

  /** What `rest` gave was taken elsewhere; so many lines of it are a row that was passed over. */
  passOver(lines: number): void {
    this.#start = this.#length;
    this.#line += lines;
  }

  /** Adds bytes after those that are left; gives how many there are. */
  load(chunk: Uint8Array): number {
    const left = this.#length - this.#start;
    if (left + chunk.length + SENTINEL > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(2 * (left + chunk.length) + SENTINEL);
      this.#bytes.copy(larger, 0, this.#start, this.#length);
      this.#bytes = larger;
    } else if (this.#start > 0) this.#bytes.copyWithin(0, this.#start, this.#length);
    this.#bytes.set(chunk, left);
    this.#start = 0;
    this.#length = left + chunk.length;
    // The search for the next byte that means something ends here, without looking at the length.
    this.#bytes.fill(LF, this.#length, this.#length + SENTINEL);
    this.#glance?.load(this.#bytes, this.#length);
    return this.#length;
  }

  /** `final`: nothing follows. */
  scan(final: boolean): Pause {
    while (this.#start < this.#length) {
      if (this.#glance !== undefined) {
        const next = this.#glance.dropped(this.#start);
        if (next !== -1) {
          this.#start = next;
          this.#line++;
          this.#rows.seen++;
          continue;
        }
      }
      const found = this.#skipComment(final) ?? this.#row(final);
      if (found !== 'row') return found;
      if (this.#rows.kept >= this.#batch) return 'full';
    }
    return 'more';
  }

  /** Takes the row at `start`. */
  #row(final: boolean): 'row' | Pause {
    const bytes = this.#bytes;
    const length = this.#length;
    const delimiter = this.#delimiter;
    const { ends } = this.#text;
    const start = this.#start;
    let cell = 0;
    this.#breaks = 0;
    let at = start;
    for (; ; at++) {
      at = this.#low ? nextBelow(bytes, at, HIGHEST_WITH_MEANING) : nextOf(bytes, at, this.#special);
      const byte = bytes[at];
      if (byte === delimiter) {
        ends[cell & LAST_CELL] = at;
        cell++;
      } else if (byte === LF || byte === CR) break;
      else if (byte === this.#quote) {
        const end = this.#quoted(cell === 0 ? start : (ends[(cell - 1) & LAST_CELL] as number) + 1, at, final);
        if (typeof end === 'string') return end === 'more' && this.#isLong(final) ? 'long' : this.#unless(end, final);
        at = end - 1;
      }
    }
    if (at >= length && !final) return this.#isLong(final) ? 'long' : 'more';
    if (bytes[at] === CR && at + 1 >= length && !final) return 'more';
    const end = Math.min(at, length);
    if (end - start > this.#maxRow) return this.#rows.awaitsHeader ? 'unknown' : 'long';
    if (cell > LAST_CELL) return 'unknown';
    ends[cell] = end;
    if (!this.#take(start, end, cell + 1)) return 'full';
    this.#start = Math.min(bytes[end] === CR && bytes[end + 1] === LF ? end + 2 : end + 1, length);
    this.#line += 1 + this.#breaks;
    return 'row';
  }

  /** False where the records before it are to be seen first: what they are decides whether the row is known. */
  #take(start: number, end: number, cells: number): boolean {
    if (start === end) return true;
    const rows = this.#rows;
    const text = this.#text.at(this.#bytes, start, cells);
    if (rows.shape !== undefined && cells === rows.shape.width && cells > 1 && !rows.awaitsHeader) {
      const { prefilter, recall } = rows;
      const stays = prefilter === undefined || prefilter.test(text.probe(rows.shape));
      if (stays && recall !== undefined) {
        if (rows.kept > 0 && recall.mayBeKnown(this.#bytes, start, end)) return false;
        if (rows.kept === 0 && recall.isKnown(this.#bytes, start, end)) {
          rows.seen++;
          return true;
        }
      }
      const ordinal = rows.seen++;
      if (!stays) return true;
      rows.keep(text.cells(), ordinal);
      recall?.built(rows.records, rows.kept - 1, this.#bytes, start, end);
      return true;
    }
    const all = text.cells();
    if (cells === 1 && all[0] === '' && !text.quoted(0)) return true;
    rows.accept(all, this.#line);
    if (this.#glance === undefined) this.#lookAhead();
    return true;
  }

  /** As soon as the columns are known. */
  #lookAhead(): void {
    const { prefilter, shape } = this.#rows;
    if (prefilter === undefined || shape === undefined || shape.width < 2 || this.#comment !== undefined) return;
    this.#glance = new Glance(prefilter, shape, this.#rows.dialect, this.#cache);
    this.#glance.load(this.#bytes, this.#length);
  }

  /** The offset after a quoted cell whose quote opens at `at`. */
  #quoted(from: number, at: number, final: boolean): number | Pause {
    const bytes = this.#bytes;
    for (let before = from; before < at; before++) if (!this.#isBlank(bytes[before])) return 'unknown';
    const close = quotedEnd(bytes, at, this.#length, this.#quote, final);
    if (close === UNCLOSED) return final ? 'unknown' : 'more';
    for (let within = at; within < close; within++) {
      if (bytes[within] === LF || (bytes[within] === CR && bytes[within + 1] !== LF)) this.#breaks++;
    }
    let end = close + 1;
    while (end < this.#length && bytes[end] !== this.#delimiter && this.#isBlank(bytes[end])) end++;
    if (end === this.#length) return final ? end : 'more';
    const next = bytes[end];
    return next === this.#delimiter || next === LF || next === CR ? end : 'unknown';
  }

  #isBlank(byte: number | undefined): boolean {
    return this.#trim && (byte === SPACE || byte === TAB);
  }

  /** Passes over a row that is a comment. */
  #skipComment(final: boolean): 'row' | Pause | undefined {
    const comment = this.#comment;
    if (comment === undefined) return undefined;
    const bytes = this.#bytes;
    let at = this.#start;
    while (at < this.#length && bytes[at] !== this.#delimiter && this.#isBlank(bytes[at])) at++;
    if (at + comment.length > this.#length && !final) return this.#unless('more', final);
    const first = bytes[at] ?? 0;
    // White space of a rarer kind may stand before the comment.
    if (this.#trim && (first >= 0x80 || (first < SPACE && first !== LF && first !== CR && first !== this.#delimiter)))
      return 'unknown';
    if (at + comment.length > this.#length || comment.compare(bytes, at, at + comment.length) !== 0) return undefined;
    while (at < this.#length && bytes[at] !== LF && bytes[at] !== CR) at++;
    if (at + 1 >= this.#length && !final) return this.#unless('more', final);
    this.#start = Math.min(bytes[at] === CR && bytes[at + 1] === LF ? at + 2 : at + 1, this.#length);
    this.#line++;
    return 'row';
  }

  /** A header is for the reference way: without it there are no records at all. */
  #isLong(final: boolean): boolean {
    return !final && this.#length - this.#start > this.#maxRow && !this.#rows.awaitsHeader;
  }

  /** A row without end: too long rows are for the reference way to judge. */
  #unless(pause: Pause, final: boolean): Pause {
    return pause === 'more' && (final || this.#length - this.#start > this.#maxRow) ? 'unknown' : pause;
  }
}

/** Dialects whose special characters are single bytes that nothing else is mistaken for. */
export const isCommon = ({ delimiter, quote, comment }: Dialect): boolean => {
  const plain = (text: string): boolean => text.length === 1 && text.charCodeAt(0) < 0x80 && !/[\r\n ]/.test(text);
  if (!plain(delimiter) || (quote !== undefined && (!plain(quote) || quote === '\t' || quote === delimiter))) return false;
  return (
    comment === undefined ||
    (/^[!-~]+$/.test(comment) && !comment.startsWith(delimiter) && (quote === undefined || !comment.startsWith(quote)))
  );
};
