import type { Bindable, Database } from './database.ts';

/** Rows that one statement writes: what a statement costs by itself is shared by so many. */
const ROWS_AT_ONCE = 32;

/** Gathers rows of one table and writes many with one statement; inside a transaction that ends with `flush`. */
export class RowsWriter {
  readonly #db: Database;
  readonly #columns: number;
  readonly #into: string;
  readonly #onConflict: string;
  readonly #values: Bindable[];
  readonly #writeMost: string;
  #used = 0;

  /** `into`: the statement up to its values; `onConflict`: what follows them. */
  constructor(db: Database, into: string, columns: number, onConflict = '') {
    this.#db = db;
    this.#into = into;
    this.#onConflict = onConflict;
    this.#columns = columns;
    this.#writeMost = this.#write(ROWS_AT_ONCE);
    this.#values = Array.from({ length: ROWS_AT_ONCE * columns }, () => null);
  }

  add(row: readonly Bindable[]): void {
    const values = this.#values;
    for (let column = 0; column < row.length; column++) values[this.#used + column] = row[column] as Bindable;
    this.#used += row.length;
    if (this.#used === values.length) this.flush();
  }

  flush(): void {
    if (this.#used === 0) return;
    const rows = this.#used / this.#columns;
    const values = rows === ROWS_AT_ONCE ? this.#values : this.#values.slice(0, this.#used);
    this.#used = 0;
    this.#db.statement(rows === ROWS_AT_ONCE ? this.#writeMost : this.#write(rows)).run(...values);
  }

  #write(rows: number): string {
    const row = `(${Array.from({ length: this.#columns }, () => '?').join(', ')})`;
    return `${this.#into} VALUES ${Array.from({ length: rows }, () => row).join(', ')} ${this.#onConflict}`;
  }
}
