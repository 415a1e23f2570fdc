import { setImmediate as breathe } from 'node:timers/promises';
import { EngineError } from '../../language/basics/errors.ts';
import { ItemStream } from '../../staging/item-stream.ts';
import { MergedStaging } from '../../staging/merge-segments.ts';
import { SealedSideFile } from '../../staging/side-file.ts';
import { itemReader, type StagedItem } from '../../staging/staged-item.ts';
import type { BackendInstance, Transaction } from '../contract/backend.ts';
import type { SealedWindow, WindowPlace } from '../contract/sealed-window.ts';
import type { ApplyListener, ObjectCounts, RunPlan } from '../contract/store.ts';
import { again, type Patience } from '../again.ts';
import { applySideFile } from './apply-side-file.ts';
import { decide } from './decide.ts';
import { sumObjects, Tally } from './tally.ts';

/** Objects, or bytes of them, that one transaction applies: others can write in between. */
export const BATCH_OBJECTS = 4000;
const BATCH_BYTES = 1.5 * 1024 * 1024;
/** Objects that are looked up together; what is made of them is garbage before the collector has copied it. */
const AT_ONCE = 256;

/** How windows are applied, whatever the window. */
export interface ApplyContext extends Patience {
  readonly backend: BackendInstance;
  /** Objects that one transaction applies. */
  readonly batch: number;
  readonly onStep: (name: string) => void;
}

interface Work {
  readonly plan: RunPlan;
  readonly place: WindowPlace;
  readonly sealed: SealedWindow;
  /** The staging may be of another process: its checksums are looked at. */
  readonly checks: boolean;
  /** Nothing of it can have been applied: where it was left need not be asked. */
  readonly isUntouched?: boolean;
  readonly listener?: ApplyListener | undefined;
}

/** Applies a sealed window from where it was left, each batch with its counts and its position. */
export class WindowApply {
  readonly #context: ApplyContext;
  readonly #work: Work;
  #tally = new Tally();
  #vanished = new Tally();
  #after: string | undefined;
  /** Batches that were committed. */
  #committed = 0;
  #isUntouched: boolean;
  /** The identity that the listener was told of last: a batch that is done again tells of nothing twice. */
  #told = '';

  constructor(context: ApplyContext, work: Work) {
    this.#context = context;
    this.#work = work;
    this.#isUntouched = work.isUntouched === true;
  }

  async run(): Promise<ObjectCounts> {
    const { sealed, place, plan } = this.#work;
    const { backend, onStep } = this.#context;
    await again(
      () => this.#fromWhereItWasLeft(),
      this.#context,
      () => this.#committed,
    );
    const { confirmed } = sealed;
    const counts = sumObjects([this.#tally.counts(), this.#vanished.counts(), ...(confirmed === undefined ? [] : [confirmed])]);
    await backend.finish(place, sealed, { counts, manual: plan.manual });
    onStep('committed');
    return counts;
  }

  async #fromWhereItWasLeft(): Promise<void> {
    const { sealed } = this.#work;
    if (!this.#isUntouched) await this.#lookUpProgress();
    this.#isUntouched = false;
    await this.#applyObjects();
    if (sealed.side) await this.#applySide();
    if (sealed.withdraws) await this.#withdrawVanished();
  }

  async #lookUpProgress(): Promise<void> {
    const { progress, counts } = await this.#context.backend.progress(this.#work.place);
    this.#after = progress.after;
    this.#tally = new Tally(counts);
    this.#vanished = new Tally(progress.vanished);
  }

  async #applyObjects(): Promise<void> {
    const { sealed, plan, checks, listener } = this.#work;
    const { segments, staged } = sealed;
    if (segments.length === 0) return;
    const merged = new MergedStaging(this.#context.backend.files.objects, segments, { checks });
    const items = new ItemStream(merged, itemReader(plan.fingerprint), this.#after);
    try {
      while (items.hasMore) {
        await this.#commit(async (transaction) => {
          await this.#applyBatch(items, transaction);
          return items.last;
        });
        merged.release();
        listener?.onBatch?.(this.#tally.total, Math.max(staged, this.#tally.total));
        await this.#pause();
      }
      listener?.onBatch?.(this.#tally.total, this.#tally.total);
      if (merged.groups !== this.#tally.total) throw this.#unbalanced(merged.groups);
    } finally {
      merged.close();
    }
  }

  /** What one transaction applies. */
  async #applyBatch(items: ItemStream, transaction: Transaction): Promise<void> {
    const { sealed, plan } = this.#work;
    items.startBatch();
    let left = this.#context.batch;
    while (left > 0 && items.bytes < BATCH_BYTES && items.hasMore) {
      const some = items.take(Math.min(left, this.#context.backend.atOnce ?? AT_ONCE), BATCH_BYTES);
      const decisions = await decide(some, transaction, this.#tally);
      await transaction.write(decisions, { now: sealed.now, keepsList: plan.snapshot !== undefined });
      for (const item of some) this.#tell(item);
      left -= some.length;
    }
  }

  #tell(item: StagedItem): void {
    if (item.identity <= this.#told) return;
    this.#told = item.identity;
    this.#work.listener?.onObject?.(appliedOf(item));
  }

  async #applySide(): Promise<void> {
    const side = new SealedSideFile(this.#context.backend.files.side);
    try {
      for (const write of applySideFile(side, this.#work)) {
        await this.#commit(async (transaction) => {
          await write(transaction);
          return this.#after;
        });
        await this.#pause();
      }
    } finally {
      side.close();
    }
  }

  async #withdrawVanished(): Promise<void> {
    const { backend, batch } = this.#context;
    const { now } = this.#work.sealed;
    let last = 0;
    for (;;) {
      const gone = await backend.vanishedAfter(last, batch);
      const end = gone.at(-1);
      if (end === undefined) return;
      await this.#commit(async (transaction) => {
        const decisions = gone.map(({ id, type }) => ({ kind: 'withdraw' as const, id, type, version: undefined }));
        await transaction.write(decisions, { now, keepsList: false });
        for (const { type } of gone) this.#vanished.add('withdrawn', type, 0);
        return this.#after;
      });
      last = end.id;
      await this.#pause();
    }
  }

  /** `work` gives the identity that was applied last. */
  async #commit(work: (transaction: Transaction) => Promise<string | undefined>): Promise<void> {
    this.#after = await this.#context.backend.transaction(this.#work.place.run, async (transaction) => {
      const after = await work(transaction);
      const vanished = this.#vanished.total === 0 ? undefined : this.#vanished.counts();
      await transaction.keepProgress(this.#work.place, { after, vanished }, this.#tally.counts());
      return after;
    });
    this.#committed++;
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

const appliedOf = ({ identity, frame }: StagedItem) => ({ identity, tag: frame?.tag });
