import { EngineError } from '../language/errors.ts';
import { DraftBuffer } from './draft-buffer.ts';
import type { MappedObject } from './mapped-object.ts';
import { previewWindow, refuseSnapshot } from './preview.ts';
import type { SealedWindow } from './sealed-window.ts';
import { encodeObject, LAYOUT, stagedIdentity } from './staged-object.ts';
import { StagingBuffer } from './staging-buffer.ts';
import { StagingWriter, type Segment } from './staging-log.ts';
import { seenKey, StagingSide } from './staging-side.ts';
import { guarded } from './storage-errors.ts';
import type { ObjectCounts, QuarantineEntry, RefRelation, WindowStaging } from './store.ts';
import { Tally } from './tally.ts';
import { judgeSeen, type SeenRows } from './seen-rows.ts';
import { WindowApply, type ApplyContext } from './window-apply.ts';
import { WindowRows } from './window-rows.ts';

export interface StagingContext extends ApplyContext {
  readonly seenRows: SeenRows;
  /** Dry: nothing may be sealed. */
  readonly dry: boolean;
  readonly syncFolder: () => void;
  readonly removeFiles: () => void;
  /** The staging is no longer in use. */
  readonly ended: () => void;
}

const NONE: readonly never[] = [];

/** Stages one window in files beside the store, then seals and applies it. */
export class StagedWindow implements WindowStaging {
  readonly #context: StagingContext;
  readonly #buffer = new StagingBuffer();
  readonly #drafts = new DraftBuffer();
  #writer: StagingWriter | undefined;
  #side: StagingSide | undefined;
  #segments: Segment[] = [];
  #staged = 0;
  #sealed: SealedWindow | undefined;
  #state: 'open' | 'sealed' | 'ended' = 'open';

  constructor(context: StagingContext) {
    this.#context = context;
  }

  add(objects: readonly MappedObject[]): void {
    for (const object of objects) this.draft(object);
    this.keepDrafts();
  }

  draft(object: MappedObject): void {
    this.#drafts.add(stagedIdentity(object), encodeObject(object, object.ref === undefined ? NONE : [object.ref]));
  }

  keepDrafts(): void {
    this.#guard(() => {
      this.#drafts.forEach((identity, bytes, start, end) => {
        this.#buffer.add(identity, bytes, start, end);
        if (this.#buffer.isFull) this.#spill();
      });
      this.#drafts.clear();
    });
  }

  dropDrafts(): void {
    this.#drafts.clear();
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

  reset(): void {
    this.#guard(() => this.#forget());
  }

  preview(): ObjectCounts {
    return this.#guard(() => {
      try {
        this.#spill();
        return previewWindow(this.#context, this.#segments);
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
      const staged = this.#staged + this.#buffer.size;
      this.#spill();
      this.#writer?.sync();
      onStep('staged');
      const withdraws = plan.snapshot !== undefined && place.isLast && !partial;
      if (withdraws) refuseSnapshot(this.#context, this.#segments, ledger.records.fetched);
      const keepsSeen = keepSeenUntil !== undefined || !place.isLast;
      const side = this.#sealSide(keepsSeen);
      if (side || this.#segments.length > 0) this.#context.syncFolder();
      onStep('synced');
      const { until, state } = checkpoint ?? {};
      const kept =
        checkpoint === undefined
          ? undefined
          : { ...(until === undefined ? {} : { until }), ...(state === undefined ? {} : { state }) };
      this.#sealed = {
        layout: LAYOUT,
        segments: this.#segments,
        staged,
        side,
        withdraws,
        checkpoint: kept,
        keepsSeen,
        keepSeenUntil,
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
    this.#writer?.close();
    this.#writer = undefined;
    const counts = await new WindowApply(this.#context, sealed).run(onBatch);
    this.#context.removeFiles();
    this.#context.onStep('deleted');
    this.#end();
    return counts;
  }

  /** A sealed window is not given up: the next opening applies it. */
  discard(): void {
    if (this.#state === 'open') this.#forget();
    this.#writer?.close();
    this.#writer = undefined;
    this.#end();
  }

  #guard<T>(work: () => T): T {
    if (this.#state !== 'open') throw new EngineError('store.window-ended', 'The window takes no more: it is sealed or over.');
    return guarded(this.#context.db.path, work);
  }

  #spill(): void {
    if (this.#buffer.size === 0) return;
    if (this.#writer === undefined) {
      this.#writer = new StagingWriter(this.#context.staging);
      this.#context.onStep('staging');
    }
    this.#staged += this.#buffer.size;
    this.#buffer.drain(this.#writer);
    this.#segments.push(this.#writer.endSegment());
    this.#context.onStep('segment');
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
    this.#buffer.clear();
    this.#drafts.clear();
    this.#writer?.close();
    this.#writer = undefined;
    this.#side?.discard();
    this.#side = undefined;
    this.#segments = [];
    this.#staged = 0;
    this.#context.removeFiles();
  }

  #end(): void {
    this.#state = 'ended';
    this.#context.ended();
  }
}
