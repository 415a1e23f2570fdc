import pg, { type PoolClient } from 'pg';
import { UsageError } from '../../language/basics/errors.ts';
import { parsePostgresAddress } from '../../store/postgres/database/address.ts';
import { postgresError } from '../../store/postgres/database/postgres-errors.ts';

const INT8 = 20;

/** Whole numbers of 64 bits come as numbers: times and counts. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => (oid === INT8 ? Number : pg.types.getTypeParser(oid, format)) as never,
};

/** What statements are sent to: the pool, or a transaction. It is also what pg-boss calls a database. */
export interface Statements {
  executeSql(text: string, values?: readonly unknown[]): Promise<{ rows: never[]; rowCount: number }>;
  all<Row>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
}

type Query = (text: string, values?: unknown[]) => Promise<{ rows: unknown[]; rowCount: number | null }>;

const statements = (query: Query, told: (cause: unknown) => unknown): Statements => {
  const executeSql = async (text: string, values?: readonly unknown[]): Promise<{ rows: never[]; rowCount: number }> => {
    try {
      const { rows, rowCount } = await query(text, values === undefined ? undefined : [...values]);
      return { rows: rows as never[], rowCount: rowCount ?? 0 };
    } catch (cause) {
      throw told(cause);
    }
  };
  return { executeSql, all: async (text, values) => (await executeSql(text, values)).rows };
};

/** pg-boss takes names of at most so many characters. */
const LONGEST = 50;

const jobsSchema = (schema: string): string => {
  const name = `${schema}_jobs`;
  if (name.length <= LONGEST) return name;
  throw new UsageError('jobs.schema', `The schema ${schema} has too long a name for jobs beside it.`, {
    hint: `Give it one of at most ${LONGEST - '_jobs'.length} characters.`,
  });
};

/** The database in which the jobs are, beside the store's own tables. */
export class JobsDatabase {
  /** As it may be shown. */
  readonly shown: string;
  readonly schema: string;
  readonly connection: pg.ClientConfig;
  readonly pool: Statements;
  readonly #pool: pg.Pool;

  /** Throws UsageError where the address is none. Nothing is connected yet. */
  constructor(address: string, { connections = 4 }: { readonly connections?: number } = {}) {
    const { connectionString, schema, shown } = parsePostgresAddress(address);
    this.shown = shown;
    this.schema = jobsSchema(schema);
    this.connection = { connectionString, types, keepAlive: true };
    this.#pool = new pg.Pool({ ...this.connection, max: connections, connectionTimeoutMillis: 10_000 });
    // Whoever asks next is told; a connection that breaks while nobody uses it must not end the process.
    this.#pool.on('error', () => undefined);
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
    this.pool = statements((text, values) => this.#pool.query(text, values), this.told);
  }

  /** The sentence for what the database failed with. */
  readonly told = (cause: unknown): unknown => postgresError(cause, this.shown);

  /** All of it counts, or nothing. */
  async transaction<T>(work: (db: Statements) => Promise<T>): Promise<T> {
    const client = await this.#client();
    let broken = true;
    try {
      const db = statements((text, values) => client.query(text, values), this.told);
      await db.executeSql('BEGIN');
      const result = await work(db);
      await db.executeSql('COMMIT');
      broken = false;
      return result;
    } catch (error) {
      broken = !(await client.query('ROLLBACK').then(
        () => true,
        () => false,
      ));
      throw error;
    } finally {
      client.release(broken);
    }
  }

  close(): Promise<void> {
    return this.#pool.end();
  }

  async #client(): Promise<PoolClient> {
    try {
      return await this.#pool.connect();
    } catch (cause) {
      throw this.told(cause);
    }
  }
}
