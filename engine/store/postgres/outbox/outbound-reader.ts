import type { StoredOutbound } from '../../contract/outbox.ts';
import type { ObjectParts } from '../../views/object-parts.ts';
import { outboundOf, type HeadRow, type OtherRow } from '../../rows/outbound-view.ts';
import type { PostgresPool } from '../database/pool.ts';
import { READ_TOGETHER, readParts, type RelatedWish } from '../queries/read-objects.ts';

const HEAD = 'o.id, o.key, coalesce(o.value, o.key) AS value, o.published_at, o.first_seen, o.changed_at, c.seq';
const OBJECTS = 'objects AS o JOIN changes AS c ON c.object_id = o.id';
const KINDS = 'SELECT id, type, subtype FROM kinds ORDER BY type, subtype';
const OF_KIND = `SELECT ${HEAD} FROM ${OBJECTS} WHERE o.kind_id = $1 AND ($2::text IS NULL OR o.key > $2) ORDER BY o.key LIMIT ${READ_TOGETHER}`;
/** Those as well that were taken back: the number of their kind is negative. */
const HEADS = `SELECT k.type, k.subtype, ${HEAD} FROM ${OBJECTS} JOIN kinds AS k ON k.id = abs(o.kind_id) WHERE o.id = ANY($1::bigint[])`;
/** The last word on title and time of those who list it. */
const word = (column: string): string =>
  `(SELECT l.${column} FROM listings AS l WHERE l.object_id = o.id AND l.${column} IS NOT NULL ORDER BY l.withdrawn_at IS NOT NULL, l.seq DESC LIMIT 1) AS ${column}`;
const OTHERS = `SELECT o.id, o.published_at, o.first_seen, c.seq, ${word('title')}, ${word('happened_at')}
  FROM ${OBJECTS} WHERE o.id = ANY($1::bigint[])`;

/** Objects as they go out, in the order of the ids; what they are at `now`, ms since epoch. */
export const readOutbound = async (
  db: PostgresPool,
  ids: readonly number[],
  now: number,
  related: RelatedWish,
): Promise<readonly StoredOutbound[]> => {
  if (ids.length === 0) return [];
  const found = new Map((await db.all<HeadRow>(HEADS, [ids])).map((row) => [row.id, row]));
  const heads = ids.flatMap((id) => found.get(id) ?? []);
  return withParts(db, heads, now, related);
};

/**
 * Streams every object in the order of type, subtype and key, page by page: no transaction stays open while somebody reads.
 * `takenBack`: those as well that were taken back, behind the others of their kind.
 */
export async function* allOutbound(db: PostgresPool, now: number, takenBack: boolean): AsyncGenerator<StoredOutbound, void> {
  for (const { id, type, subtype } of await db.all<{ id: number; type: string; subtype: string }>(KINDS))
    for (const kind of takenBack ? [id, -id] : [id])
      for (let after: string | null = null; ;) {
        const rows: readonly Omit<HeadRow, 'type' | 'subtype'>[] = await db.all(OF_KIND, [kind, after]);
        const heads = rows.map((row) => ({ ...row, type, subtype }));
        yield* await withParts(db, heads, now, 'both');
        if (rows.length < READ_TOGETHER) break;
        after = rows.at(-1)?.key ?? null;
      }
}

const withParts = async (
  db: PostgresPool,
  heads: readonly HeadRow[],
  now: number,
  related: RelatedWish,
): Promise<readonly StoredOutbound[]> => {
  if (heads.length === 0) return [];
  const ids = heads.map(({ id }) => id);
  const parts = await readParts(db, ids, related);
  const others = await othersOf(db, [...new Set(parts.flatMap((one) => one.related.map(({ id }) => id)))]);
  return heads.map((head, index) => outboundOf(head, parts[index] as ObjectParts, others, now));
};

const othersOf = async (db: PostgresPool, ids: readonly number[]): Promise<ReadonlyMap<number, OtherRow>> =>
  new Map(ids.length === 0 ? [] : (await db.all<OtherRow>(OTHERS, [ids])).map((row) => [row.id, row]));
