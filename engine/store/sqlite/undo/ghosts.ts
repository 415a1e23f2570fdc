/**
 * What is left of objects that were taken back, for destinations that have them: the row of the object, with the number of its kind
 * negative, so that nothing that looks for objects of a kind finds it, and the listing that was withdrawn.
 */
import type { Database } from '../../../disk/database.ts';

/** All that hangs on an object but its listings. */
const PARTS = ['attribute_sets', 'tags', 'refs', 'relations', 'attachments', 'wanted_files', 'document_objects'] as const;

export const dropParts = (db: Database, id: number): void => {
  for (const table of PARTS) db.run(`DELETE FROM ${table} WHERE object_id = ?`, id);
};

export const hasGhosts = (db: Database): boolean => db.get('SELECT 1 AS n FROM objects WHERE kind_id < 0 LIMIT 1') !== undefined;

/** The object is no longer there; its listings were withdrawn before. */
export const becomeGhost = (db: Database, id: number): void => {
  dropParts(db, id);
  db.run('UPDATE objects SET kind_id = -kind_id WHERE id = ?', id);
};

/** An object that comes again after it was taken back keeps its number, for destinations know it by that, and nothing else. */
export const takeGhost = (db: Database, kind: number, key: string): number | undefined => {
  const id = db.get<{ id: number }>('SELECT id FROM objects WHERE kind_id = ? AND key = ?', -kind, key)?.id;
  if (id === undefined) return undefined;
  db.run('DELETE FROM listings WHERE object_id = ?', id);
  db.run('DELETE FROM objects WHERE id = ?', id);
  return id;
};

const TOLD = `SELECT id FROM objects WHERE kind_id < 0 AND changed_at < ?
  AND seq <= coalesce((SELECT min(change) FROM destinations), seq) LIMIT 5000`;

/** Forgets those that were taken back before then, ms since epoch, once every destination has been told; gives their number. */
export const forgetGhosts = (db: Database, before: number): number => {
  const ids = db.all<{ id: number }>(TOLD, before);
  for (const { id } of ids) {
    for (const table of ['listings', 'deliveries', 'attempts', 'dead_letters'])
      db.run(`DELETE FROM ${table} WHERE object_id = ?`, id);
    db.run('DELETE FROM objects WHERE id = ?', id);
  }
  return ids.length;
};
