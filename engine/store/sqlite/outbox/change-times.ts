/**
 * A moment for each change, in microseconds since epoch: it rises with the numbers, so with the order in which changes were committed.
 * Changes that one transaction made follow each other from its time on, so far apart that what one change makes known can have moments
 * of its own; a clock that was put back, or many changes at once, move them into the future.
 */
import type { Database } from '../../../disk/database.ts';
import { CHANGE_STEP } from '../../rows/change-moments.ts';

const MICROSECONDS = 1000;

interface Row {
  readonly first: number;
  readonly at: number;
}

const LAST_UP_TO = 'SELECT first, at FROM change_times WHERE first <= ? ORDER BY first DESC LIMIT 1';

/** Of the changes from `first` on, which a transaction at `now` (ms since epoch) makes. */
export const keepChangeTime = (db: Database, first: number, now: number): void => {
  const before = db.get<Row>(LAST_UP_TO, first - 1);
  const at = Math.max(now * MICROSECONDS, before === undefined ? 0 : before.at + (first - before.first) * CHANGE_STEP);
  db.run('INSERT INTO change_times VALUES (?, ?)', first, at);
};

/** When a change was numbered; of one from before times were kept, and of none, 0 and the like: early, and still in order. */
export const timeOfChange = (db: Database, change: number): number => {
  const row = db.get<Row>(LAST_UP_TO, change);
  return row === undefined ? change * CHANGE_STEP : row.at + (change - row.first) * CHANGE_STEP;
};

/** The number of the last change up to this moment, in microseconds since epoch. */
export const changeUpTo = (db: Database, moment: number): number => {
  const row = db.get<Row>('SELECT first, at FROM change_times WHERE at <= ? ORDER BY at DESC LIMIT 1', moment);
  const newest = db.get<{ value: number }>(`SELECT value FROM counter WHERE name = 'changes'`)?.value ?? 0;
  if (row === undefined) {
    const oldest = db.get<Row>('SELECT first, at FROM change_times ORDER BY first LIMIT 1');
    return Math.min(Math.floor(moment / CHANGE_STEP), oldest === undefined ? newest : oldest.first - 1);
  }
  const next = db.get<Row>('SELECT first, at FROM change_times WHERE first > ? ORDER BY first LIMIT 1', row.first);
  const last = next === undefined ? newest : next.first - 1;
  return Math.min(last, row.first + Math.floor((moment - row.at) / CHANGE_STEP));
};
