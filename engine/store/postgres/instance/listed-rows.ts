import type { Queryable } from '../database/query.ts';

const LISTED = 'EXISTS (SELECT 1 FROM listed AS s WHERE s.instance_id = $1 AND s.object_id = l.object_id)';
const LEFT = `SELECT k.type, count(*) AS n, count(*) FILTER (WHERE NOT ${LISTED}) AS not_listed
  FROM listings AS l JOIN objects AS o ON o.id = l.object_id JOIN kinds AS k ON k.id = o.kind_id
  WHERE l.instance_id = $1 AND l.withdrawn_at IS NULL GROUP BY k.type`;
const VANISHED = `SELECT l.object_id AS id, k.type
  FROM listings AS l JOIN objects AS o ON o.id = l.object_id JOIN kinds AS k ON k.id = o.kind_id
  WHERE l.object_id > $2 AND l.instance_id = $1 AND l.withdrawn_at IS NULL AND NOT ${LISTED} ORDER BY l.object_id LIMIT $3`;

/** Objects that the instance lists now, and by type those of them that no earlier window of the run has listed again. */
export const standing = async (
  db: Queryable,
  instanceId: number,
): Promise<{ readonly all: number; readonly left: ReadonlyMap<string, number> }> => {
  const rows = await db.all<{ type: string; n: number; not_listed: number }>(LEFT, [instanceId]);
  return { all: rows.reduce((sum, { n }) => sum + n, 0), left: new Map(rows.map((row) => [row.type, row.not_listed])) };
};

/** Of these objects those that the run has listed. */
export const listedOf = async (db: Queryable, instanceId: number, ids: readonly number[]): Promise<ReadonlySet<number>> => {
  const sql = 'SELECT object_id AS id FROM listed WHERE instance_id = $1 AND object_id = ANY ($2::bigint[])';
  return new Set((await db.all<{ id: number }>(sql, [instanceId, ids])).map(({ id }) => id));
};

/** The next objects, after number `after`, that the run has not listed. */
export const vanishedAfter = (
  db: Queryable,
  instanceId: number,
  after: number,
  limit: number,
): Promise<readonly { readonly id: number; readonly type: string }[]> => db.all(VANISHED, [instanceId, after, limit]);
