import pg from 'pg';
import { EngineError } from '../../../language/basics/errors.ts';
import type { PostgresAddress } from './address.ts';
import { postgresError } from './postgres-errors.ts';
import { WHOLE } from './snapshot.ts';
import { nameOf } from './statement-names.ts';
import { bound, pagesOf, type Queryable, type Value } from './query.ts';

/** Connections of one process: four are enough for eight runs at once, since a run works more than it writes. */
const MOST_CONNECTIONS = 4;
const CONNECT_TIMEOUT = 15_000;

/** By the types' numbers in PostgreSQL. */
const WHOLE_NUMBERS: ReadonlySet<number> = new Set([20, 1700]);

const safeNumber = (text: string): number => {
  const number = Number(text);
  if (Math.abs(number) <= Number.MAX_SAFE_INTEGER) return number;
  throw new EngineError('store.corrupt', 'The store holds a number that is too large to be read exactly.', {
    hint: 'Restore a backup, or name another database.',
  });
};

const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    WHOLE_NUMBERS.has(oid) && format !== 'binary' ? safeNumber : pg.types.getTypeParser(oid, format)) as never,
};

export interface PoolOptions {
  readonly most?: number | undefined;
}

/** One connection, while it is checked out. */
export class Session implements Queryable {
  readonly client: pg.ClientBase;
  readonly #store: string;

  constructor(client: pg.ClientBase, store: string) {
    this.client = client;
    this.#store = store;
  }

  async all<Row>(sql: string, values: readonly Value[] = []): Promise<Row[]> {
    return (await this.#query(sql, values)).rows as Row[];
  }

  async get<Row>(sql: string, values: readonly Value[] = []): Promise<Row | undefined> {
    return (await this.#query(sql, values)).rows[0] as Row | undefined;
  }

  /** Rows as lists, in the order of the columns: cheaper where there are many. */
  async lists<Row extends readonly unknown[]>(sql: string, values: readonly Value[] = []): Promise<Row[]> {
    return this.guard(
      async () => (await this.client.query({ text: sql, values: bound(values), rowMode: 'array' })).rows as unknown as Row[],
    );
  }

  async run(sql: string, values: readonly Value[] = []): Promise<number> {
    return (await this.#query(sql, values)).rowCount ?? 0;
  }

  /** Statements without values, in one round trip, each of its own moment; gives the rows of the last. */
  async script<Row>(sql: string): Promise<Row[]> {
    // Of several statements there are several results.
    const results = (await this.guard(() => this.client.query(sql))) as pg.QueryResult | pg.QueryResult[];
    return (Array.isArray(results) ? (results.at(-1)?.rows ?? []) : results.rows) as Row[];
  }

  iterate<Row>(sql: string, values: readonly Value[] = [], page?: number): AsyncGenerator<Row, void> {
    return pagesOf<Row>(this, sql, values, page);
  }

  #query(sql: string, values: readonly Value[]): Promise<pg.QueryResult> {
    return this.guard(() => this.client.query({ text: sql, values: bound(values), name: nameOf(sql, values) }));
  }

  async guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      throw postgresError(cause, this.#store);
    }
  }
}

/**
 * The connections of a store. One that is lost ends what was under way on it with `store.away`, and nothing else: the next that asks
 * gets a new one.
 */
export class PostgresPool implements Queryable {
  readonly shown: string;
  readonly schema: string;
  readonly #pool: pg.Pool;

  constructor(address: PostgresAddress, { most = MOST_CONNECTIONS }: PoolOptions = {}) {
    this.shown = address.shown;
    this.schema = address.schema;
    this.#pool = new pg.Pool({
      connectionString: address.connectionString,
      max: most,
      types,
      connectionTimeoutMillis: CONNECT_TIMEOUT,
      allowExitOnIdle: true,
      keepAlive: true,
    });
    // Of a connection that nobody uses; without a listener the process would end.
    this.#pool.on('error', () => undefined);
    // One that is checked out has no listener of the pool's.
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
  }

  all<Row>(sql: string, values?: readonly Value[]): Promise<Row[]> {
    return this.session((session) => session.all<Row>(sql, values));
  }

  get<Row>(sql: string, values?: readonly Value[]): Promise<Row | undefined> {
    return this.session((session) => session.get<Row>(sql, values));
  }

  run(sql: string, values?: readonly Value[]): Promise<number> {
    return this.session((session) => session.run(sql, values));
  }

  async *iterate<Row>(sql: string, values?: readonly Value[], page?: number): AsyncGenerator<Row, void> {
    const client = await this.#connect();
    const session = new Session(client, this.shown);
    let isWhole = false;
    try {
      await session.script(`BEGIN; ${WHOLE}`);
      yield* session.iterate<Row>(sql, values, page);
      await session.script('COMMIT');
      isWhole = true;
    } finally {
      // A reader that stops early leaves a transaction behind, and its connection goes with it.
      client.release(!isWhole);
    }
  }

  /** Work on one connection, without a transaction. One on which something failed is not used again. */
  async session<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const client = await this.#connect();
    let failed: unknown;
    try {
      return await work(new Session(client, this.shown));
    } catch (cause) {
      failed = cause;
      throw cause;
    } finally {
      client.release(isLost(failed));
    }
  }

  /**
   * One transaction: all of it counts, or nothing. Where the connection is lost while it is committed nobody knows what became of it:
   * `store.away`, and whoever asked looks for itself. `first`: statements without values that begin it, in the same round trip; `work`
   * is given the rows of the last of them.
   */
  transaction<T, Row = unknown>(work: (session: Session, rows: readonly Row[]) => Promise<T>, first = ''): Promise<T> {
    return this.session(async (session) => {
      try {
        const rows = await session.script<Row>(first === '' ? 'BEGIN' : `BEGIN; ${first}`);
        const result = await work(session, rows);
        await session.script('COMMIT');
        return result;
      } catch (cause) {
        if (!isLost(cause)) await session.script('ROLLBACK').catch(() => undefined);
        throw cause;
      }
    });
  }

  /** A connection for itself, for as long as the caller wants; `lost` is told when it ends before `close`. */
  async own(lost: () => void): Promise<{ readonly session: Session; readonly close: () => void }> {
    const client = await this.#connect();
    let isOpen = true;
    const end = (): void => {
      if (!isOpen) return;
      isOpen = false;
      client.release(true);
    };
    client.once('end', () => {
      if (isOpen) lost();
      end();
    });
    return { session: new Session(client, this.shown), close: end };
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #connect(): Promise<pg.PoolClient> {
    try {
      return await this.#pool.connect();
    } catch (cause) {
      throw postgresError(cause, this.shown);
    }
  }
}

const isLost = (cause: unknown): boolean => cause instanceof EngineError && cause.code === 'store.away';
