import { UsageError } from '../../language/basics/errors.ts';
import { parsePostgresAddress } from '../../store/postgres/database/address.ts';
import { PostgresPool } from '../../store/postgres/database/pool.ts';
import type { Queryable, Value } from '../../store/postgres/database/query.ts';

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

type ExecuteSql = (text: string, values?: readonly unknown[]) => Promise<{ rows: never[] }>;

/** What pg-boss takes for a database: a connection, or a transaction. */
export const asBossDatabase = (
  db: Queryable & { readonly script?: (sql: string) => Promise<void> },
): { readonly executeSql: ExecuteSql } => ({
  executeSql: async (text, values) => ({ rows: await db.all<never>(text, values as readonly Value[] | undefined) }),
});
