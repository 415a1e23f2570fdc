import type { Waiting } from '../../contract/store.ts';
import type { Queryable } from '../database/query.ts';

/** `$1`: of this source; NULL: of all. */
const WAITING = `
  SELECT o.first_seen AS since FROM relations AS r JOIN objects AS o ON o.id = r.object_id
    WHERE ($1::bigint IS NULL OR r.source_id = $1)
      AND NOT EXISTS (SELECT 1 FROM objects AS t WHERE t.kind_id = r.to_kind_id AND t.key = r.to_key)
  UNION ALL SELECT coalesce(
      (SELECT min(o.first_seen) FROM refs AS f JOIN objects AS o ON o.id = f.object_id WHERE f.source_id = r.source_id AND f.ref = r.from_ref),
      (SELECT min(o.first_seen) FROM refs AS t JOIN objects AS o ON o.id = t.object_id WHERE t.source_id = r.source_id AND t.ref = r.to_ref))
    FROM ref_relations AS r WHERE ($1::bigint IS NULL OR r.source_id = $1) AND (
      NOT EXISTS (SELECT 1 FROM refs AS f WHERE f.source_id = r.source_id AND f.ref = r.from_ref)
      OR NOT EXISTS (SELECT 1 FROM refs AS t WHERE t.source_id = r.source_id AND t.ref = r.to_ref))`;

/** Relations that wait for an end that has not come: how many, and since when the end that has come is there (ms since epoch). */
export const waitingRelations = async (db: Queryable, sourceId?: number): Promise<Waiting> => {
  const sql = `SELECT count(*) AS n, min(since) AS since FROM (${WAITING}) AS w`;
  const row = await db.get<{ n: number; since: number | null }>(sql, [sourceId ?? null]);
  return { count: row?.n ?? 0, since: row?.since ?? undefined };
};
