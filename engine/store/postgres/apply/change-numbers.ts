import { CHANGE_STEP } from '../../rows/change-moments.ts';
import type { Queryable } from '../database/query.ts';

const MICROSECONDS = 1000;

const NUMBER = `WITH c AS (
    UPDATE counter SET value = value + $2::bigint, free_at = greatest($3::bigint, free_at) + $2::bigint * ${CHANGE_STEP}
      WHERE name = 'changes' RETURNING value - $2::bigint AS before, free_at - $2::bigint * ${CHANGE_STEP} AS at),
  t AS (INSERT INTO change_times SELECT before + 1, at FROM c)
  INSERT INTO changes SELECT e.id, c.before + e.n FROM c CROSS JOIN unnest($1::bigint[]) WITH ORDINALITY AS e (id, n)
  ON CONFLICT (object_id) DO UPDATE SET seq = excluded.seq`;

/**
 * Numbers changes of these objects, in their order, as the last thing of a transaction: whoever comes next waits for its end, so that
 * numbers become visible in their order, and so do the moments of changes, each a little after the one before.
 */
export const numberChanges = async (db: Queryable, ids: readonly number[], now: number): Promise<void> => {
  // Of an object that changed twice the latest counts.
  const latest = [...new Set(ids.toReversed())].toReversed();
  if (latest.length > 0) await db.run(NUMBER, [latest, latest.length, now * MICROSECONDS]);
};
