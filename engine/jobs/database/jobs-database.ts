import { UsageError } from '../../language/basics/errors.ts';
import { parsePostgresAddress } from '../../store/postgres/database/address.ts';
import type pg from 'pg';
import type { Db } from 'pg-boss';
import { PostgresPool, type Session } from '../../store/postgres/database/pool.ts';

/** pg-boss takes names of at most so many characters. */
const LONGEST = 50;
const BESIDE = '_jobs';

const jobsSchema = (schema: string): string => {
  const name = `${schema}${BESIDE}`;
  if (name.length <= LONGEST) return name;
  throw new UsageError('jobs.schema', `The schema ${schema} has too long a name for jobs beside it.`, {
    hint: `Give it one of at most ${LONGEST - BESIDE.length} characters.`,
  });
};

/** The jobs of a project: in a schema of their own, beside the one of its store. */
export interface JobsDatabase {
  readonly pool: PostgresPool;
  readonly schema: string;
  /** As it may be shown. */
  readonly shown: string;
}

/** Throws UsageError where the address is none. Nothing is connected yet. */
export const openDatabase = (address: string, most?: number): JobsDatabase => {
  const parsed = parsePostgresAddress(address);
  return { pool: new PostgresPool(parsed, { most }), schema: jobsSchema(parsed.schema), shown: parsed.shown };
};

/** What a JSON text may hold and PostgreSQL takes in none: NUL, and halves of characters. */
const UNTAKEN = /(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/g;

const takeable = (value: unknown): unknown => {
  const text = typeof value === 'object' && value !== null && !Array.isArray(value) ? JSON.stringify(value) : value;
  return typeof text === 'string' ? text.replaceAll(UNTAKEN, '$1\uFFFD') : text;
};

const send = async (session: Session, text: string, values?: readonly unknown[]): Promise<{ readonly rows: unknown[] }> => {
  const results = (await session.guard(() => session.client.query(text, values?.map(takeable)))) as
    pg.QueryResult | pg.QueryResult[];
  // Of several statements there are several results.
  return { rows: [results].flat().flatMap(({ rows }) => rows as unknown[]) };
};

/** What pg-boss takes for a database: a transaction of ours. */
export const withinTransaction = (session: Session): Db => ({ executeSql: (text, values) => send(session, text, values) });

/** What pg-boss takes for a database: any connection. A text may begin a transaction and fail within it. */
export const withinPool = (pool: PostgresPool): Db => ({
  executeSql: (text, values) =>
    pool.session(async (session) => {
      try {
        return await send(session, text, values);
      } catch (cause) {
        await session.script('ROLLBACK').catch(() => undefined);
        throw cause;
      }
    }),
});
