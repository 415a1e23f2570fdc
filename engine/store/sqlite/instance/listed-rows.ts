import type { Database } from '../../../disk/database.ts';

const LEFT = `SELECT k.type, count(*) AS n, sum(NOT EXISTS (SELECT 1 FROM listed AS s WHERE s.instance_id = ?1 AND s.object_id = l.object_id)) AS left
  FROM listings AS l JOIN objects AS o ON o.id = l.object_id JOIN kinds AS k ON k.id = o.kind_id
  WHERE l.instance_id = ?1 AND l.withdrawn_at IS NULL GROUP BY k.type`;
const VANISHED = `SELECT l.object_id AS id, k.type FROM listings AS l JOIN objects AS o ON o.id = l.object_id JOIN kinds AS k ON k.id = o.kind_id
  WHERE l.object_id > ?2 AND l.instance_id = ?1 AND l.withdrawn_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM listed AS s WHERE s.instance_id = ?1 AND s.object_id = l.object_id)
  ORDER BY l.object_id LIMIT ?3`;

/** Objects that the instance lists now, and by type those of them that no earlier window of the run has listed again. */
export const standing = (db: Database, instanceId: number): { readonly all: number; readonly left: Map<string, number> } => {
  const rows = db.all<{ type: string; n: number; left: number }>(LEFT, instanceId);
  return { all: rows.reduce((sum, { n }) => sum + n, 0), left: new Map(rows.map(({ type, left }) => [type, left])) };
};

/** Of these objects those that the run has listed. */
export const listedOf = (db: Database, instanceId: number, ids: readonly number[]): ReadonlySet<number> =>
  new Set(
    db
      .all<{ id: number }>(
        'SELECT s.object_id AS id FROM json_each(?2) AS e JOIN listed AS s ON s.object_id = e.value AND s.instance_id = ?1',
        instanceId,
        JSON.stringify(ids),
      )
      .map(({ id }) => id),
  );

/** The next objects, after number `after`, that the run has not listed. */
export const vanishedAfter = (
  db: Database,
  instanceId: number,
  after: number,
  limit: number,
): { readonly id: number; readonly type: string }[] => db.all(VANISHED, instanceId, after, limit);
