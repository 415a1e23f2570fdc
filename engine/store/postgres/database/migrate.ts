import { createHash } from 'node:crypto';
import { EngineError } from '../../../language/basics/errors.ts';
import type { PostgresPool, Session } from './pool.ts';
import type { Queryable } from './query.ts';
import { MIGRATIONS, TABLES } from './schema.ts';

type Found = 'missing' | 'empty' | 'older' | 'current';

const LOOK = `SELECT current_setting('server_encoding') AS encoding,
  EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = $1) AS there,
  ARRAY(SELECT c.relname::text FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname = $1 AND c.relkind IN ('r', 'v', 'p')) AS tables`;

const missingIn = (tables: readonly string[]): readonly string[] => TABLES.filter((name) => !tables.includes(name));

const foreign = (pool: Pick<PostgresPool, 'shown' | 'schema'>): EngineError =>
  new EngineError('store.foreign', `The schema ${pool.schema} of ${pool.shown} holds tables of another program, and no store.`, {
    hint: 'Name another one with ?schema=NAME.',
  });

const damaged = (shown: string, missing: readonly string[]): EngineError =>
  new EngineError(
    'store.corrupt',
    `The store ${shown} is damaged: it lacks the table${missing.length === 1 ? '' : 's'} ${missing.join(', ')}.`,
    {
      hint: 'Restore a backup, or name another database.',
    },
  );

export const schemaVersion = async (db: Queryable): Promise<number> =>
  Number((await db.get<{ value: string }>(`SELECT value FROM meta WHERE name = 'schema'`))?.value ?? 0);

/**
 * Refuses a schema that is not a store's (`store.foreign`), is of a newer Feedwright (`store.newer`), or lacks one of its tables
 * (`store.corrupt`), and a database that is not in UTF-8 (`store.encoding`); says whether there is anything yet.
 */
export const inspectSchema = async (db: Queryable, pool: Pick<PostgresPool, 'shown' | 'schema'>): Promise<Found> => {
  const newest = MIGRATIONS.length;
  const row = await db.get<{ encoding: string; there: boolean; tables: string[] }>(LOOK, [pool.schema]);
  const { encoding = '', there = false, tables = [] } = row ?? {};
  if (encoding !== 'UTF8')
    throw new EngineError('store.encoding', `The database of the store ${pool.shown} keeps texts as ${encoding}, not as UTF8.`, {
      hint: 'Make one with `createdb --encoding=UTF8 --template=template0 NAME`.',
    });
  if (!there) return 'missing';
  if (tables.length === 0) return 'empty';
  if (!tables.includes('meta')) throw foreign(pool);
  const version = await schemaVersion(db);
  if (version === 0) throw foreign(pool);
  if (version > newest)
    throw new EngineError(
      'store.newer',
      `The store ${pool.shown} was written by a newer Feedwright (schema ${version}, this one knows ${newest}).`,
      { hint: 'Update Feedwright on this machine, or name another store.' },
    );
  if (version < newest) return 'older';
  const missing = missingIn(tables);
  if (missing.length > 0) throw damaged(pool.shown, missing);
  return 'current';
};

/** Of a schema of this database, for the time of a migration. */
const lockNumber = (schema: string): string =>
  createHash('sha256').update(`feedwright migrates ${schema}`).digest().readBigInt64BE().toString();

const bring = async (session: Session, pool: PostgresPool): Promise<void> => {
  const found = await inspectSchema(session, pool);
  if (found === 'current') return;
  if (found === 'missing') await session.script(`CREATE SCHEMA ${pool.schema}`);
  const version = found === 'older' ? await schemaVersion(session) : 0;
  for (const step of MIGRATIONS.slice(version)) await session.script(step);
  await session.run(`INSERT INTO meta VALUES ('schema', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, [
    String(MIGRATIONS.length),
  ]);
};

/** Brings the store to the newest schema, in one transaction under a lock: of many that begin at once one does it, and the others find it done. */
export const migrate = async (pool: PostgresPool): Promise<void> => {
  if ((await inspectSchema(pool, pool)) === 'current') return;
  await pool.transaction((session) => bring(session, pool), `SELECT pg_advisory_xact_lock(${lockNumber(pool.schema)})`);
};

/** For readers: whether it is of this Feedwright's schema; where nothing was begun `store.missing`. */
export const isCurrent = async (pool: PostgresPool): Promise<boolean> => {
  const found = await inspectSchema(pool, pool);
  if (found !== 'missing' && found !== 'empty') return found === 'current';
  throw new EngineError('store.missing', `There is no store at ${pool.shown} yet.`, {
    hint: 'Run a feed first, or name another store.',
  });
};

/** The same for who can't do anything about an older one: `store.older`. */
export const mustBeCurrent = async (pool: PostgresPool): Promise<void> => {
  if (!(await isCurrent(pool))) throw await tooOld(pool);
};

/** Of an older store that was not brought up to date; `cause`: of a reader, who may not. */
export const tooOld = async (pool: PostgresPool, cause?: unknown): Promise<EngineError> => {
  const schema = `schema ${await schemaVersion(pool)}, this one knows ${MIGRATIONS.length}`;
  return new EngineError('store.older', `The store ${pool.shown} is of an older Feedwright (${schema}).`, {
    hint: 'Run a feed, or `feedwright store check`, as the user of the database that owns its tables: that brings it up to date.',
    cause,
  });
};
