/** Reading runs and quarantined records back. */
import type { Json } from '../../../language/basics/json.ts';
import type { Bindable, Database } from '../../../disk/database.ts';
import type { HistoryQuery, QuarantineView, RunView, WindowRow, WindowStatus } from '../../contract/history.ts';
import type { ObjectCounts, RunPlan, RunSummaryRow, WindowLedger } from '../../contract/store.ts';

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

interface RunRow {
  readonly row: number;
  readonly id: string;
  readonly feed: string;
  readonly instance: string;
  readonly partition: string;
  readonly status: RunSummaryRow['status'];
  readonly started_at: number;
  readonly ended_at: number | null;
  readonly plan: string;
  readonly summary: string | null;
  readonly error_code: string | null;
  readonly error_message: string | null;
}

const windowsOf = (db: Database, row: RunRow): WindowRow[] => {
  const { windows } = JSON.parse(row.plan) as RunPlan;
  return db
    .all<{ number: number; status: WindowStatus; ledger: string; objects: string }>(
      'SELECT number, status, ledger, objects FROM windows WHERE run_id = ? ORDER BY number',
      row.row,
    )
    .map(({ number, status, ledger, objects }) => ({
      number,
      since: windows[number]?.since,
      until: windows[number]?.until,
      status,
      ledger: JSON.parse(ledger) as WindowLedger,
      objects: JSON.parse(objects) as ObjectCounts,
    }));
};

const planOf = ({ plan }: RunRow): RunView['plan'] => {
  const { windows, since, until, manual } = JSON.parse(plan) as RunPlan;
  return { windows: windows.length, since, until, manual };
};

/** The latest first. */
export function* queryRuns(db: Database, query: HistoryQuery): Generator<RunView, void> {
  const { where, values } = conditions(query, 'r.run');
  const sql = `SELECT r.id AS row, r.run AS id, i.feed, i.instance, i.partition, r.status, r.started_at, r.ended_at, r.plan, r.summary, r.error_code, r.error_message
    FROM runs AS r JOIN instances AS i ON i.id = r.instance_id ${where} ORDER BY r.id DESC LIMIT ?`;
  for (const row of db.iterate<RunRow>(sql, ...values, query.limit ?? Number.MAX_SAFE_INTEGER)) {
    const { id, feed, instance, partition, status, started_at, ended_at, summary, error_code, error_message } = row;
    yield {
      id,
      feed,
      instance,
      partition,
      status,
      startedAt: started_at,
      endedAt: ended_at ?? undefined,
      summary: summary === null ? null : (JSON.parse(summary) as Json),
      error: error_code === null ? undefined : { code: error_code, message: error_message ?? '' },
      plan: planOf(row),
      windows: windowsOf(db, row),
    };
  }
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
  type Row = Omit<QuarantineView, 'since' | 'until'> & { readonly since: number | null; readonly until: number | null };
  for (const { since, until, ...row } of db.iterate<Row>(sql, ...values, query.limit ?? Number.MAX_SAFE_INTEGER)) {
    yield { ...row, since: since ?? undefined, until: until ?? undefined };
  }
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
