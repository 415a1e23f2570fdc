/** How each instance ran last, in few queries however many runs there are. */
import type { Database } from '../../../disk/database.ts';
import type { LastRuns, RunHead } from '../../contract/history.ts';
import { headOf, type HeadRow } from '../../rows/history-rows.ts';

interface Row {
  readonly id: number;
  readonly feed: string;
  readonly instance: string;
  readonly partition: string;
  readonly last: number | null;
  readonly ended: number | null;
}

const INSTANCES = `SELECT i.id, i.feed, i.instance, i.partition,
    (SELECT r.id FROM runs AS r WHERE r.instance_id = i.id ORDER BY r.id DESC LIMIT 1) AS last,
    (SELECT r.id FROM runs AS r WHERE r.instance_id = i.id AND r.status IN ('succeeded', 'failed', 'undoing', 'undone') ORDER BY r.id DESC LIMIT 1) AS ended
  FROM instances AS i ORDER BY i.feed, i.instance, i.partition`;

const ASIDE = `SELECT instance_id AS id, count(*) AS count, min(at) AS since FROM quarantine GROUP BY instance_id`;
const LATEST = 'SELECT error FROM quarantine WHERE instance_id = ? ORDER BY at DESC, key LIMIT 1';
const HEAD = 'SELECT run, status, started_at, ended_at, summary FROM runs WHERE id = ?';

const head = (db: Database, id: number | null): RunHead | undefined => {
  const row = id === null ? undefined : db.get<HeadRow>(HEAD, id);
  return row && headOf(row);
};

/** By feed, instance and partition. */
export const lastRuns = (db: Database): readonly LastRuns[] => {
  const aside = new Map(db.all<{ id: number; count: number; since: number }>(ASIDE).map(({ id, ...one }) => [id, one]));
  return db.all<Row>(INSTANCES).map(({ id, feed, instance, partition, last, ended }) => {
    const set = aside.get(id);
    const first = head(db, last);
    return {
      feed,
      instance,
      partition,
      last: first,
      ended: ended === last ? first : head(db, ended),
      aside: set && { ...set, reason: db.get<{ error: string }>(LATEST, id)?.error ?? '' },
    };
  });
};

/** What is wrong with the pages of the file, in SQLite's words; undefined: nothing. Takes a second for some hundred MB. */
export const quickCheck = (db: Database): string | undefined => {
  const [first] = db.all<{ quick_check: string }>('PRAGMA quick_check(1)');
  return first === undefined || first.quick_check === 'ok' ? undefined : first.quick_check;
};
