import { EngineError } from '../../../language/basics/errors.ts';
import type { Database } from '../../../disk/database.ts';
import type { HeldWindow, PendingWindow } from '../../contract/backend.ts';
import type { Progress, SealedWindow, WindowPlace } from '../../contract/sealed-window.ts';
import type { ObjectCounts, RunPlan, RunStatus, WindowLedger } from '../../contract/store.ts';
import { keepBefore } from '../undo/run-undo.ts';
import { keepShape } from './shape-row.ts';

type Place = Pick<WindowPlace, 'run' | 'index'>;

/** From the few that wait, by their index, to their runs; of these there are very many. */
const SEALED = `SELECT r.run, r.plan, w.number, w.sealed FROM windows AS w CROSS JOIN runs AS r ON r.id = w.run_id
  WHERE w.status IN ('sealed', 'held') AND r.instance_id = ? AND w.status = ? ORDER BY w.run_id, w.number`;
const OF_RUN = 'run_id = (SELECT id FROM runs WHERE run = ? AND instance_id = ?)';
const OF_WINDOW = `${OF_RUN} AND number = ?`;
const SEAL = `INSERT INTO windows (run_id, number, status, ledger, objects, sealed)
  SELECT id, ?, ?, ?, ?, ? FROM runs WHERE run = ? AND instance_id = ?`;

/** The windows of an instance's runs in the database, each from its seal to its last commit. */
export class WindowRows {
  readonly #db: Database;
  readonly #instanceId: number;

  constructor(db: Database, instanceId: number) {
    this.#db = db;
    this.#instanceId = instanceId;
  }

  /** Windows that are sealed and not applied, in their order. */
  pending(): PendingWindow[] {
    return this.#sealed('sealed');
  }

  /** The window that is sealed and waits. */
  held(): HeldWindow | undefined {
    const [first] = this.#sealed('held');
    return first === undefined ? undefined : { ...first, since: first.sealed.now };
  }

  #sealed(status: 'sealed' | 'held'): PendingWindow[] {
    return this.#db
      .all<{ run: string; plan: string; number: number; sealed: string }>(SEALED, this.#instanceId, status)
      .map(({ run, plan, number, sealed }) => ({
        run,
        index: number,
        plan: JSON.parse(plan) as RunPlan,
        sealed: JSON.parse(sealed) as SealedWindow,
      }));
  }

