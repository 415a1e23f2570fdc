/** Reading runs and quarantined records back. */
import type { Bindable, Database } from '../../../disk/database.ts';
import type { HistoryQuery, QuarantineView, RunView } from '../../contract/history.ts';
import { quarantineOf, runOf, type LedgerRow, type QuarantineRow, type RunRow } from '../../rows/history-rows.ts';

const conditions = (query: HistoryQuery, run: string): { readonly where: string; readonly values: readonly Bindable[] } => {
  const given: readonly (readonly [string, string | undefined])[] = [
    ['i.feed', query.feed],
    ['i.instance', query.instance],
    ['i.partition', query.partition],
    [run, query.run],
  ];
  const used = given.filter(([, value]) => value !== undefined);
  return {
    where: used.length === 0 ? '' : `WHERE ${used.map(([column]) => `${column} = ?`).join(' AND ')}`,
    values: used.map(([, value]) => value ?? ''),
  };
};

const WINDOWS = 'SELECT number, status, ledger, objects FROM windows WHERE run_id = ? ORDER BY number';

/** Of each instance that is meant the latest, by an index: sorted are these alone, not all that it ever had. */
const LATEST = 'r.id IN (SELECT x.id FROM runs AS x WHERE x.instance_id = i.id ORDER BY x.id DESC LIMIT ?)';

/** The latest first. */
export function* queryRuns(db: Database, query: HistoryQuery): Generator<RunView, void> {
  const { where, values } = conditions(query, 'r.run');
  const most = query.limit ?? Number.MAX_SAFE_INTEGER;
  const isOfSome = where !== '' && query.run === undefined && query.limit !== undefined;
  const sql = `SELECT r.id AS row, r.run AS id, i.feed, i.instance, i.partition, r.status, r.started_at, r.ended_at, r.plan, r.summary, r.error_code, r.error_message
    FROM instances AS i JOIN runs AS r ON r.instance_id = i.id ${where}${isOfSome ? ` AND ${LATEST}` : ''} ORDER BY r.id DESC LIMIT ?`;
  for (const row of db.iterate<RunRow>(sql, ...values, ...(isOfSome ? [most] : []), most))
    yield runOf(row, db.all<LedgerRow>(WINDOWS, row.row));
}

const LIKE = `SELECT run FROM runs WHERE substr(run, 1, length(?1)) = ?1 ORDER BY run = ?1 DESC, id DESC LIMIT ?2`;

/** Ids of runs that begin with this, the very one first, then the latest. */
export const runsLike = (db: Database, beginning: string, limit: number): readonly string[] =>
  db.all<{ run: string }>(LIKE, beginning, limit).map(({ run }) => run);

/** By feed and key. */
export function* queryQuarantine(db: Database, query: HistoryQuery): Generator<QuarantineView, void> {
  const { where, values } = conditions(query, 'q.run');
  const sql = `SELECT i.feed, i.instance, i.partition, q.key, q.place, q.code, q.error, q.run, q.since, q.until, q.at
    FROM quarantine AS q JOIN instances AS i ON i.id = q.instance_id ${where} ORDER BY i.feed, i.instance, i.partition, q.key LIMIT ?`;
  for (const row of db.iterate<QuarantineRow>(sql, ...values, query.limit ?? Number.MAX_SAFE_INTEGER)) yield quarantineOf(row);
}

/** Forgets quarantined records, of one key or of all that the query names. */
export const clearQuarantine = (db: Database, query: HistoryQuery & { readonly key?: string | undefined }): number => {
  const { where, values } = conditions(query, 'q.run');
  const key = query.key === undefined ? '' : `${where === '' ? 'WHERE' : ' AND'} q.key = ?`;
  const found = `SELECT q.instance_id, q.key FROM quarantine AS q JOIN instances AS i ON i.id = q.instance_id ${where}${key}`;
  return db.transaction(
    () =>
      db.run(
        `DELETE FROM quarantine WHERE (instance_id, key) IN (${found})`,
        ...values,
        ...(query.key === undefined ? [] : [query.key]),
      ).changes,
  );
};
