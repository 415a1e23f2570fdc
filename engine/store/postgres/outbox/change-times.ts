/** When changes were numbered, in microseconds since epoch: it rises with the numbers, so with the order in which they were committed. */
import { CHANGE_STEP } from '../../rows/change-moments.ts';
import type { Queryable } from '../database/query.ts';

interface Row {
  readonly first: number;
  readonly at: number;
}

const LAST_UP_TO = 'SELECT first, at FROM change_times WHERE first <= $1 ORDER BY first DESC LIMIT 1';
const LAST_BEFORE = 'SELECT first, at FROM change_times WHERE at <= $1 ORDER BY at DESC LIMIT 1';
const NEXT = 'SELECT first, at FROM change_times WHERE first > $1 ORDER BY first LIMIT 1';

/** When a change was numbered; of none, 0 and the like: early, and still in order. */
export const timeOfChange = async (db: Queryable, change: number): Promise<number> => {
  const row = await db.get<Row>(LAST_UP_TO, [change]);
  return row === undefined ? change * CHANGE_STEP : row.at + (change - row.first) * CHANGE_STEP;
};

/** The number of the last change up to this moment. */
export const changeUpTo = async (db: Queryable, moment: number): Promise<number> => {
  const row = await db.get<Row>(LAST_BEFORE, [moment]);
  const next = await db.get<Row>(NEXT, [row?.first ?? 0]);
  const last = next === undefined ? await newestChange(db) : next.first - 1;
  if (row === undefined) return Math.min(Math.floor(moment / CHANGE_STEP), last);
  return Math.min(last, row.first + Math.floor((moment - row.at) / CHANGE_STEP));
};

/** The number of the latest change of all. */
export const newestChange = async (db: Queryable): Promise<number> =>
  (await db.get<{ value: number }>(`SELECT value FROM counter WHERE name = 'changes'`))?.value ?? 0;
