import { EngineError } from '../../../language/basics/errors.ts';
import type { Progress, SealedWindow, WindowPlace } from '../../contract/sealed-window.ts';
import type { ObjectCounts, RunStatus, WindowLedger } from '../../contract/store.ts';
import type { Queryable, Value } from '../database/query.ts';
import { keepBefore } from '../undo/run-undo.ts';
import { keepShape } from './shape-row.ts';

type Place = Pick<WindowPlace, 'run' | 'index'>;

const OF_WINDOW = 'run_id = (SELECT id FROM runs WHERE run = $1 AND instance_id = $2) AND number = $3';
const SEAL = `INSERT INTO windows (run_id, number, status, ledger, objects, sealed, fence, staging)
  SELECT id, $3::bigint, $4, $5, $6, $7, $8::bigint, $9 FROM runs WHERE run = $1 AND instance_id = $2
  ON CONFLICT (run_id, number) DO NOTHING`;

/** Who seals, and what its files are called. */
export interface Sealer {
  readonly fence: number | undefined;
  readonly staging: string;
}

/** The windows of an instance's runs, each from its seal to its last commit; all of it inside of a transaction. */
export class WindowRows {
  readonly #db: Queryable;
  readonly #instanceId: number;

  constructor(db: Queryable, instanceId: number) {
    this.#db = db;
    this.#instanceId = instanceId;
  }

  /** Those of a run that are sealed or applied. */
  async ofRun(run: string): Promise<readonly { readonly ledger: WindowLedger; readonly objects: ObjectCounts }[]> {
    const rows = await this.#db.all<{ ledger: string; objects: string }>(
      'SELECT ledger, objects FROM windows WHERE run_id = (SELECT id FROM runs WHERE run = $1 AND instance_id = $2) ORDER BY number',
      [run, this.#instanceId],
    );
    return rows.map(({ ledger, objects }) => ({
      ledger: JSON.parse(ledger) as WindowLedger,
      objects: JSON.parse(objects) as ObjectCounts,
    }));
  }

