import type { UndoCounts } from '../../contract/undo.ts';
import { TouchedObjects, type NumberRange } from '../../touched-objects.ts';
import type { Queryable } from '../database/query.ts';
import type { SourceScope } from '../instance/fenced-database.ts';

const MADE = `SELECT object_id AS first, upto AS last FROM undo_rows WHERE run_id = $1 AND what = 'made' ORDER BY object_id`;
const OTHERS = `SELECT coalesce(sum((SELECT count(DISTINCT l.object_id) FROM listings AS l
    WHERE l.object_id BETWEEN m.object_id AND m.upto AND l.instance_id <> $2)), 0) AS n
  FROM undo_rows AS m WHERE m.run_id = $1 AND m.what = 'made'`;
const COUNTS = `SELECT
  (SELECT count(*) FROM undo_rows WHERE run_id = $1 AND what = 'relation') AS relations,
  (SELECT count(DISTINCT key) FROM undo_rows WHERE run_id = $1 AND what = 'quarantine') AS quarantine,
  (SELECT count(DISTINCT key) FROM undo_rows WHERE run_id = $1 AND what = 'document') AS documents`;
const LATER = `SELECT r.id, r.run FROM runs AS r JOIN instances AS i ON i.id = r.instance_id
  WHERE i.source_id = $1 AND r.id > $2 AND EXISTS (SELECT 1 FROM undo_rows AS u WHERE u.run_id = r.id) ORDER BY r.id`;
/** All that may be the same in two runs but what is set aside: that is settled key by key. */
const ROWS = `SELECT what, object_id AS id, key FROM undo_rows WHERE run_id = $1 AND what IN ('object', 'made', 'document')`;

interface LaterRow {
  readonly what: string;
  readonly id: number;
  readonly key: string | null;
}

const touchedBy = async (db: Queryable, runRow: number): Promise<TouchedObjects> => {
  const changed = new Set<number>();
  const rows = db.iterate<{ id: number }>(`SELECT object_id AS id FROM undo_rows WHERE run_id = $1 AND what = 'object'`, [
    runRow,
  ]);
  for await (const { id } of rows) changed.add(id);
  return new TouchedObjects(await db.all<NumberRange>(MADE, [runRow]), changed);
};

/** What giving back all that the run has changed comes to. */
export const undoCounts = async (db: Queryable, { instanceId }: SourceScope, runRow: number): Promise<UndoCounts> => {
  const touched = await touchedBy(db, runRow);
  const others = (await db.get<{ n: number }>(OTHERS, [runRow, instanceId]))?.n ?? 0;
  const counted = await db.get<Pick<UndoCounts, 'relations' | 'quarantine' | 'documents'>>(COUNTS, [runRow]);
  return {
    given_back: touched.changedCount,
    taken_back: touched.madeCount - others,
    left_to_others: others,
    relations: counted?.relations ?? 0,
    quarantine: counted?.quarantine ?? 0,
    documents: counted?.documents ?? 0,
  };
};

/** The first later run of the source that has changed the same objects or documents, and was not undone. */
export const laterRun = async (db: Queryable, { sourceId }: SourceScope, runRow: number): Promise<string | undefined> => {
  const later = await db.all<{ id: number; run: string }>(LATER, [sourceId, runRow]);
  if (later.length === 0) return undefined;
  const touched = await touchedBy(db, runRow);
  const sql = `SELECT DISTINCT key FROM undo_rows WHERE run_id = $1 AND what = 'document'`;
  const documents = new Set((await db.all<{ key: string }>(sql, [runRow])).map(({ key }) => key));
  const meets = ({ what, id, key }: LaterRow): boolean => (what === 'document' ? documents.has(key ?? '') : touched.has(id));
  for (const { id, run } of later) for await (const row of db.iterate<LaterRow>(ROWS, [id])) if (meets(row)) return run;
  return undefined;
};
