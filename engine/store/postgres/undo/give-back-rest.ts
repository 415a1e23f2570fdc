import type { UndoWish } from '../../contract/undo.ts';
import type { Queryable } from '../database/query.ts';
import type { SourceScope } from '../instance/fenced-database.ts';

const DROP_RELATION = 'DELETE FROM ref_relations WHERE source_id = $1 AND from_ref = $2 AND to_ref = $3 AND as_id = $4';
const LATER_KEYS = `SELECT DISTINCT u.key FROM runs AS r JOIN undo_rows AS u ON u.run_id = r.id
  WHERE r.instance_id = $1 AND r.id > $2 AND u.what = 'quarantine' AND u.key = ANY ($3::text[])`;
const PUT_ASIDE = 'INSERT INTO quarantine SELECT * FROM json_populate_record(NULL::quarantine, $1::json)';
const PUT_DOCUMENT = 'INSERT INTO documents (instance_id, key, version) VALUES ($1, $2, $3) RETURNING id';

/** A relation is a change of the objects that it begins at: gives those. */
export const giveBackRelation = async (db: Queryable, { sourceId }: SourceScope, stood: string): Promise<readonly number[]> => {
  const [from, to, word] = JSON.parse(stood) as [string, string, number];
  await db.run(DROP_RELATION, [sourceId, from, to, word]);
  const sql = 'SELECT object_id AS id FROM refs WHERE source_id = $1 AND ref = $2 ORDER BY object_id';
  return (await db.all<{ id: number }>(sql, [sourceId, from])).map(({ id }) => id);
};

/** What a later run has said of the same record stays. */
export const giveBackAside = async (
  db: Queryable,
  { instanceId }: SourceScope,
  { runRow, key, stood }: { readonly runRow: number; readonly key: string; readonly stood: string },
): Promise<void> => {
  if ((await db.all(LATER_KEYS, [instanceId, runRow, [key]])).length > 0) return;
  await db.run('DELETE FROM quarantine WHERE instance_id = $1 AND key = $2', [instanceId, key]);
  if (stood !== 'null') await db.run(PUT_ASIDE, [stood]);
};

/** Where what was fetched is to be left out, the document is known as it came, and lists what it listed before. */
export const giveBackDocument = async (
  db: Queryable,
  { instanceId }: SourceScope,
  { key, stood, wish }: { readonly key: string; readonly stood: string; readonly wish: UndoWish },
): Promise<void> => {
  const before = JSON.parse(stood) as { readonly version: string | null; readonly objects: readonly number[] } | null;
  const find = 'SELECT id, version FROM documents WHERE instance_id = $1 AND key = $2';
  const found = await db.get<{ id: number; version: string | null }>(find, [instanceId, key]);
  if (found !== undefined) await db.run('DELETE FROM document_objects WHERE document_id = $1', [found.id]);
  const skips = wish.next === 'skip';
  if (before === null) {
    if (found !== undefined && !skips) await db.run('DELETE FROM documents WHERE id = $1', [found.id]);
    return;
  }
  const version = skips && found !== undefined ? found.version : before.version;
  if (found !== undefined) await db.run('UPDATE documents SET version = $1 WHERE id = $2', [version, found.id]);
  const id = found?.id ?? (await db.get<{ id: number }>(PUT_DOCUMENT, [instanceId, key, version]))?.id;
  const list = 'INSERT INTO document_objects SELECT $1::bigint, e.id FROM unnest($2::bigint[]) AS e (id) ON CONFLICT DO NOTHING';
  await db.run(list, [id, before.objects]);
};
