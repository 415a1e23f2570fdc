import type { Database } from '../../../disk/database.ts';
import type { UndoCounts } from '../../contract/undo.ts';
import { TouchedObjects, type NumberRange } from '../../touched-objects.ts';
import type { SourceScope } from '../apply/object-reader.ts';

const MADE = `SELECT object_id AS first, upto AS last FROM undo_rows WHERE run_id = ? AND what = 'made' ORDER BY object_id`;
const CHANGED = `SELECT DISTINCT object_id AS id FROM undo_rows WHERE run_id = ? AND what = 'object'`;
const OTHERS = `SELECT count(DISTINCT object_id) AS n FROM listings WHERE object_id BETWEEN ? AND ? AND instance_id <> ?`;
const LATER = `SELECT r.id, r.run FROM runs AS r JOIN instances AS i ON i.id = r.instance_id
  WHERE i.source_id = ? AND r.id > ? AND EXISTS (SELECT 1 FROM undo_rows AS u WHERE u.run_id = r.id) ORDER BY r.id`;
/** All that may be the same in two runs but what is set aside: that is settled key by key. */
const ROWS = `SELECT what, object_id AS id, upto, iif(what = 'document', stood ->> '$.key', NULL) AS key FROM undo_rows
  WHERE run_id = ? AND what IN ('object', 'made', 'document')`;

const touchedBy = (db: Database, runRow: number): TouchedObjects =>
  new TouchedObjects(db.all<NumberRange>(MADE, runRow), new Set(db.all<{ id: number }>(CHANGED, runRow).map(({ id }) => id)));

const countOf = (db: Database, runRow: number, what: string): number =>
  db.get<{ n: number }>(
    `SELECT count(DISTINCT coalesce(stood ->> '$.key', number)) AS n FROM undo_rows WHERE run_id = ? AND what = ?`,
    runRow,
    what,
  )?.n ?? 0;

/** What giving back all that the run has changed comes to. */
export const undoCounts = (db: Database, { instanceId }: SourceScope, runRow: number): UndoCounts => {
  const touched = touchedBy(db, runRow);
  const { made } = touched;
  const others = made.reduce((sum, { first, last }) => sum + (db.get<{ n: number }>(OTHERS, first, last, instanceId)?.n ?? 0), 0);
  return {
    given_back: touched.changedCount,
    taken_back: touched.madeCount - others,
    left_to_others: others,
    relations: countOf(db, runRow, 'relation'),
    quarantine: countOf(db, runRow, 'quarantine'),
    documents: countOf(db, runRow, 'document'),
  };
};

/** The first later run of the source that has changed the same objects or documents, and was not undone. */
export const laterRun = (db: Database, { sourceId }: SourceScope, runRow: number): string | undefined => {
  const later = db.all<{ id: number; run: string }>(LATER, sourceId, runRow);
  if (later.length === 0) return undefined;
  const touched = touchedBy(db, runRow);
  const documents = new Set(
    db
      .all<{ key: string }>(`SELECT stood ->> '$.key' AS key FROM undo_rows WHERE run_id = ? AND what = 'document'`, runRow)
      .map(({ key }) => key),
  );
  type Row = { readonly what: string; readonly id: number; readonly upto: number | null; readonly key: string | null };
  const meets = ({ what, id, key }: Row): boolean => (what === 'document' ? documents.has(key ?? '') : touched.has(id));
  for (const { id, run } of later) for (const row of db.iterate<Row>(ROWS, id)) if (meets(row)) return run;
  return undefined;
};
