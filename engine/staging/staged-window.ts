import { EngineError } from '../language/basics/errors.ts';
import { DraftBlock } from './thread/draft-block.ts';
import { DocumentRows } from '../store/sqlite/instance/document-rows.ts';
import type { MappedObject, ObjectIdentity } from '../store/contract/mapped-object.ts';
import { previewWindow, refuseSnapshot } from './preview.ts';
import type { SealedWindow } from './sealed-window.ts';
import type { KnownRows } from '../store/sqlite/known-rows/known-rows.ts';
import { KnownRowsKeeper, knownCounts, loadKnownRows } from '../store/sqlite/known-rows/keep.ts';
import { LAYOUT, stagedIdentity } from '../store/object/object-codec.ts';
import { Stager, type Staged } from './sorter.ts';
import { seenKey, StagingSide } from './side-file.ts';
import { StagingThread } from './thread/staging-thread.ts';
import { guarded } from '../store/sqlite/database/storage-errors.ts';
import { withdrawal } from './staged-documents.ts';
import { checkSnapshot, standing } from '../store/sqlite/apply/snapshot.ts';
import type {
  DocumentState,
  ObjectCounts,
  QuarantineEntry,
  RefRelation,
  SourceRows,
  WindowStaging,
} from '../store/contract/store.ts';
import { Tally } from '../store/object/tally.ts';
import { judgeSeen, type SeenRows } from '../store/sqlite/instance/seen-rows.ts';
import { WindowApply, type ApplyContext } from '../store/sqlite/apply/apply-window.ts';
import { WindowRows } from '../store/sqlite/apply/window-rows.ts';

export interface StagingContext extends ApplyContext {
  readonly seenRows: SeenRows;
  /** Dry: nothing may be sealed. */
  readonly dry: boolean;
  readonly syncFolder: () => void;
  readonly removeFiles: () => void;
  /** The staging is no longer in use. */
  readonly ended: () => void;
}

/** Blocks that are no work for another thread, and not worth its memory; of those that come slowly there may be more. */
const MOST_HERE = 8;
const MOST_SLOW = 36;
/** Milliseconds from one block to the next, at most, of those that come quickly. */
const QUICK = 30;

/**
 * Stages one window in files beside the store, then seals and applies it. What fits a few blocks of drafts is staged at the end,
 * by this thread; of a larger window each block goes to another thread as soon as it is full.
 */
export class StagedWindow implements WindowStaging {
  readonly #context: StagingContext;
  readonly #drafts: DraftBlock;
  /** Here: this thread stages. */
  #stager: Stager | undefined;
  /** There: the other one does. */
  #thread: StagingThread | undefined;
  /** Blocks of drafts that nobody has staged yet. */
  readonly #waiting: Buffer[] = [];
  #waitingSince = 0;
  /** A block for the drafts that follow. */
  #free: Buffer | undefined;
  #side: StagingSide | undefined;
  #known: { readonly key: string; readonly rows: KnownRows } | undefined;
  /** Identities of the drafts that are not kept yet, where rows are known. */
  readonly #drafted: string[] = [];
  #sealed: SealedWindow | undefined;
  #state: 'open' | 'sealed' | 'ended' = 'open';

  constructor(context: StagingContext) {
    this.#context = context;
    const { names } = context.dictionaries;
    this.#drafts = new DraftBlock((name) => names.stored(name));
  }

  add(objects: readonly MappedObject[]): void {
    for (const object of objects) this.draft(object);
    this.keepDrafts();
  }