  /** Those of a run that are sealed or applied. */
  ofRun(run: string): { readonly ledger: WindowLedger; readonly objects: ObjectCounts }[] {
    const sql = `SELECT ledger, objects FROM windows WHERE ${OF_RUN}`;
    return this.#db.all<{ ledger: string; objects: string }>(sql, run, this.#instanceId).map(({ ledger, objects }) => ({
      ledger: JSON.parse(ledger) as WindowLedger,
      objects: JSON.parse(objects) as ObjectCounts,
    }));
  }

  /** From here on a crash rolls forward, unless it is held. */
  seal(place: Place, sealed: SealedWindow, ledger: WindowLedger, none: ObjectCounts): void {
    this.#db.transaction(() => {
      if (this.#db.get(`SELECT 1 AS n FROM windows WHERE ${OF_WINDOW}`, ...this.#of(place)) !== undefined)
        throw new EngineError('store.window-done', `Window ${place.index + 1} of run ${place.run} was applied already.`);
      const values = [JSON.stringify(ledger), JSON.stringify(none), JSON.stringify(sealed)];
      const isHeld = sealed.hold !== undefined;
      this.#db.run(SEAL, place.index, isHeld ? 'held' : 'sealed', ...values, place.run, this.#instanceId);
      if (isHeld) this.#setRun(place, 'held', sealed.now);
      else this.#revise(sealed);
    }, true);
  }

  /** A held window is to be applied, as if it had been sealed now. */
  letGo(place: Place, now: number): void {
    this.#db.transaction(() => {
      const row = this.#db.get<{ sealed: string }>(`SELECT sealed FROM windows WHERE ${OF_WINDOW}`, ...this.#of(place));
      const sealed: SealedWindow = { ...(JSON.parse(row?.sealed ?? '{}') as SealedWindow), now };
      this.#db.run(
        `UPDATE windows SET status = 'sealed', sealed = ? WHERE ${OF_WINDOW}`,
        JSON.stringify(sealed),
        ...this.#of(place),
      );
      this.#setRun(place, 'running', undefined);
      this.#revise(sealed);
    }, true);
  }

  /** A held window is given up, and its run with it; its ledger stays. */
  giveUp(place: Place, now: number): void {
    this.#db.transaction(() => {
      this.#db.run(`UPDATE windows SET status = 'discarded', sealed = NULL WHERE ${OF_WINDOW}`, ...this.#of(place));
      this.#setRun(place, 'discarded', now);
    }, true);
  }

  #setRun({ run }: Place, status: RunStatus, endedAt: number | undefined): void {
    const values = [status, endedAt ?? null, run, this.#instanceId] as const;
    this.#db.run('UPDATE runs SET status = ?, ended_at = ? WHERE run = ? AND instance_id = ?', ...values);
  }

  /** What the instance says is about to be another. */
  #revise({ segments, withdraws }: SealedWindow): void {
    if (segments.length > 0 || withdraws)
      this.#db.run('UPDATE instances SET revision = revision + 1 WHERE id = ?', this.#instanceId);
  }

  drop(place: Place): void {
    this.#db.run(`DELETE FROM windows WHERE ${OF_WINDOW}`, ...this.#of(place));
  }

  progress(place: Place): { readonly progress: Progress; readonly counts: ObjectCounts } {
    const row = this.#db.get<{ objects: string; position: string | null }>(
      `SELECT objects, position FROM windows WHERE ${OF_WINDOW}`,
      ...this.#of(place),
    );
    if (row === undefined)
      throw new EngineError('store.not-sealed', `Window ${place.index + 1} of run ${place.run} is not sealed.`);
    const progress = row.position === null ? { after: undefined, vanished: undefined } : (JSON.parse(row.position) as Progress);
    return { progress, counts: JSON.parse(row.objects) as ObjectCounts };
  }

  /** Inside the batch's transaction. */
  keepProgress(place: Place, progress: Progress, counts: ObjectCounts): void {
    const values = [JSON.stringify(progress), JSON.stringify(counts)];
    this.#db.run(`UPDATE windows SET position = ?, objects = ? WHERE ${OF_WINDOW}`, ...values, ...this.#of(place));
  }

  /** The last commit: checkpoint, state, shape and window together, and on the disk, because the staging is deleted after it. */
  finish(place: WindowPlace, sealed: SealedWindow, { counts, manual }: { counts: ObjectCounts; manual: boolean }): void {
    this.#db.transaction(() => {
      this.#db.run(
        `UPDATE windows SET status = 'done', objects = ?, sealed = NULL, position = NULL WHERE ${OF_WINDOW}`,
        JSON.stringify(counts),
        ...this.#of(place),
      );
      if (sealed.shape !== undefined) keepShape(this.#db, this.#instanceId, sealed.shape);
      if (sealed.checkpoint !== undefined) this.#moveCheckpoint(place.run, sealed.checkpoint, manual);
      if (sealed.withdraws) this.#db.run('DELETE FROM listed WHERE instance_id = ?', this.#instanceId);
      if (sealed.hold === undefined) return;
      this.#setRun(place, sealed.hold.goesOn ? 'interrupted' : 'succeeded', sealed.now);
      // Of a run of several windows each is looked at.
      if (place.isLast) this.#db.run('UPDATE instances SET hold = NULL WHERE id = ?', this.#instanceId);
    }, true);
  }

  #of({ run, index }: Place): readonly [string, number, number] {
    return [run, this.#instanceId, index];
  }

  #moveCheckpoint(run: string, { until, state }: NonNullable<SealedWindow['checkpoint']>, manual: boolean): void {
    const stored =
      this.#db.get<{ until_at: number | null }>('SELECT until_at FROM instances WHERE id = ?', this.#instanceId)?.until_at ??
      null;
    if (manual && stored !== null && (until === undefined || until < stored)) return;
    keepBefore(this.#db, this.#instanceId, run);
    const text = state === undefined ? null : JSON.stringify(state);
    this.#db.run('UPDATE instances SET until_at = ?, state = ? WHERE id = ?', until ?? null, text, this.#instanceId);
  }
}
