import type { Remembered } from '../../contract/seen.ts';
import type { Queryable } from '../database/query.ts';

/** Rows that one transaction forgets. */
const AT_ONCE = 20_000;
const FIND = `SELECT s.key, s.version, s.run_id, s.until FROM unnest($2::text[]) AS e (key)
  JOIN seen AS s ON s.instance_id = $1 AND s.key = e.key`;
/** A key may have come more than once: the last counts. */
const PUT = `INSERT INTO seen (instance_id, key, version, run_id, until)
  SELECT $1::bigint, e.key, e.version, $4::bigint, $5::bigint FROM unnest($2::text[], $3::text[]) AS e (key, version)
  ON CONFLICT (instance_id, key) DO UPDATE SET version = excluded.version, run_id = excluded.run_id, until = excluded.until`;
const FORGET = (condition: string): string => `DELETE FROM seen WHERE instance_id = $1 AND key IN (
  SELECT key FROM seen WHERE instance_id = $1 AND ${condition} ORDER BY key LIMIT ${AT_ONCE})`;
const FORGET_OLD = FORGET('run_id <> $2 AND (until IS NULL OR until < $3)');
const FORGET_SINCE = FORGET('run_id >= $2');

/** Of these keys those that this run, or an earlier one, remembers at `now`. */
export const findSeen = async (
  db: Queryable,
  { instanceId, runRow, now }: { readonly instanceId: number; readonly runRow: number | undefined; readonly now: number },
  keys: readonly string[],
): Promise<ReadonlyMap<string, Remembered>> => {
  const rows = await db.all<{ key: string; version: string; run_id: number; until: number | null }>(FIND, [instanceId, keys]);
  const remembered = rows.filter(({ run_id, until }) => run_id === runRow || (until !== null && until >= now));
  return new Map(remembered.map(({ key, version, run_id }) => [key, { version, thisRun: run_id === runRow }]));
};

/** Inside a transaction. */
export const rememberSeen = async (
  db: Queryable,
  { instanceId, runRow, until }: { readonly instanceId: number; readonly runRow: number; readonly until: number | undefined },
  seen: readonly { readonly key: string; readonly version: string }[],
): Promise<void> => {
  const versions = new Map(seen.map(({ key, version }) => [key, version]));
  await db.run(PUT, [instanceId, [...versions.keys()], [...versions.values()], runRow, until]);
};

/** Forgets some of what no later run asks for; false: nothing is left of it. */
export const forgetSeen = async (db: Queryable, instanceId: number, runRow: number, now: number): Promise<boolean> =>
  (await db.run(FORGET_OLD, [instanceId, runRow, now])) === AT_ONCE;

/** Forgets some of what this run and those behind it have seen; false: nothing is left of it. */
export const forgetSeenSince = async (db: Queryable, instanceId: number, runRow: number): Promise<boolean> =>
  (await db.run(FORGET_SINCE, [instanceId, runRow])) === AT_ONCE;
