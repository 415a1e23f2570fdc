import type { HeldView } from '../../contract/history.ts';
import type { SealedWindow } from '../../contract/sealed-window.ts';
import type { Queryable } from '../database/query.ts';

interface Row extends Pick<HeldView, 'run' | 'feed' | 'instance' | 'partition'> {
  readonly sealed: string;
}

const HELD = `SELECT r.run, i.feed, i.instance, i.partition, w.sealed FROM windows AS w JOIN runs AS r ON r.id = w.run_id
  JOIN instances AS i ON i.id = r.instance_id WHERE w.status = 'held' ORDER BY r.id`;

/** The longest waiting first. */
export const heldRuns = async (db: Queryable): Promise<readonly HeldView[]> =>
  (await db.all<Row>(HELD)).map(({ sealed, ...row }) => {
    const { now, hold } = JSON.parse(sealed) as SealedWindow;
    return { ...row, since: now, why: hold?.why ?? '' };
  });

export const isAnythingHeld = async (db: Queryable): Promise<boolean> =>
  (await db.get(`SELECT 1 AS n FROM windows WHERE status = 'held' LIMIT 1`)) !== undefined;
