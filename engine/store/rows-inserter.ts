import type { Bindable, Database } from './database.ts';

/** Rows that one statement inserts: what a statement costs by itself is shared by so many. */
const MOST = 32;

/** Gathers rows of one table and inserts many with one statement; inside a transaction that ends with `flush`. */
export class RowsInserter {
  readonly #db: Database;
  readonly #columns: number;
  readonly #table: string;
  readonly #values: Bindable[];
  readonly #insertMost: string;
  #used = 0;

  /** `table` with its columns where not all are given. */
  constructor(db: Database, table: string, columns: number) {
    this.#db = db;
    this.#table = table;
    this.#columns = columns;
    this.#insertMost = this.#insert(MOST);
    this.#values = Array.from({ length: MOST * columns }, () => null);
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
    const values = rows === MOST ? this.#values : this.#values.slice(0, this.#used);
    this.#used = 0;
    this.#db.statement(rows === MOST ? this.#insertMost : this.#insert(rows)).run(...values);
  }

  #insert(rows: number): string {
    const row = `(${Array.from({ length: this.#columns }, () => '?').join(', ')})`;
    return `INSERT INTO ${this.#table} VALUES ${Array.from({ length: rows }, () => row).join(', ')}`;
  }
}
