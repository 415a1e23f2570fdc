import type { Database } from '../../../disk/database.ts';
import { unfinishedCopy } from '../../rows/unfinished-copy.ts';

/** How far a store that is being made of another one has come; undefined: it is one like any other. */
export const readCopyMark = (db: Database): string | undefined =>
  db.get<{ value: string }>(`SELECT value FROM meta WHERE name = 'copy'`)?.value;

export const writeCopyMark = (db: Database, mark: string | undefined): void =>
  void (mark === undefined
    ? db.run(`DELETE FROM meta WHERE name = 'copy'`)
    : db.run(`INSERT OR REPLACE INTO meta VALUES ('copy', ?)`, mark));

/** Nobody reads or writes what is there in part: `store.copy-unfinished`. */
export const refuseUnfinished = (db: Database): void => {
  const mark = readCopyMark(db);
  if (mark !== undefined) throw unfinishedCopy(db.path, mark);
};
