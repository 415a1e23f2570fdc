import { EngineError } from '../../../language/basics/errors.ts';
import type { JsonRecord } from '../../../language/basics/json.ts';
import type { Batch, DecodeContext, Prefilter, Recall } from '../decoder.ts';
import { oversizedRecord } from '../oversized.ts';
import type { Dialect } from './dialect.ts';
import { nestedShape } from './nested-shape.ts';
import { shapeOf, type RowShape } from './row-shape.ts';

type OnColumns = (columns: readonly string[]) => void;

/** Rows of text cells become records: header, ragged rows, prefilter. Both ways of finding the cells end here. */
export class Rows {
  readonly dialect: Dialect;
  readonly prefilter: Prefilter | undefined;
  readonly recall: Recall | undefined;
  readonly #onColumns: OnColumns | undefined;
  /** Data rows so far, dropped ones included. */
  seen = 0;
  /** Rows left out because they were ragged. */
  skipped = 0;
  shape: RowShape | undefined;
  #headerAwaited: boolean;
  #records: JsonRecord[] = [];
  #ordinals: number[] = [];
  #oversized = false;

  constructor(dialect: Dialect, context: Pick<DecodeContext, 'prefilter' | 'recall'>, onColumns?: OnColumns) {
    this.dialect = dialect;
    // What looks at single columns knows them by their own names; a row that is known is one that the filters have been asked of.
    const isFlat = dialect.nest === undefined;
    this.prefilter = isFlat ? context.prefilter : undefined;
    this.recall = isFlat ? context.recall : undefined;
    this.#onColumns = onColumns;
    this.#headerAwaited = dialect.header;
    if (!dialect.header && dialect.columns !== undefined) this.#name(dialect.columns);
  }

  get awaitsHeader(): boolean {
    return this.#headerAwaited;
  }

  get kept(): number {
    return this.#records.length;
  }

  /** Of the batch that gathers. */
  get records(): readonly JsonRecord[] {
    return this.#records;
  }

  /** A row that begins on this line; throws `decode.ragged-row`. */
  accept(cells: readonly string[], line: number): void {
    const { shape } = this;
    if (this.#headerAwaited || shape === undefined) return this.#header(cells);
    const whole = cells.length === shape.width ? cells : this.#evened(cells, shape.width, line);
    if (whole === undefined) return;
    const ordinal = this.seen++;
    if (this.prefilter !== undefined && !this.prefilter.test(shape.probe(whole))) return;
    this.keep(whole, ordinal);
  }

  /** Builds the record of a row that stays. */
  keep(cells: readonly string[], ordinal: number): void {
    if (this.shape === undefined) return;
    this.#records.push(this.shape.record(cells));
    this.#ordinals.push(ordinal);
  }

  /** A row that is too large to be held, of so many bytes; `head`: what it begins with. */
  passOver(size: number, head: Buffer): void {
    this.#records.push(oversizedRecord(size, head, this.dialect.allowed));
    this.#ordinals.push(this.seen++);
    this.#oversized = true;
  }

  /** What has gathered since the last call. */
  take(): Batch {
    const batch = { records: this.#records, ordinals: this.#ordinals, oversized: this.#oversized };
    if (!batch.oversized) this.prefilter?.passed(batch.records);
    this.#records = [];
    this.#ordinals = [];
    this.#oversized = false;
    return { ...batch, place: (index) => `row ${(batch.ordinals[index] ?? 0) + 1}` };
  }

  #header(cells: readonly string[]): void {
    this.#headerAwaited = false;
    this.#name(this.dialect.columns ?? cells);
  }

  #name(columns: readonly string[]): void {
    const { nest } = this.dialect;
    this.shape = nest === undefined ? shapeOf(columns, this.prefilter) : nestedShape(columns, nest);
    this.#onColumns?.(this.shape.members);
    this.recall?.begin(columns);
  }

  #evened(cells: readonly string[], width: number, line: number): readonly string[] | undefined {
    switch (this.dialect.ragged) {
      case 'pad':
        return Array.from({ length: width }, (_, index) => cells[index] ?? '');
      case 'skip':
        this.skipped++;
        return undefined;
      case 'error':
        throw new EngineError('decode.ragged-row', `The CSV row on line ${line} has ${cells.length} cells instead of ${width}.`, {
          hint: 'Write `ragged: pad` or `ragged: skip` if the vendor means it, or check `delimiter` and `quote`.',
        });
      default:
        return this.dialect.ragged satisfies never;
    }
  }
}