  /** From here on a crash rolls forward, unless it is held. One that was sealed by this very call, whose end was lost, stays as it is. */
  async seal(place: Place, sealed: SealedWindow, ledger: WindowLedger, none: ObjectCounts, sealer: Sealer): Promise<void> {
    const text = JSON.stringify(sealed);
    const isHeld = sealed.hold !== undefined;
    const values = [isHeld ? 'held' : 'sealed', JSON.stringify(ledger), JSON.stringify(none), text];
    const isNew = (await this.#db.run(SEAL, [...this.#of(place), ...values, sealer.fence, sealer.staging])) === 1;
    if (!isNew && !(await this.#isSealedAs(place, text, sealer.fence)))
      throw new EngineError('store.window-done', `Window ${place.index + 1} of run ${place.run} was applied already.`);
    if (!isNew) return;
    if (isHeld) await this.#setRun(place, 'held', sealed.now);
    else await this.#revise(sealed);
  }

  async #isSealedAs(place: Place, text: string, fence: number | undefined): Promise<boolean> {
    const sql = `SELECT sealed, fence FROM windows WHERE ${OF_WINDOW}`;
    const found = await this.#db.get<{ sealed: string | null; fence: number | null }>(sql, this.#of(place));
    return found?.sealed === text && found.fence === fence;
  }

  /** A held window is to be applied, as if it had been sealed now. */
  async letGo(place: Place, now: number): Promise<void> {
    const row = await this.#db.get<{ sealed: string }>(`SELECT sealed FROM windows WHERE ${OF_WINDOW}`, this.#of(place));
    const sealed: SealedWindow = { ...(JSON.parse(row?.sealed ?? '{}') as SealedWindow), now };
    await this.#set(place, `status = 'sealed', sealed = $4`, [JSON.stringify(sealed)]);
    await this.#setRun(place, 'running', undefined);
    await this.#revise(sealed);
  }

  /** A held window is given up, and its run with it; its ledger stays. */
  async giveUp(place: Place, now: number): Promise<void> {
    await this.#set(place, `status = 'discarded', sealed = NULL, staging = NULL`);
    await this.#setRun(place, 'discarded', now);
  }

  async drop(place: Place): Promise<void> {
    await this.#db.run(`DELETE FROM windows WHERE ${OF_WINDOW}`, this.#of(place));
  }

  async progress(place: Place): Promise<{ readonly progress: Progress; readonly counts: ObjectCounts }> {
    const sql = `SELECT objects, position FROM windows WHERE ${OF_WINDOW}`;
    const row = await this.#db.get<{ objects: string; position: string | null }>(sql, this.#of(place));
    if (row === undefined)
      throw new EngineError('store.not-sealed', `Window ${place.index + 1} of run ${place.run} is not sealed.`);
    const progress = row.position === null ? { after: undefined, vanished: undefined } : (JSON.parse(row.position) as Progress);
    return { progress, counts: JSON.parse(row.objects) as ObjectCounts };
  }

  keepProgress(place: Place, progress: Progress, counts: ObjectCounts): Promise<void> {
    return this.#set(place, 'position = $4, objects = $5', [JSON.stringify(progress), JSON.stringify(counts)]);
  }

  /** The last commit: checkpoint, state, shape and window together. Done twice it comes to the same. */
  async finish(
    place: WindowPlace,
    sealed: SealedWindow,
    { counts, manual }: { counts: ObjectCounts; manual: boolean },
  ): Promise<void> {
    await this.#set(place, `status = 'done', objects = $4, sealed = NULL, position = NULL, staging = NULL`, [
      JSON.stringify(counts),
    ]);
    if (sealed.shape !== undefined) await keepShape(this.#db, this.#instanceId, sealed.shape);
    if (sealed.checkpoint !== undefined) await this.#moveCheckpoint(place.run, sealed.checkpoint, manual);
    if (sealed.withdraws) await this.#db.run('DELETE FROM listed WHERE instance_id = $1', [this.#instanceId]);
    if (sealed.hold === undefined) return;
    await this.#setRun(place, sealed.hold.goesOn ? 'interrupted' : 'succeeded', sealed.now);
    // Of a run of several windows each is looked at.
    if (place.isLast) await this.#db.run('UPDATE instances SET hold = NULL WHERE id = $1', [this.#instanceId]);
  }

  /** What the instance says is about to be another. */
  async #revise({ segments, withdraws }: SealedWindow): Promise<void> {
    if (segments.length > 0 || withdraws)
      await this.#db.run('UPDATE instances SET revision = revision + 1 WHERE id = $1', [this.#instanceId]);
  }

  async #setRun({ run }: Place, status: RunStatus, endedAt: number | undefined): Promise<void> {
    const values = [status, endedAt, run, this.#instanceId];
    await this.#db.run('UPDATE runs SET status = $1, ended_at = $2 WHERE run = $3 AND instance_id = $4', values);
  }

  async #set(place: Place, what: string, values: readonly Value[] = []): Promise<void> {
    await this.#db.run(`UPDATE windows SET ${what} WHERE ${OF_WINDOW}`, [...this.#of(place), ...values]);
  }

  #of({ run, index }: Place): readonly [string, number, number] {
    return [run, this.#instanceId, index];
  }

  async #isBehind(until: number | undefined): Promise<boolean> {
    const sql = 'SELECT until_at FROM instances WHERE id = $1';
    const stored = (await this.#db.get<{ until_at: number | null }>(sql, [this.#instanceId]))?.until_at ?? null;
    return stored !== null && (until === undefined || until < stored);
  }

  async #moveCheckpoint(run: string, { until, state }: NonNullable<SealedWindow['checkpoint']>, manual: boolean): Promise<void> {
    if (manual && (await this.#isBehind(until))) return;
    await keepBefore(this.#db, this.#instanceId, run);
    await moveCheckpoint(this.#db, this.#instanceId, { until, state });
  }
}

/** Puts the instance's checkpoint where it says. */
export const moveCheckpoint = async (
  db: Queryable,
  instanceId: number,
  { until, state }: NonNullable<SealedWindow['checkpoint']> | { readonly until: number | undefined; readonly state: unknown },
): Promise<void> => {
  const text = state === undefined ? null : JSON.stringify(state);
  await db.run('UPDATE instances SET until_at = $1, state = $2 WHERE id = $3', [until, text, instanceId]);
};
