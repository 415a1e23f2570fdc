/**
 * What is left of objects that were taken back, for destinations that have them: the row of the object, with the number of its kind
 * negative, so that nothing that looks for objects of a kind finds it, the number of its change, and the listing that was withdrawn.
 */
import type { Queryable } from '../database/query.ts';

/** All that hangs on an object but its listings and the number of its change. */
const PARTS = ['attribute_sets', 'tags', 'refs', 'relations', 'attachments', 'wanted_files', 'document_objects'] as const;

export const hasGhosts = async (db: Queryable): Promise<boolean> =>
  (await db.get('SELECT 1 FROM objects WHERE kind_id < 0 LIMIT 1')) !== undefined;

/** The objects are no longer there; their listings were withdrawn before. */
export const becomeGhosts = async (db: Queryable, ids: readonly number[]): Promise<void> => {
  if (ids.length === 0) return;
  for (const table of PARTS) await db.run(`DELETE FROM ${table} WHERE object_id = ANY ($1::bigint[])`, [ids]);
  await db.run('UPDATE objects SET kind_id = -kind_id WHERE id = ANY ($1::bigint[])', [ids]);
};

const FIND = `SELECT e.n - 1 AS at, o.id FROM unnest($1::bigint[], $2::text[]) WITH ORDINALITY AS e (kind_id, key, n)
  JOIN objects AS o ON o.kind_id = -e.kind_id AND o.key = e.key ORDER BY e.n FOR UPDATE OF o`;

/**
 * Objects that come again after they were taken back keep their numbers, for destinations know them by those, and nothing else. Gives
 * the numbers, by place among those that were asked for.
 */
export const takeGhosts = async (
  db: Queryable,
  identities: readonly { readonly kind: number; readonly key: string }[],
): Promise<ReadonlyMap<number, number>> => {
  const kinds = identities.map(({ kind }) => kind);
  const rows = await db.all<{ at: number; id: number }>(FIND, [kinds, identities.map(({ key }) => key)]);
  const ids = rows.map(({ id }) => id);
  for (const table of ['listings', 'changes']) await db.run(`DELETE FROM ${table} WHERE object_id = ANY ($1::bigint[])`, [ids]);
  await db.run('DELETE FROM objects WHERE id = ANY ($1::bigint[])', [ids]);
  return new Map(rows.map(({ at, id }) => [at, id]));
};

const TOLD = `SELECT o.id FROM objects AS o JOIN changes AS c ON c.object_id = o.id WHERE o.kind_id < 0 AND o.changed_at < $1
  AND c.seq <= coalesce((SELECT min(change) FROM destinations), c.seq) LIMIT 5000`;

/** Forgets those that were taken back before then, ms since epoch, once every destination has been told; gives their number. Inside a transaction. */
export const forgetGhosts = async (db: Queryable, before: number): Promise<number> => {
  const ids = (await db.all<{ id: number }>(TOLD, [before])).map(({ id }) => id);
  for (const table of ['listings', 'changes', 'deliveries', 'attempts', 'dead_letters'])
    await db.run(`DELETE FROM ${table} WHERE object_id = ANY ($1::bigint[])`, [ids]);
  await db.run('DELETE FROM objects WHERE id = ANY ($1::bigint[])', [ids]);
  return ids.length;
};
