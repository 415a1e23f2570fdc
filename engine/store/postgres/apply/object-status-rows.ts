import { publishedAtOf, statusOf, type ListingStatus } from '../../../object/object-status.ts';
import type { Queryable } from '../database/query.ts';

export interface TypedObject {
  readonly id: number;
  readonly type: string;
}

const LISTINGS = `SELECT object_id AS id, status, withdrawn_at, published_at, seq FROM listings WHERE object_id = ANY ($1::bigint[])`;
const UPDATE = `UPDATE objects AS o SET status = e.status, published_at = e.published_at, changed_at = $4
  FROM unnest($1::bigint[], $2::text[], $3::bigint[]) AS e (id, status, published_at) WHERE o.id = e.id`;

/** Works out anew each object's own status and published time, from all its listings as they are now, and when it changed. */
export const refreshObjects = async (db: Queryable, objects: readonly TypedObject[], now: number): Promise<void> => {
  if (objects.length === 0) return;
  const ids = objects.map(({ id }) => id);
  const rows = await db.all<ListingStatus & { readonly id: number }>(LISTINGS, [ids]);
  const listings = Map.groupBy(rows, ({ id }) => id);
  const of = (id: number): readonly ListingStatus[] => listings.get(id) ?? [];
  await db.run(UPDATE, [
    ids,
    objects.map(({ id, type }) => statusOf(type, of(id))),
    objects.map(({ id }) => publishedAtOf(of(id))),
    now,
  ]);
};
