import { EngineError } from '../../language/basics/errors.ts';
import type { Json } from '../../language/basics/json.ts';
import type { ObjectIdentity } from '../../object/mapped-object.ts';
import type { Backend, BackendInstance, HeldWindow, WantedRow } from '../contract/backend.ts';
import type {
  ApplyListener,
  Checkpoint,
  FileContent,
  HeldRun,
  Instance,
  InstanceKey,
  KnownDocuments,
  ObjectCounts,
  OpenRun,
  RecordCounts,
  Recovered,
  RunEnd,
  RunPlan,
  Waiting,
  WantedFile,
  WindowRange,
  WindowStaging,
} from '../contract/store.ts';
import type { Review } from '../contract/review.ts';
import type { UndoPlan, UndoWish } from '../contract/undo.ts';
import { again, type Patience } from '../again.ts';
import type { ApplyContext } from './apply-window.ts';
import { applyHeld, discardHeld, heldRun, isHeld } from './held.ts';
import { DocumentsOfIndex } from './known-documents.ts';
import { OpenWindow } from './open-window.ts';
import { reviewWindow } from './review-window.ts';
import { recover } from './recover.ts';
import { goOnUndoing, planUndo, undoRun } from './undo.ts';

export interface InstanceOptions {
  /** Reads only: nothing is locked, recovered or written, windows can be previewed. */
  readonly dry: boolean;
  /** Objects that one transaction applies. */
  readonly batch: number;
  readonly onStep: (name: string) => void;
  readonly signal: AbortSignal | undefined;
  readonly now: number;
  /** As with `Store.open`. */
  readonly takeOver?: boolean | undefined;
  readonly onAgain?: Patience['onAgain'];
}

/** One named configuration of a feed, for as long as this process works on it, in whatever database. */
export class StoreInstance implements Instance {
  readonly recovered: Recovered;
  readonly #backend: BackendInstance;
  readonly #apply: ApplyContext;
  readonly #dry: boolean;
  readonly #begun = new Set<string>();
  readonly holdsNext: string | undefined;
  #checkpoint: Checkpoint;
  #held: HeldWindow | undefined;
  #remembers: boolean;
  /** The run that was begun or resumed last. */
  #run: string | undefined;
  #pending = 0;
  #open: OpenWindow | undefined;

  private constructor(
    apply: ApplyContext,
    known: Omit<Awaited<ReturnType<BackendInstance['opening']>>, 'pending'> & { dry: boolean; recovered: Recovered },
  ) {
    this.#backend = apply.backend;
    this.#apply = apply;
    this.#dry = known.dry;
    this.#checkpoint = known.checkpoint;
    this.#held = known.held;
    this.holdsNext = known.holdsNext;
    this.#remembers = known.remembers;
    this.recovered = known.recovered;
  }

  static async open(database: Backend, key: InstanceKey, options: InstanceOptions): Promise<StoreInstance> {
    const { dry, batch, onStep, signal, now, takeOver, onAgain } = options;
    const backend = await database.take(key, { now, dry, takeOver });
    const apply = { backend, batch, onStep, signal, onAgain };
    try {
      const opening = await backend.opening();
      const { pending, held, undoing } = opening;
      if (undoing !== undefined && !dry) await goOnUndoing(apply, undoing);
      const recovered = dry ? { rolledForward: 0, discarded: false } : await recover(pending, held !== undefined, apply);
      const isSettled = dry || (undoing === undefined && pending.length === 0);
      return new StoreInstance(apply, { ...(isSettled ? opening : await backend.opening()), dry, recovered });
    } catch (cause) {
      await backend.release();
      throw cause;
    }
  }

  get cache(): string | undefined {
    return this.#backend.cache;
  }

