import { EngineError } from '../../../language/basics/errors.ts';
import type { Database } from '../database/database.ts';
import { forgetKnownRows } from '../known-rows/keep.ts';
import type { Progress, SealedWindow, WindowPlace } from '../../../staging/sealed-window.ts';
import type { ObjectCounts, RunPlan, WindowLedger } from '../../contract/store.ts';

/** The database's row of one window, from its seal to its last commit. */
export class WindowRows {
  readonly #db: Database;
  readonly #instanceId: number;
  readonly #place: WindowPlace;

  constructor(db: Database, instanceId: number, place: WindowPlace) {
    this.#db = db;
    this.#instanceId = instanceId;
    this.#place = place;
  }

  /** From here on a crash rolls forward. */
  seal(sealed: SealedWindow, ledger: WindowLedger, none: ObjectCounts): void {
    const { runRow, index } = this.#place;
    this.#db.transaction(() => {
      const done = this.#db.get(`SELECT 1 AS n FROM windows WHERE run_id = ? AND number = ?`, runRow, index);
      if (done !== undefined)
        throw new EngineError('store.window-done', `Window ${index + 1} of run ${this.#place.run} was applied already.`);
      const values = [JSON.stringify(ledger), JSON.stringify(none), JSON.stringify(sealed)];
      this.#db.run(
        `INSERT INTO windows (run_id, number, status, ledger, objects, sealed) VALUES (?, ?, 'sealed', ?, ?, ?)`,
        runRow,
        index,
        ...values,
      );
      if (sealed.segments.length > 0 || sealed.withdraws) forgetKnownRows(this.#db, this.#instanceId);
    }, true);
  }

  progress(): { readonly progress: Progress; readonly counts: ObjectCounts } {
    const { runRow, index } = this.#place;
    const row = this.#db.get<{ objects: string; position: string | null }>(
      'SELECT objects, position FROM windows WHERE run_id = ? AND number = ?',
      runRow,
      index,
    );
    if (row === undefined)
      throw new EngineError('store.not-sealed', `Window ${index + 1} of run ${this.#place.run} is not sealed.`);
    const progress = row.position === null ? { after: undefined, vanished: undefined } : (JSON.parse(row.position) as Progress);
    return { progress, counts: JSON.parse(row.objects) as ObjectCounts };
  }

  /** Inside the batch's transaction. */
  keepProgress(progress: Progress, counts: ObjectCounts): void {
    const { runRow, index } = this.#place;
    const values = [JSON.stringify(progress), JSON.stringify(counts)];
    this.#db.run('UPDATE windows SET position = ?, objects = ? WHERE run_id = ? AND number = ?', ...values, runRow, index);
  }

  /** The last commit: checkpoint, state and window together, and on the disk, because the staging is deleted after it. */
  finish(sealed: SealedWindow, plan: RunPlan, counts: ObjectCounts): void {
    const { runRow, index, isLast } = this.#place;
    this.#db.transaction(() => {
      this.#db.run(
        `UPDATE windows SET status = 'done', objects = ?, sealed = NULL, position = NULL WHERE run_id = ? AND number = ?`,
        JSON.stringify(counts),
        runRow,
        index,
      );
      if (sealed.checkpoint !== undefined) this.#moveCheckpoint(sealed.checkpoint, plan.manual);
      if (isLast) this.#db.run('DELETE FROM listed WHERE instance_id = ?', this.#instanceId);
    }, true);
  }

  #moveCheckpoint({ until, state }: NonNullable<SealedWindow['checkpoint']>, manual: boolean): void {
    const stored =
      this.#db.get<{ until_at: number | null }>('SELECT until_at FROM instances WHERE id = ?', this.#instanceId)?.until_at ??
      null;
    if (manual && stored !== null && (until === undefined || until < stored)) return;
    const text = state === undefined ? null : JSON.stringify(state);
    this.#db.run('UPDATE instances SET until_at = ?, state = ? WHERE id = ?', until ?? null, text, this.#instanceId);
  }
}
