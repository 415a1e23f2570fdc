import { RowsWriter } from '../../../disk/batched-rows.ts';
import type { Database } from '../../../disk/database.ts';
import type { Remembered } from '../../contract/seen.ts';

const FORGET = `DELETE FROM seen WHERE (instance_id, key) IN (
  SELECT instance_id, key FROM seen WHERE instance_id = ? AND run_id <> ? AND (until IS NULL OR until < ?) LIMIT 20000)`;
const FIND = `SELECT s.key, s.version, s.run_id, s.until FROM json_each(?2) AS e
  CROSS JOIN seen AS s ON s.instance_id = ?1 AND s.key = e.value`;

const PUT = {
  columns: ['instance_id', 'run_id', 'until', 'key', 'version'],
  before: (columns: string) => `INSERT INTO seen (${columns})`,
  behind: 'ON CONFLICT DO UPDATE SET version = excluded.version, run_id = excluded.run_id, until = excluded.until',
};

/** Has any run of this instance left keys? */
export const remembersAny = (db: Database, instanceId: number): boolean =>
  db.get('SELECT 1 AS n FROM seen WHERE instance_id = ? LIMIT 1', instanceId) !== undefined;

/** Of these keys those that this run, or an earlier one, remembers at `now`. */
export const findSeen = (
  db: Database,
  { instanceId, runRow, now }: { readonly instanceId: number; readonly runRow: number | undefined; readonly now: number },
  keys: readonly string[],
): ReadonlyMap<string, Remembered> => {
  const rows = db.all<{ key: string; version: string; run_id: number; until: number | null }>(
    FIND,
    instanceId,
    JSON.stringify(keys),
  );
  const remembered = rows.filter(({ run_id, until }) => run_id === runRow || (until !== null && until >= now));
  return new Map(remembered.map(({ key, version, run_id }) => [key, { version, thisRun: run_id === runRow }]));
};

/** Inside a transaction. */
export const rememberSeen = (
  db: Database,
  {
    instanceId,
    runRow,
    until,
  }: { readonly instanceId: number; readonly runRow: number | undefined; readonly until: number | undefined },
  seen: readonly { readonly key: string; readonly version: string }[],
): void => {
  const rows = new RowsWriter(db, PUT);
  for (const { key, version } of seen) rows.add([instanceId, runRow ?? null, until ?? null, key, version]);
  rows.flush();
};

/** Forgets what no later run asks for, a part a transaction. */
export const forgetSeen = (db: Database, instanceId: number, runRow: number, now: number): void => {
  while (db.transaction(() => db.run(FORGET, instanceId, runRow, now).changes) > 0);
};
