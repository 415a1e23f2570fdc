import { withoutNul } from '../../../object/stored-text.ts';

/** What a statement may be given; arrays are of one kind, for `unnest`. */
export type Value =
  | string
  | number
  | boolean
  | null
  | undefined
  | Uint8Array
  | readonly (string | null)[]
  | readonly (number | null)[]
  | readonly boolean[];

/** Whoever can be asked: the pool, or a transaction. Values are $1, $2, …; whole numbers of 64 bits come as numbers. Throws EngineError `store.…`. */
export interface Queryable {
  /** `Row` is what the statement's columns are: the caller says so. */
  all<Row>(sql: string, values?: readonly Value[]): Promise<Row[]>;
  get<Row>(sql: string, values?: readonly Value[]): Promise<Row | undefined>;
  /** Gives how many rows it has changed. */
  run(sql: string, values?: readonly Value[]): Promise<number>;
  /** Streams rows, some `page` of them at a time (default 1,000): however many there are, memory stays flat. All are of one moment. */
  iterate<Row>(sql: string, values?: readonly Value[], page?: number): AsyncGenerator<Row, void>;
}

/** A connection that transactions use. */
interface Session {
  all<Row>(sql: string, values?: readonly Value[]): Promise<Row[]>;
  run(sql: string, values?: readonly Value[]): Promise<number>;
}

const PAGE = 1000;
let cursors = 0;

/** Inside of a transaction. */
export async function* pagesOf<Row>(
  session: Session,
  sql: string,
  values: readonly Value[] = [],
  page = PAGE,
): AsyncGenerator<Row, void> {
  const name = `rows_${(cursors += 1)}`;
  await session.run(`DECLARE ${name} NO SCROLL CURSOR FOR ${sql}`, values);
  for (;;) {
    const rows = await session.all<Row>(`FETCH FORWARD ${page} FROM ${name}`);
    yield* rows;
    if (rows.length < page) break;
  }
  await session.run(`CLOSE ${name}`);
}

/** PostgreSQL takes no NUL in a text: it is kept as in what is staged. */
export const bound = (values: readonly Value[]): unknown[] =>
  values.map((value) => {
    if (typeof value === 'string') return withoutNul(value);
    if (Array.isArray(value)) return value.map((one: unknown) => (typeof one === 'string' ? withoutNul(one) : one));
    return value;
  });
