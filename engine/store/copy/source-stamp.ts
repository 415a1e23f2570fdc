import { createHash } from 'node:crypto';
import { COPIED_TABLES } from './copied-tables.ts';

/**
 * What tells that a store was written since it was looked at, beside how many rows there are and the number of the latest change: in
 * both databases the same.
 */
export const STAMP: readonly string[] = [
  'SELECT id, until_at, state, revision, hold FROM instances ORDER BY id',
  'SELECT status, count(*) AS n, max(id) AS last, max(ended_at) AS ended FROM runs GROUP BY status ORDER BY status',
  'SELECT status, count(*) AS n FROM windows GROUP BY status ORDER BY status',
  'SELECT max(at) AS at, min(at) AS first FROM quarantine',
  'SELECT status, max(ended_at) AS ended FROM action_runs GROUP BY status ORDER BY status',
  'SELECT id, change, ended, confirmed_at, failed_at FROM destinations ORDER BY id',
];

/** Of what these say, how many rows each table has, and the number of the latest change; another one where other things are copied. */
export const stampOf = (said: readonly unknown[], rows: ReadonlyMap<string, number>, changes: number): string =>
  createHash('sha256')
    .update(JSON.stringify([COPIED_TABLES, changes, [...rows], said]))
    .digest('hex');
