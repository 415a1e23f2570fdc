/**
 * What budgets ask, each in one round trip, one after the other for an account: all of it is written out, so an account's key, which is
 * a hash, and numbers are all that stands in it. Times are by the database's clock, in ms.
 */
import type { RateLimit } from '../../../language/model.ts';
import type { PostgresPool } from '../database/pool.ts';

const NOW = 'extract(epoch FROM clock_timestamp())::double precision * 1000';

const literal = (key: string): string => {
  if (!/^[0-9a-f]+$/.test(key)) throw new TypeError('the key of an account is a hash');
  return `'${key}'`;
};

const number = (value: number): string => {
  if (!Number.isFinite(value)) throw new TypeError('a budget is asked in finite numbers');
  return String(value);
};

/** Whoever asks of the same account waits until this has been answered. */
const inTurn = <Row>(db: PostgresPool, key: string, ...statements: readonly string[]): Promise<Row[]> => {
  const lock = BigInt.asIntN(64, BigInt(`0x${key.slice(0, 16)}`));
  return db.session((session) => session.script<Row>([`SELECT pg_advisory_xact_lock(${lock})`, ...statements].join('; ')));
};

const CLOSED = (key: string): string => `SELECT until FROM budget_closed WHERE account = ${key}`;

/** Takes this moment: 0, or ms to wait. */
export const takeMoment = async (db: PostgresPool, key: string, { requests, perMs }: RateLimit): Promise<number> => {
  const account = literal(key);
  const asked = `WITH t AS MATERIALIZED (SELECT ${NOW} AS now),
      gone AS (DELETE FROM budget_sent USING t WHERE account = ${account} AND (at <= t.now - ${number(perMs)} OR at > t.now)),
      last AS (SELECT s.at + ${number(perMs)} AS free FROM budget_sent AS s, t
        WHERE s.account = ${account} AND s.at > t.now - ${number(perMs)} AND s.at <= t.now
        ORDER BY s.at DESC LIMIT 1 OFFSET ${number(requests - 1)}),
      wait AS (SELECT greatest(0, coalesce((SELECT free FROM last), 0) - t.now, coalesce((${CLOSED(account)}), 0) - t.now) AS ms FROM t),
      sent AS (INSERT INTO budget_sent (account, at) SELECT ${account}, t.now FROM t, wait WHERE wait.ms = 0)
    SELECT ms FROM wait`;
  return (await inTurn<{ ms: number }>(db, key, asked))[0]?.ms ?? 0;
};

/** Nobody sends before so many ms have passed; a shorter wait does not end a longer one. */
export const closeAccount = async (db: PostgresPool, key: string, ms: number): Promise<void> => {
  const account = literal(key);
  await inTurn(
    db,
    key,
    `INSERT INTO budget_closed SELECT ${account}, t.now, t.now + ${number(ms)} FROM (SELECT ${NOW} AS now) AS t
      ON CONFLICT (account) DO UPDATE SET said_at = excluded.said_at, until = greatest(budget_closed.until, excluded.until)`,
  );
};

/** For how many more ms nobody sends. */
export const closedFor = async (db: PostgresPool, key: string): Promise<number> => {
  const row = await db.get<{ ms: number }>(`SELECT until - ${NOW} AS ms FROM budget_closed WHERE account = $1`, [key]);
  return Math.max(0, row?.ms ?? 0);
};

/** A place that is taken, or waits to be: its rank among all of the account, from 1. */
export interface PlaceRow {
  readonly id: number;
  readonly own: boolean;
  readonly rank: number;
}

interface PlaceWish {
  readonly holder: string;
  /** How many to ask for beside those that this process has asked for. */
  readonly more: number;
  /** Those that it gives back. */
  readonly back: readonly number[];
  /** Ms that a place lasts of whoever says nothing more. */
  readonly lasts: number;
}

/** Asks for places, and says of all that this process has that they are still wanted; gives all of the account, in their order. */
export const askForPlaces = (db: PostgresPool, key: string, { holder, more, back, lasts }: PlaceWish): Promise<PlaceRow[]> => {
  const account = literal(key);
  const own = `account = ${account} AND holder = ${literal(holder)}`;
  return inTurn<PlaceRow>(
    db,
    key,
    `UPDATE budget_places SET expires_at = ${NOW} + ${number(lasts)} WHERE ${own}`,
    `DELETE FROM budget_places WHERE ${own} AND id IN (${['NULL', ...back.map(number)].join(', ')})`,
    `DELETE FROM budget_places WHERE account = ${account} AND (expires_at <= ${NOW} OR expires_at > ${NOW} + ${number(2 * lasts)})`,
    `INSERT INTO budget_places (account, holder, expires_at)
      SELECT ${account}, ${literal(holder)}, ${NOW} + ${number(lasts)} FROM generate_series(1, ${number(more)})`,
    `SELECT id, holder = ${literal(holder)} AS own, row_number() OVER (ORDER BY id) AS rank FROM budget_places
      WHERE account = ${account} ORDER BY id`,
  );
};

export const givePlacesBack = async (db: PostgresPool, ids: readonly number[]): Promise<void> => {
  if (ids.length > 0) await db.run('DELETE FROM budget_places WHERE id = ANY($1::bigint[])', [ids]);
};
