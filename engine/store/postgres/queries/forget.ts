/** Forgetting what runs have replaced, a part a statement, so that nobody waits for long. */
import type { Queryable } from '../database/query.ts';

const RUNS_AT_ONCE = 100;
const ROWS_AT_ONCE = 20_000;
const GHOSTS_AT_ONCE = 5000;

const OLD = `SELECT id FROM runs WHERE keeps AND status NOT IN ('running', 'interrupted', 'held', 'undoing')
  AND started_at < $1 AND ($2::bigint IS NULL OR instance_id = $2) LIMIT ${RUNS_AT_ONCE}`;
const FORGET = `DELETE FROM undo_rows WHERE run_id = $1 AND number IN (SELECT number FROM undo_rows WHERE run_id = $1 LIMIT ${ROWS_AT_ONCE})`;

/** Forgets what runs that began before then have replaced: they can't be undone any more. Gives how many. */
export const forgetReplaced = async (db: Queryable, before: number, instanceId?: number): Promise<number> => {
  for (let forgotten = 0; ;) {
    const ids = (await db.all<{ id: number }>(OLD, [before, instanceId ?? null])).map(({ id }) => id);
    if (ids.length === 0) return forgotten;
    // First, since what is kept in part is not kept.
    await db.run('UPDATE runs SET keeps = false WHERE id = ANY($1::bigint[])', [ids]);
    for (const id of ids) while ((await db.run(FORGET, [id])) > 0);
    forgotten += ids.length;
  }
};

const TOLD = `SELECT o.id FROM objects AS o WHERE o.kind_id < 0 AND o.changed_at < $1
  AND NOT EXISTS (SELECT 1 FROM changes AS c WHERE c.object_id = o.id AND c.seq > (SELECT min(change) FROM destinations))
  LIMIT ${GHOSTS_AT_ONCE} FOR UPDATE OF o`;
const OF_OBJECT = ['listings', 'changes', 'deliveries', 'attempts', 'dead_letters'] as const;
const DROP = `WITH told AS MATERIALIZED (${TOLD}),
  ${OF_OBJECT.map((table) => `${table}_gone AS (DELETE FROM ${table} WHERE object_id IN (SELECT id FROM told))`).join(', ')}
  DELETE FROM objects WHERE id IN (SELECT id FROM told)`;

/** Forgets objects that were taken back before then, ms since epoch, once every destination has been told; gives how many. */
export const forgetGhosts = async (db: Queryable, before: number): Promise<number> => {
  for (let forgotten = 0; ;) {
    const count = await db.run(DROP, [before]);
    if (count === 0) return forgotten;
    forgotten += count;
  }
};
