/** Reading runs and quarantined records back. */
import type { HistoryQuery, QuarantineView, RunView } from '../../contract/history.ts';
import { quarantineOf, runOf, type LedgerRow, type QuarantineRow, type RunRow } from '../../rows/history-rows.ts';
import type { PostgresPool } from '../database/pool.ts';
import type { Queryable } from '../database/query.ts';
import { Where } from './where.ts';

/** Runs that are read together, with their windows: few at first, since most who ask look only at the latest. */
const RUNS_AT_FIRST = 2;
const RUNS_AT_ONCE = 100;

const conditions = ({ feed, instance, partition, run }: HistoryQuery, runColumn: string): Where => {
  const where = new Where();
  where.add(feed, (value) => `i.feed = ${value}`);
  where.add(instance, (value) => `i.instance = ${value}`);
  where.add(partition, (value) => `i.partition = ${value}`);
  where.add(run, (value) => `${runColumn} = ${value}`);
  return where;
};

const RUN = `r.id AS row, r.run AS id, i.feed, i.instance, i.partition, r.status, r.started_at, r.ended_at, r.plan, r.summary,
  r.error_code, r.error_message`;
const WINDOWS =
  'SELECT run_id, number, status, ledger, objects FROM windows WHERE run_id = ANY($1::bigint[]) ORDER BY run_id, number';

/** The latest first. */
export async function* queryRuns(db: PostgresPool, query: HistoryQuery): AsyncGenerator<RunView, void> {
  let left = query.limit ?? Number.MAX_SAFE_INTEGER;
  let before: number | undefined;
  for (let page = RUNS_AT_FIRST; left > 0; page = RUNS_AT_ONCE) {
    const limit = Math.min(left, page);
    const where = conditions(query, 'r.run');
    where.add(before, (value) => `r.id < ${value}`);
    const sql = `SELECT ${RUN} FROM runs AS r JOIN instances AS i ON i.id = r.instance_id ${where.sql} ORDER BY r.id DESC LIMIT ${limit}`;
    const rows = await db.all<RunRow>(sql, where.values);
    const ids = rows.map(({ row }) => row);
    const windows = Map.groupBy(await db.all<LedgerRow & { run_id: number }>(WINDOWS, [ids]), (one) => one.run_id);
    for (const row of rows) yield runOf(row, windows.get(row.row) ?? []);
    if (rows.length < limit) return;
    left -= rows.length;
    before = rows.at(-1)?.row;
  }
}

const LIKE = 'SELECT run FROM runs WHERE starts_with(run, $1) ORDER BY run = $1 DESC, id DESC LIMIT $2';

/** Ids of runs that begin with this, the very one first, then the latest. */
export const runsLike = async (db: Queryable, beginning: string, limit: number): Promise<readonly string[]> =>
  (await db.all<{ run: string }>(LIKE, [beginning, limit])).map(({ run }) => run);

/** By feed and key. */
export async function* queryQuarantine(db: Queryable, query: HistoryQuery): AsyncGenerator<QuarantineView, void> {
  const where = conditions(query, 'q.run');
  const sql = `SELECT i.feed, i.instance, i.partition, q.key, q.place, q.code, q.error, q.run, q.since, q.until, q.at
    FROM quarantine AS q JOIN instances AS i ON i.id = q.instance_id ${where.sql}
    ORDER BY i.feed, i.instance, i.partition, q.key ${query.limit === undefined ? '' : `LIMIT ${where.value(query.limit)}`}`;
  for await (const row of db.iterate<QuarantineRow>(sql, where.values)) yield quarantineOf(row);
}

/** Forgets quarantined records, of one key or of all that the query names. */
export const clearQuarantine = (db: Queryable, query: HistoryQuery & { readonly key?: string | undefined }): Promise<number> => {
  const where = conditions(query, 'q.run');
  where.add(query.key, (value) => `q.key = ${value}`);
  const found = `SELECT q.instance_id, q.key FROM quarantine AS q JOIN instances AS i ON i.id = q.instance_id ${where.sql}`;
  return db.run(`DELETE FROM quarantine WHERE (instance_id, key) IN (${found})`, where.values);
};
