import { CHANGE_STEP } from '../../rows/change-moments.ts';
import type { Session } from '../database/pool.ts';
import { copyRows } from './copy-rows.ts';

const MICROSECONDS = 1000;

const TAKE = `WITH c AS (
    UPDATE counter SET value = value + $1::bigint, free_at = greatest($2::bigint, free_at) + $1::bigint * ${CHANGE_STEP}
      WHERE name = 'changes' RETURNING value - $1::bigint AS before, free_at - $1::bigint * ${CHANGE_STEP} AS at),
  t AS (INSERT INTO change_times SELECT before + 1, at FROM c)
  SELECT before FROM c`;
const PUT = `INSERT INTO changes SELECT e.id, $2::bigint + e.n FROM unnest($1::bigint[]) WITH ORDINALITY AS e (id, n)
  ON CONFLICT (object_id) DO UPDATE SET seq = excluded.seq`;

/**
 * Numbers changes of these objects, in their order, as the last thing of a transaction: whoever comes next waits for its end, so that
 * numbers become visible in their order, and so do the moments of changes, each a little after the one before. `made`: of those that
 * were not there before, which come behind the others.
 */
export const numberChanges = async (
  session: Session,
  { changed, made = [] }: { readonly changed: readonly number[]; readonly made?: readonly number[] },
  now: number,
): Promise<void> => {
  // Of an object that changed twice the latest counts.
  const latest = [...new Set(changed.toReversed())].toReversed();
  if (latest.length + made.length === 0) return;
  const row = await session.get<{ before: number }>(TAKE, [latest.length + made.length, now * MICROSECONDS]);
  const before = row?.before ?? 0;
  if (latest.length > 0) await session.run(PUT, [latest, before]);
  const first = before + latest.length + 1;
  await copyRows(
    session,
    'changes',
    ['object_id', 'seq'],
    made.map((id, at) => [id, first + at]),
  );
};
