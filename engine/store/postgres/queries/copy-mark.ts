import type { PostgresPool } from '../database/pool.ts';
import type { Queryable } from '../database/query.ts';
import { unfinishedCopy } from '../../rows/unfinished-copy.ts';

/** How far a store that is being made of another one has come; undefined: it is one like any other. */
export const readCopyMark = async (db: Queryable): Promise<string | undefined> =>
  (await db.get<{ value: string }>(`SELECT value FROM meta WHERE name = 'copy'`))?.value;

export const writeCopyMark = async (db: Queryable, mark: string | undefined): Promise<void> => {
  if (mark === undefined) await db.run(`DELETE FROM meta WHERE name = 'copy'`);
  else await db.run(`INSERT INTO meta VALUES ('copy', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, [mark]);
};

/** Nobody reads or writes what is there in part: `store.copy-unfinished`. */
export const refuseUnfinished = async (db: PostgresPool): Promise<void> => {
  const mark = await readCopyMark(db);
  if (mark !== undefined) throw unfinishedCopy(db.shown, mark);
};
