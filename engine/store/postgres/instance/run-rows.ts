import { EngineError } from '../../../language/basics/errors.ts';
import type { ObjectCounts, OpenRun, RecordCounts, RunEnd, RunPlan, WindowLedger } from '../../contract/store.ts';
import type { Queryable } from '../database/query.ts';

interface RunRow {
  readonly id: number;
  readonly run: string;
  readonly status: string;
  readonly started_at: number;
  readonly plan: string;
  /** Ledger and counts of each window that is done, as JSON texts. */
  readonly done: readonly (readonly [ledger: string, objects: string])[];
}

const RUN = `SELECT r.id, r.run, r.status, r.started_at, r.plan,
    (SELECT coalesce(json_agg(json_build_array(w.ledger, w.objects) ORDER BY w.number), '[]')
      FROM windows AS w WHERE w.run_id = r.id AND w.status = 'done') AS done
  FROM runs AS r WHERE r.instance_id = $1`;

const LAST_WINDOWS = `SELECT ledger FROM windows WHERE run_id = (
  SELECT r.id FROM runs AS r WHERE r.instance_id = $1 AND r.run <> $2 AND r.status = 'succeeded'
    AND EXISTS (SELECT 1 FROM windows AS w WHERE w.run_id = r.id) ORDER BY r.id DESC LIMIT 1) ORDER BY number`;

/** Of the run before it nothing is gone on with. */
const ABANDON = `UPDATE runs SET status = 'abandoned', ended_at = coalesce(ended_at, $2)
  WHERE instance_id = $1 AND run <> $3 AND status IN ('running', 'interrupted')`;
const BEGIN = `INSERT INTO runs (run, instance_id, status, started_at, plan, keeps) VALUES ($1, $2, 'running', $3, $4, true)
  ON CONFLICT (run) DO NOTHING RETURNING id`;

const openRun = ({ run, plan, started_at, done }: RunRow): OpenRun => ({
  id: run,
  plan: JSON.parse(plan) as RunPlan,
  startedAt: started_at,
  nextWindow: done.length,
  done: done.map(([ledger, objects]) => ({
    ledger: JSON.parse(ledger) as WindowLedger,
    objects: JSON.parse(objects) as ObjectCounts,
  })),
});

const unknownRun = (run: string): EngineError =>
  new EngineError('store.unknown-run', `The store has no run ${run} of this feed.`);

/** Runs of one instance as the database keeps them. */
export class RunRows {
  readonly #db: Queryable;
  readonly #instanceId: number;

  constructor(db: Queryable, instanceId: number) {
    this.#db = db;
    this.#instanceId = instanceId;
  }

  /** The latest run, if it has not ended, by a crash or by the user, or failed between its windows. */
  async interrupted(): Promise<OpenRun | undefined> {
    const row = await this.#db.get<RunRow>(`${RUN} ORDER BY r.id DESC LIMIT 1`, [this.#instanceId]);
    if (row === undefined) return undefined;
    if (row.status === 'running' || row.status === 'interrupted') return openRun(row);
    if (row.status !== 'failed') return undefined;
    const run = openRun(row);
    return run.nextWindow > 0 && run.nextWindow < run.plan.windows.length ? run : undefined;
  }

  /** Of the latest run that succeeded and has windows, but for this one. */
  async lastRecords(but: string): Promise<readonly RecordCounts[]> {
    const windows = await this.#db.all<{ ledger: string }>(LAST_WINDOWS, [this.#instanceId, but]);
    return windows.map(({ ledger }) => (JSON.parse(ledger) as WindowLedger).records);
  }

  /** Gives the run's number in the database. */
  async begin(plan: RunPlan, run: string): Promise<number> {
    await this.#db.run(ABANDON, [this.#instanceId, plan.now, run]);
    await this.#db.run('DELETE FROM listed WHERE instance_id = $1', [this.#instanceId]);
    const row = await this.#db.get<{ id: number }>(BEGIN, [run, this.#instanceId, plan.now, JSON.stringify(plan)]);
    return row?.id ?? this.idOf(run);
  }

  async resume(run: string): Promise<OpenRun> {
    await this.#set(run, `status = 'running', ended_at = NULL`);
    return openRun(await this.#row(run));
  }

  replan(run: string, plan: RunPlan): Promise<void> {
    return this.#set(run, 'plan = $3', [JSON.stringify(plan)]);
  }

  end(run: string, { status, now, summary, error }: RunEnd): Promise<void> {
    return this.#set(run, 'status = $3, ended_at = $4, summary = $5, error_code = $6, error_message = $7', [
      status,
      now,
      JSON.stringify(summary),
      error?.code ?? null,
      error?.message ?? null,
    ]);
  }

  abandon(run: string, now: number): Promise<void> {
    return this.#set(run, `status = 'abandoned', ended_at = $3`, [now]);
  }

  /** The run's number in the database; undefined for one that was never begun. */
  async find(run: string): Promise<number | undefined> {
    const sql = 'SELECT id FROM runs WHERE run = $1 AND instance_id = $2';
    return (await this.#db.get<{ id: number }>(sql, [run, this.#instanceId]))?.id;
  }

  async idOf(run: string): Promise<number> {
    const id = await this.find(run);
    if (id === undefined) throw unknownRun(run);
    return id;
  }

  async #set(run: string, what: string, values: readonly (string | number | null)[] = []): Promise<void> {
    const sql = `UPDATE runs SET ${what} WHERE run = $1 AND instance_id = $2`;
    if ((await this.#db.run(sql, [run, this.#instanceId, ...values])) === 0) throw unknownRun(run);
  }

  async #row(run: string): Promise<RunRow> {
    const row = await this.#db.get<RunRow>(`${RUN} AND r.run = $2`, [this.#instanceId, run]);
    if (row === undefined) throw unknownRun(run);
    return row;
  }
}
