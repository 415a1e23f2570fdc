import type { Bindable, Database } from './database.ts';

/** Rows that one statement writes: what a statement costs by itself is shared by so many. */
const ROWS_AT_ONCE = 32;

/** What stands around the values of a statement that writes rows. */
export interface RowsStatement {
  /** The columns that are NULL in most rows come last: they are only bound where a row has a value in them. */
  readonly columns: readonly string[];
  readonly before: (columns: string) => string;
  readonly behind?: string;
}

/** Gathers rows of one table and writes many with one statement; inside a transaction that ends with `flush`. */
export class RowsWriter {
  readonly #db: Database;
  readonly #statement: RowsStatement;
  #rows: (readonly Bindable[])[] = [];
  /** Columns up to the last in which one of these rows has a value. */
  #width = 0;
  /** The statement for the most rows, by its columns. */
  readonly #writeMost: string[] = [];

  constructor(db: Database, statement: RowsStatement) {
    this.#db = db;
    this.#statement = statement;
  }

  add(row: readonly Bindable[]): void {
    let width = row.length;
    while (width > this.#width && row[width - 1] === null) width--;
    this.#width = Math.max(width, this.#width);
    if (this.#rows.push(row) === ROWS_AT_ONCE) this.flush();
  }

  flush(): void {
    const rows = this.#rows;
    if (rows.length === 0) return;
    const width = this.#width;
    const values: Bindable[] = [];
    for (const row of rows) for (let column = 0; column < width; column++) values.push(row[column] as Bindable);
    this.#rows = [];
    this.#width = 0;
    const sql =
      rows.length < ROWS_AT_ONCE
        ? this.#write(rows.length, width)
        : (this.#writeMost[width] ??= this.#write(ROWS_AT_ONCE, width));
    this.#db.statement(sql).run(...values);
  }

  #write(rows: number, width: number): string {
    const { columns, before, behind = '' } = this.#statement;
    const row = `(${Array.from({ length: width }, () => '?').join(', ')})`;
    return `${before(columns.slice(0, width).join(', '))} VALUES ${Array.from({ length: rows }, () => row).join(', ')} ${behind}`;
  }
}