  get held(): HeldRun | undefined {
    return heldRun(this.#held);
  }

  reviewHeld(most: number): Promise<Review> {
    return reviewWindow(this.#backend, this.#mustHold(), most);
  }

  async applyHeld(now: number, listener?: ApplyListener): Promise<ObjectCounts> {
    const counts = await applyHeld(this.#apply, this.#mustHold(), now, listener);
    this.#held = undefined;
    this.#checkpoint = (await this.#backend.opening()).checkpoint;
    return counts;
  }

  async discardHeld(now: number): Promise<void> {
    await discardHeld(this.#apply, this.#mustHold(), now);
    this.#held = undefined;
  }

  undoPlan(run: string): Promise<UndoPlan> {
    return planUndo(this.#backend, run);
  }

  async undo(run: string, wish: UndoWish): Promise<void> {
    this.#mustNotHold();
    await undoRun(this.#apply, run, wish);
    this.#checkpoint = (await this.#backend.opening()).checkpoint;
  }

  checkpoint(): Checkpoint {
    return this.#checkpoint;
  }

  async moveCheckpoint(checkpoint: Checkpoint): Promise<void> {
    if (this.#dry) return;
    this.#mustNotHold();
    await this.#backend.moveCheckpoint(checkpoint, this.#run);
    this.#checkpoint = checkpoint;
  }

  interrupted(): Promise<OpenRun | undefined> {
    return this.#backend.interrupted();
  }

  lastRecords(but: string): Promise<readonly RecordCounts[]> {
    return this.#backend.lastRecords(but);
  }

  async abandon(runId: string, now: number): Promise<void> {
    if (!this.#dry) await this.#backend.abandon(runId, now);
  }

  async begin(plan: RunPlan, id: string): Promise<OpenRun> {
    if (!this.#dry) {
      this.#mustNotHold();
      await this.#backend.begin(plan, id);
      this.#begun.add(id);
      this.#run = id;
    }
    return { id, plan, startedAt: plan.now, nextWindow: 0, done: [] };
  }

  async resume(run: OpenRun): Promise<OpenRun> {
    if (this.#dry) return run;
    this.#mustNotHold();
    this.#begun.add(run.id);
    this.#run = run.id;
    return this.#backend.resume(run.id);
  }

  async replan(run: OpenRun, windows: readonly WindowRange[]): Promise<OpenRun> {
    const plan = { ...run.plan, windows };
    if (this.#begun.has(run.id)) await this.#backend.replan(run.id, plan);
    return { ...run, plan };
  }

  async window(run: OpenRun, index: number): Promise<WindowStaging> {
    if (this.#open !== undefined)
      throw new EngineError('store.window-open', 'A window of this feed is open already: seal, apply or discard it first.');
    if (this.#pending > 0)
      throw new EngineError(
        'store.window-pending',
        'A sealed window of this feed is not applied yet: open the feed again to apply it.',
      );
    const range = run.plan.windows[index] ?? { since: undefined, until: undefined };
    const window = new OpenWindow({
      ...this.#apply,
      plan: run.plan,
      place: { run: run.id, index, range, isLast: index === run.plan.windows.length - 1 },
      begun: this.#begun.has(run.id),
      remembers: this.#remembers,
      moved: (checkpoint) => (this.#checkpoint = checkpoint),
      ended: () => this.#ended(window),
    });
    this.#open = window;
    return window;
  }

  async documents(): Promise<KnownDocuments> {
    return new DocumentsOfIndex(await this.#backend.documents());
  }

  async quarantined(): Promise<ReadonlyMap<string, string>> {
    return new Map((await this.#backend.quarantined()).map(({ key, run }) => [key, run]));
  }

  waitingRelations(): Promise<Waiting> {
    return this.#backend.waitingRelations();
  }

  /** Some at a time: they are fulfilled, and so leave the list, while the caller goes through them. */
  async *wantedFiles(): AsyncGenerator<WantedFile, void> {
    let last: WantedRow | undefined;
    for (;;) {
      const rows = await this.#backend.wantedFiles(last);
      if (rows.length === 0) return;
      last = rows.at(-1);
      for (const { identity, fulfillment, args } of rows) yield { identity, fulfillment, args };
    }
  }

  hasContent(identity: ObjectIdentity): Promise<boolean> {
    return this.#backend.hasContent(identity);
  }

  async fulfil(identity: ObjectIdentity, file: Omit<FileContent, 'kind'>, now: number): Promise<void> {
    if (this.#dry || this.#run === undefined) return;
    const id = await this.#backend.objectOf(identity);
    if (id === undefined) return;
    const content = { kind: 'content', ...file } as const;
    const run = this.#run;
    const fulfil = (): Promise<void> =>
      this.#backend.transaction(run, (transaction) => transaction.fulfil(id, identity.type, content, now));
    await again(fulfil, this.#apply);
  }

  putAttachment(bytes: AsyncIterable<Uint8Array>, maxBytes: number): ReturnType<Instance['putAttachment']> {
    return this.#backend.putAttachment(bytes, maxBytes);
  }

  async end(run: OpenRun, end: RunEnd): Promise<void> {
    if (!this.#dry) await this.#backend.end(run.id, end);
  }

  revision(): Promise<string | undefined> {
    return this.#backend.revision();
  }

  shape(): Promise<Json | undefined> {
    return this.#backend.shape();
  }

  async close(): Promise<void> {
    await this.#open?.discard();
    await this.#backend.release();
  }

  #mustHold(): HeldWindow {
    if (this.#held === undefined) throw new EngineError('store.not-held', 'Nothing of this feed is held.');
    return this.#held;
  }

  #mustNotHold(): void {
    if (this.#held !== undefined) throw isHeld(this.#held);
  }

  /** A window that was sealed and given up is applied by the next opening only; the keys of one that was applied are known from now on. */
  #ended(window: OpenWindow): void {
    this.#remembers = true;
    if (window.isPending) this.#pending += 1;
    this.#open = undefined;
  }
}
