import { setImmediate as breathe } from 'node:timers/promises';
import { EngineError } from '../../../language/basics/errors.ts';
import type { Database } from '../database/database.ts';
import type { Dictionaries } from '../database/dictionaries.ts';
import type { KnownRowsKeeper } from '../known-rows/keep.ts';
import { ObjectApplier } from './apply-objects.ts';
import type { Scope } from './object-reader.ts';
import type { Progress, SealedWindow, WindowPlace } from '../../../staging/sealed-window.ts';
import { applySide } from './apply-side-file.ts';
import { vanishedAfter } from './snapshot.ts';
import { ItemStream } from '../../../staging/item-stream.ts';
import { itemReader } from '../../../staging/staged-item.ts';
import { MergedStaging } from '../../../staging/merge-segments.ts';
import type { ObjectCounts, RunPlan } from '../../contract/store.ts';
import { Tally } from '../../object/tally.ts';
import { WindowRows } from './window-rows.ts';

/** Objects, or bytes of them, that one transaction applies: others can write in between. */
export const BATCH_OBJECTS = 4000;
const BATCH_BYTES = 1.5 * 1024 * 1024;

export interface ApplyContext {
  readonly db: Database;
  readonly dictionaries: Dictionaries;
  readonly scope: Scope;
  readonly plan: RunPlan;
  readonly place: WindowPlace;
  readonly staging: string;
  readonly side: string;
  /** Objects that one transaction applies. */
  readonly batch: number;
  readonly onStep: (name: string) => void;
  readonly signal: AbortSignal | undefined;
}

/** Objects that are looked up with one statement; what is made of them is garbage before the collector has copied it. */
const AT_ONCE = 256;

/** Applies a sealed window from where it was left, each batch with its counts and its position. */
export class WindowApply {
  readonly #context: ApplyContext;
  readonly #sealed: SealedWindow;
  readonly #rows: WindowRows;
  readonly #applier: ObjectApplier;
  readonly #tally: Tally;
  readonly #vanished: Tally;
  readonly #keeper: KnownRowsKeeper | undefined;
  readonly #checks: boolean;
  #after: string | undefined;

  /** `checks`: the staging may be of another process. `keeper`: gathers the rows that the next window is to know; not after a crash. */
  constructor(
    context: ApplyContext,
    sealed: SealedWindow,
    { keeper, checks }: { readonly keeper?: KnownRowsKeeper | undefined; readonly checks: boolean },
  ) {
    this.#keeper = keeper;
    this.#checks = checks;
    const { db, dictionaries, scope, plan, place } = context;
    this.#context = context;
    this.#sealed = sealed;
    this.#rows = new WindowRows(db, scope.instanceId, place);
    const { progress, counts } = this.#rows.progress();
    this.#after = progress.after;
    this.#tally = new Tally(counts);
    this.#vanished = new Tally(progress.vanished);
    this.#applier = new ObjectApplier(db, dictionaries, scope, { now: sealed.now, keepsList: plan.snapshot !== undefined });
  }

  async run(onBatch?: (done: number, total: number) => void): Promise<ObjectCounts> {
    await this.#applyObjects(onBatch);
    if (this.#sealed.side) await this.#applySide();
    if (this.#sealed.withdraws) await this.#withdrawVanished();
    const total = new Tally(this.#tally.counts());
    total.addCounts(this.#vanished.counts());
    if (this.#sealed.known !== undefined) total.addCounts(this.#sealed.known);
    const counts = total.counts();
    this.#rows.finish(this.#sealed, this.#context.plan, counts);
    this.#context.onStep('committed');
    this.#keeper?.keep(this.#context.db, this.#context.scope.instanceId);
    return counts;
  }

  async #applyObjects(onBatch: ((done: number, total: number) => void) | undefined): Promise<void> {
    const { segments, staged } = this.#sealed;
    if (segments.length === 0) return;
    const merged = new MergedStaging(this.#context.staging, segments, { checks: this.#checks });
    const items = new ItemStream(merged, itemReader(this.#context.plan.fingerprint), this.#after);
    try {
      while (items.hasMore) {
        this.#commit(
          () => this.#applyBatch(items),
          () => items.last,
        );
        merged.release();
        onBatch?.(this.#tally.total, Math.max(staged, this.#tally.total));
        await this.#pause();
      }
      onBatch?.(this.#tally.total, this.#tally.total);
      if (merged.groups !== this.#tally.total) throw this.#unbalanced(merged.groups);
    } finally {
      merged.close();
    }
  }

  /** What one transaction applies. */
  #applyBatch(items: ItemStream): void {
    items.startBatch();
    let left = this.#context.batch;
    while (left > 0 && items.bytes < BATCH_BYTES && items.hasMore) {
      const some = items.take(Math.min(left, AT_ONCE));
      this.#applier.apply(some, this.#tally);
      if (this.#keeper !== undefined) for (const item of some) this.#keeper.add(item);
      left -= some.length;
    }
  }

  async #applySide(): Promise<void> {
    const { db, scope, place, dictionaries, side } = this.#context;
    for (const write of applySide({ db, scope, place, dictionaries, path: side, sealed: this.#sealed })) {
      this.#commit(write);
      await this.#pause();
    }
  }

  async #withdrawVanished(): Promise<void> {
    const { db, scope, batch } = this.#context;
    let last = 0;
    for (;;) {
      const gone = vanishedAfter(db, scope.instanceId, last, batch);
      const end = gone.at(-1);
      if (end === undefined) return;
      this.#commit(() => this.#applier.withdraw(gone, this.#vanished));
      last = end.id;
      await this.#pause();
    }
  }

  /** `after`: the identity that was applied last, asked once the work is done. */
  #commit(work: () => void, after = (): string | undefined => this.#after): void {
    this.#context.db.transaction(() => {
      this.#applier.begin();
      work();
      this.#applier.end();
      const vanished = this.#vanished.total === 0 ? undefined : this.#vanished.counts();
      const progress: Progress = { after: after(), vanished };
      this.#rows.keepProgress(progress, this.#tally.counts());
    });
    this.#after = after();
    this.#context.onStep('batch');
  }

  async #pause(): Promise<void> {
    await breathe();
    if (this.#context.signal?.aborted === true) {
      throw new EngineError(
        'store.interrupted',
        'The run was interrupted while a window was applied; the next run goes on with it.',
      );
    }
  }

  #unbalanced(groups: number): EngineError {
    return new EngineError('store.ledger', `${groups} objects were staged but ${this.#tally.total} were applied.`, {
      hint: 'Run `feedwright store check`, then run the feed again.',
    });
  }
}