  knownRows(key: string): KnownRows {
    return this.#guard(() => {
      const known = loadKnownRows(this.#context.db, this.#context.scope, key);
      this.#known = { key, rows: known };
      return known;
    });
  }

  draft(object: MappedObject, rows?: SourceRows, index = 0): void {
    this.#drafts.add(object, rows, index);
    if (this.#known !== undefined && this.#known.rows.size > 0) this.#drafted.push(stagedIdentity(object));
  }

  keepDrafts(): void {
    this.#guard(() => {
      this.#drafts.keep();
      for (const identity of this.#drafted) this.#known?.rows.touch(identity);
      this.#drafted.length = 0;
      if (this.#drafts.isFull) this.#handOn();
    });
  }

  dropDrafts(): void {
    this.#drafts.drop();
    this.#drafted.length = 0;
  }

  seen(key: string, version: string): 'new' | 'duplicate' | 'superseding' | 'older' {
    const short = seenKey(key);
    return this.#guard(() => {
      const side = this.#openSide();
      const here = side.recall(short);
      const before = here === undefined ? this.#context.seenRows.find(short) : { version: here, thisRun: true };
      const verdict = judgeSeen(before, version);
      side.remember(short, verdict === 'older' && before !== undefined ? before.version : version);
      return verdict;
    });
  }

  quarantine(entry: QuarantineEntry): void {
    this.#guard(() => this.#openSide().quarantine(entry));
  }

  putThrough(key: string): void {
    this.#guard(() => this.#openSide().putThrough(key));
  }

  relate(relations: readonly RefRelation[]): void {
    this.#guard(() => {
      for (const relation of relations) this.#openSide().relate(relation);
    });
  }

  document(key: string, version: string | undefined, state: DocumentState): void {
    this.#guard(() =>
      this.#openSide()
        .openDocuments()
        .put({ key: seenKey(key), version: version ?? null, state }),
    );
  }

  listed(document: string, object: ObjectIdentity): void {
    this.#guard(() => this.#openSide().openDocuments().list(seenKey(document), object));
  }

  reset(): void {
    this.#guard(() => this.#forget());
  }

  preview(): ObjectCounts {
    return this.#guard(() => {
      try {
        this.#withdrawVanished(0);
        const tally = new Tally(previewWindow(this.#context, this.#stageAll(false).segments));
        if (this.#known !== undefined) tally.addCounts(knownCounts(this.#known.rows));
        return tally.counts();
      } finally {
        this.#forget();
        this.#end();
      }
    });
  }

  seal({ ledger, checkpoint, keepSeenUntil, now, partial = false }: Parameters<WindowStaging['seal']>[0]): void {
    this.#guard(() => {
      const { db, scope, plan, place, dry, onStep } = this.#context;
      if (dry) throw new EngineError('store.read-only', 'A dry run writes nothing to the store.');
      this.#withdrawVanished(ledger.records.fetched);
      const { segments, identities } = this.#stageAll(true);
      onStep('staged');
      const withdraws = plan.snapshot !== undefined && place.isLast && !partial;
      if (withdraws) refuseSnapshot(this.#context, segments, ledger.records.fetched);
      const keepsSeen = keepSeenUntil !== undefined || !place.isLast;
      const documents = this.#side?.documents !== undefined;
      const side = this.#sealSide(keepsSeen);
      if (side || segments.length > 0) this.#context.syncFolder();
      onStep('synced');
      const { until, state } = checkpoint ?? {};
      const kept =
        checkpoint === undefined
          ? undefined
          : { ...(until === undefined ? {} : { until }), ...(state === undefined ? {} : { state }) };
      this.#sealed = {
        layout: LAYOUT,
        segments,
        staged: identities,
        side,
        documents,
        withdraws,
        checkpoint: kept,
        keepsSeen,
        keepSeenUntil,
        known: this.#known === undefined ? undefined : knownCounts(this.#known.rows),
        now,
      };
      new WindowRows(db, scope.instanceId, place).seal(this.#sealed, ledger, new Tally().counts());
      this.#state = 'sealed';
      onStep('sealed');
    });
  }

  async apply(onBatch?: (done: number, total: number) => void): Promise<ObjectCounts> {
    const sealed = this.#sealed;
    if (this.#state !== 'sealed' || sealed === undefined) throw new EngineError('store.not-sealed', 'The window is not sealed.');
    this.#closeStaging();
    // Where nothing was staged, what is known stays as it is.
    const known = sealed.segments.length === 0 ? undefined : this.#known;
    const keeper = known && new KnownRowsKeeper(known.key, known.rows, sealed.staged);
    const counts = await new WindowApply(this.#context, sealed, { keeper, checks: false }).run(onBatch);
    this.#context.removeFiles();
    this.#context.onStep('deleted');
    this.#end();
    return counts;
  }

  /** A sealed window is not given up: the next opening applies it. */
  discard(): void {
    if (this.#state === 'open') this.#forget();
    this.#closeStaging();
    this.#end();
  }

  #guard<T>(work: () => T): T {
    if (this.#state !== 'open') throw new EngineError('store.window-ended', 'The window takes no more: it is sealed or over.');
    return guarded(this.#context.db.path, work);
  }

  /** Drafts the withdrawal of what the documents of an index no longer list; `store.snapshot-refused` where that is too much. */
  #withdrawVanished(rows: number): void {
    const { db, scope, plan } = this.#context;
    const documents = this.#side?.documents;
    if (plan.documents === undefined || documents === undefined) return;
    let vanishing = 0;
    for (const { object, edited } of documents.vanished(new DocumentRows(db, scope.instanceId))) {
      if (!edited) vanishing++;
      this.draft(withdrawal(object));
      this.keepDrafts();
    }
    this.keepDrafts();
    if (vanishing > 0)
      checkSnapshot({ ...plan.documents, floor: 0 }, { rows, standing: standing(db, scope.instanceId).all, vanishing });
  }

  #handOn(): void {
    const block = this.#drafts.take(this.#free);
    this.#free = undefined;
    if (this.#thread !== undefined) this.#free = this.#thread.take(block);
    else {
      if (this.#waiting.length === 0) this.#waitingSince = performance.now();
      const count = this.#waiting.push(block);
      const quick = count > MOST_HERE && performance.now() - this.#waitingSince < count * QUICK;
      if (quick || count > MOST_SLOW) this.#startThread();
    }
  }

  #startThread(): void {
    const thread = new StagingThread(this.#context.staging, { syncs: !this.#context.dry });
    this.#thread = thread;
    for (const block of this.#waiting.splice(0)) this.#free = thread.take(block);
  }

  /** `durable`: it is on the disk when this returns. */
  #stageAll(durable: boolean): Staged {
    if (!this.#drafts.isEmpty) this.#handOn();
    if (this.#thread !== undefined) {
      const staged = this.#thread.finish(durable);
      this.#context.onStep('segment');
      return staged;
    }
    const { staging: path, onStep } = this.#context;
    this.#stager = new Stager(path, { syncs: false, onStep });
    for (const block of this.#waiting.splice(0)) this.#stager.take(block);
    return this.#stager.finish(durable);
  }

  #closeStaging(): void {
    this.#stager?.close();
    this.#stager = undefined;
    this.#thread?.end();
    this.#thread = undefined;
    this.#free = undefined;
    this.#waiting.length = 0;
  }

  #openSide(): StagingSide {
    this.#side ??= StagingSide.create(this.#context.side);
    return this.#side;
  }

  #sealSide(keepsSeen: boolean): boolean {
    const side = this.#side;
    this.#side = undefined;
    if (side === undefined) return false;
    if (!keepsSeen && side.holdsOnlySeen) {
      side.discard();
      return false;
    }
    side.seal();
    return true;
  }

  #forget(): void {
    this.#drafts.clear();
    this.#drafted.length = 0;
    this.#known?.rows.reset();
    this.#closeStaging();
    this.#side?.discard();
    this.#side = undefined;
    this.#context.removeFiles();
  }

  #end(): void {
    this.#state = 'ended';
    this.#context.ended();
  }
}
