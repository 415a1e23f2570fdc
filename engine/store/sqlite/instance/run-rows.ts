import { EngineError } from '../../../language/basics/errors.ts';
import type { Database } from '../../../disk/database.ts';
import { forgetSeen } from './seen-rows.ts';
import type { ObjectCounts, OpenRun, RecordCounts, RunEnd, RunPlan, WindowLedger } from '../../contract/store.ts';

interface RunRow {
  readonly id: number;
  readonly run: string;
  readonly status: string;
  readonly started_at: number;
  readonly plan: string;
}

const COLUMNS = 'SELECT id, run, status, started_at, plan FROM runs';

const LAST_WINDOWS = `SELECT ledger FROM windows WHERE run_id = (
  SELECT max(r.id) FROM runs AS r WHERE r.instance_id = ? AND r.run <> ? AND r.status = 'succeeded'
    AND EXISTS (SELECT 1 FROM windows AS w WHERE w.run_id = r.id))`;

/** Runs of one instance as the database keeps them. */
export class RunRows {
  readonly #db: Database;
  readonly #instanceId: number;

  constructor(db: Database, instanceId: number) {
    this.#db = db;
    this.#instanceId = instanceId;
  }

  /** The latest run, if it has not ended, by a crash or by the user, or failed between its windows. */
  interrupted(): OpenRun | undefined {
    const row = this.#db.get<RunRow>(`${COLUMNS} WHERE instance_id = ? ORDER BY id DESC LIMIT 1`, this.#instanceId);
    if (row === undefined) return undefined;
    if (row.status === 'running' || row.status === 'interrupted') return this.#open(row);
    if (row.status !== 'failed') return undefined;
    const run = this.#open(row);
    return run.nextWindow > 0 && run.nextWindow < run.plan.windows.length ? run : undefined;
  }

  /** Of the latest run that succeeded and has windows, but for this one. */
  lastRecords(but: string): readonly RecordCounts[] {
    const windows = this.#db.all<{ ledger: string }>(LAST_WINDOWS, this.#instanceId, but);
    return windows.map(({ ledger }) => (JSON.parse(ledger) as WindowLedger).records);
  }

  begin(plan: RunPlan, run: string): void {
    const row = this.#db.transaction(() => {
      this.#db.run(
        `UPDATE runs SET status = 'abandoned', ended_at = coalesce(ended_at, ?) WHERE instance_id = ? AND status IN ('running', 'interrupted')`,
        plan.now,
        this.#instanceId,
      );
      this.#db.run('DELETE FROM listed WHERE instance_id = ?', this.#instanceId);
      const values = [run, this.#instanceId, plan.now, JSON.stringify(plan)] as const;
      return this.#db.run(
        `INSERT INTO runs (run, instance_id, status, started_at, plan, keeps) VALUES (?, ?, 'running', ?, ?, 1)`,
        ...values,
      ).id;
    });
    forgetSeen(this.#db, this.#instanceId, row, plan.forgetsSeen === true ? Number.MAX_SAFE_INTEGER : plan.now);
  }

  resume(run: string): OpenRun {
    this.#db.run(`UPDATE runs SET status = 'running', ended_at = NULL WHERE id = ?`, this.#row(run).id);
    return this.#open(this.#row(run));
  }

  replan(run: string, plan: RunPlan): void {
    const values = [JSON.stringify(plan), this.#row(run).id] as const;
    this.#db.transaction(() => this.#db.run('UPDATE runs SET plan = ? WHERE id = ?', ...values), true);
  }

  /** The run's number in the database; undefined for one that was never begun. */
  row(run: string): number | undefined {
    return this.#db.get<{ id: number }>('SELECT id FROM runs WHERE run = ? AND instance_id = ?', run, this.#instanceId)?.id;
  }

  end(run: string, end: RunEnd): void {
    const { status, now, summary, error } = end;
    const values = [
      status,
      now,
      JSON.stringify(summary),
      error?.code ?? null,
      error?.message ?? null,
      this.#row(run).id,
    ] as const;
    this.#db.transaction(
      () =>
        this.#db.run(
          'UPDATE runs SET status = ?, ended_at = ?, summary = ?, error_code = ?, error_message = ? WHERE id = ?',
          ...values,
        ),
      true,
    );
  }

  abandon(run: string, now: number): void {
    this.#db.run(`UPDATE runs SET status = 'abandoned', ended_at = ? WHERE id = ?`, now, this.#row(run).id);
  }

  #row(run: string): RunRow {
    const row = this.#db.get<RunRow>(`${COLUMNS} WHERE run = ? AND instance_id = ?`, run, this.#instanceId);
    if (row === undefined) throw new EngineError('store.unknown-run', `The store has no run ${run} of this feed.`);
    return row;
  }

  #open(row: RunRow): OpenRun {
    const done = this.#db.all<{ ledger: string; objects: string }>(
      `SELECT ledger, objects FROM windows WHERE run_id = ? AND status = 'done' ORDER BY number`,
      row.id,
    );
    return {
      id: row.run,
      plan: JSON.parse(row.plan) as RunPlan,
      startedAt: row.started_at,
      nextWindow: done.length,
      done: done.map(({ ledger, objects }) => ({
        ledger: JSON.parse(ledger) as WindowLedger,
        objects: JSON.parse(objects) as ObjectCounts,
      })),
    };
  }
}
