/** How each instance ran last, in few queries however many runs there are. */
import type { LastRuns, RunHead } from '../../contract/history.ts';
import { headOf, type HeadRow } from '../../rows/history-rows.ts';
import type { Queryable } from '../database/query.ts';

interface Row {
  readonly id: number;
  readonly feed: string;
  readonly instance: string;
  readonly partition: string;
  readonly last: number | null;
  readonly ended: number | null;
}

interface Aside {
  readonly id: number;
  readonly count: number;
  readonly since: number;
  readonly reason: string;
}

const INSTANCES = `SELECT i.id, i.feed, i.instance, i.partition,
    (SELECT r.id FROM runs AS r WHERE r.instance_id = i.id ORDER BY r.id DESC LIMIT 1) AS last,
    (SELECT r.id FROM runs AS r WHERE r.instance_id = i.id AND r.status IN ('succeeded', 'failed', 'undoing', 'undone') ORDER BY r.id DESC LIMIT 1) AS ended
  FROM instances AS i ORDER BY i.feed, i.instance, i.partition`;
const ASIDE = `SELECT q.instance_id AS id, count(*) AS count, min(q.at) AS since,
    (SELECT l.error FROM quarantine AS l WHERE l.instance_id = q.instance_id ORDER BY l.at DESC, l.key LIMIT 1) AS reason
  FROM quarantine AS q GROUP BY q.instance_id`;
const HEADS = 'SELECT id, run, status, started_at, ended_at, summary FROM runs WHERE id = ANY($1::bigint[])';

/** By feed, instance and partition. */
export const lastRuns = async (db: Queryable): Promise<readonly LastRuns[]> => {
  const rows = await db.all<Row>(INSTANCES);
  const ids = [...new Set(rows.flatMap(({ last, ended }) => [last, ended].filter((id) => id !== null)))];
  const heads = new Map(
    (await db.all<HeadRow & { id: number }>(HEADS, [ids])).map((row): readonly [number, RunHead] => [row.id, headOf(row)]),
  );
  const aside = new Map((await db.all<Aside>(ASIDE)).map(({ id, ...one }) => [id, one]));
  return rows.map(({ id, feed, instance, partition, last, ended }) => ({
    feed,
    instance,
    partition,
    last: last === null ? undefined : heads.get(last),
    ended: ended === null ? undefined : heads.get(ended),
    aside: aside.get(id),
  }));
};
