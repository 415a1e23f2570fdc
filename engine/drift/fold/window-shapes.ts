import type { JsonRecord } from '../../language/basics/json.ts';
import { addShape, emptyShape, foldIn, type Shape } from './shape.ts';

/** So many records of a window are looked at, each of them; of those behind them one in so many. A prime: vendors send in tens and eights. */
const ALL_OF = 1000;
const ONE_IN = 31;

/** What one endpoint sent in a window. */
export interface Came {
  readonly shape: Shape;
  /** Records, those of them that were built (of a table only what the filters leave), and those of these that were looked at. */
  readonly records: number;
  readonly built: number;
  readonly looked: number;
  /** Those that came as in the last run, byte for byte, and were not built. */
  readonly recalled: number;
  /** Columns that a table names at its head, where it has one. */
  readonly columns: readonly string[] | undefined;
}

interface Gathered {
  readonly shape: Shape;
  records: number;
  columns: readonly string[] | undefined;
}

/** Folds the shapes of the records of one window, by endpoint: the first of them, then a sample. */
export class WindowShapes {
  readonly #all = new Map<string, Gathered>();

  /** A window begins, or is read again from its start. */
  begin(): void {
    this.#all.clear();
  }

  page(endpoint: string): PageShape {
    let own = this.#all.get(endpoint);
    if (own === undefined) this.#all.set(endpoint, (own = { shape: emptyShape(), records: 0, columns: undefined }));
    return new PageShape(own);
  }

  /** The records of one endpoint are those that the ledger counts. */
  came(counted: { readonly endpoint: string; readonly fetched: number; readonly recalled: number }): ReadonlyMap<string, Came> {
    return new Map(
      [...this.#all].map(([name, { shape, records, columns }]) => [
        name,
        {
          shape,
          looked: shape.named,
          built: records,
          columns,
          records: name === counted.endpoint ? Math.max(records, counted.fetched) : records,
          recalled: name === counted.endpoint ? counted.recalled : 0,
        },
      ]),
    );
  }
}

/** One page: an attempt at it that broke off counts no more. */
export class PageShape {
  readonly #window: Gathered;
  #shape = emptyShape();
  #records = 0;
  #columns: readonly string[] | undefined;

  constructor(window: Gathered) {
    this.#window = window;
  }

  begin(): void {
    this.#shape = emptyShape();
    this.#records = 0;
    this.#columns = undefined;
  }

  columns(names: readonly string[]): void {
    this.#columns = names;
  }

  look(records: readonly JsonRecord[], isRecord?: (record: JsonRecord) => boolean): void {
    const before = this.#window.records + this.#records;
    this.#records += records.length;
    for (let at = 0; at < records.length; at++) {
      if (before + at >= ALL_OF && (before + at) % ONE_IN !== 0) continue;
      const record = records[at] as JsonRecord;
      if (isRecord === undefined || isRecord(record)) foldIn(this.#shape, record);
    }
  }

  end(): void {
    const window = this.#window;
    addShape(window.shape, this.#shape);
    window.records += this.#records;
    // What one of several tables lacks may have come with another.
    if (this.#columns !== undefined) window.columns = [...new Set([...(window.columns ?? []), ...this.#columns])];
    this.begin();
  }
}
