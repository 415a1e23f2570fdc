/**
 * What a database must do to be a store: keep objects, runs, windows and keys, look up what is asked, and write what was decided, in
 * transactions. What merging means, which rule wins and what counts as changed is decided above it (`store/window/`).
 */
import type { Json } from '../../language/basics/json.ts';
import type { StagedHead, StagedObject, NameForm } from '../../object/object-codec.ts';
import type { ObjectIdentity } from '../../object/mapped-object.ts';
import type { ObjectChange, StoredObject } from '../../object/object-change.ts';
import type { StagingFiles } from '../../staging/local-staging.ts';
import type { QuarantineEntry, RefRelation, StagedDocument } from '../../staging/staged-rows.ts';
import type { Progress, SealedWindow, WindowPlace } from './sealed-window.ts';
import type { ObjectHead } from './review.ts';
import type { Remembered } from './seen.ts';
import type { PendingUndo, UndoPlan, UndoWish } from './undo.ts';
import type {
  Checkpoint,
  FileContent,
  InstanceKey,
  ObjectCounts,
  OpenRun,
  RecordCounts,
  RunEnd,
  RunPlan,
  Waiting,
  WantedFile,
  WindowLedger,
} from './store.ts';

export interface TakeOptions {
  readonly now: number;
  /** Nothing is locked or written. */
  readonly dry: boolean;
  /** As with `Store.open`. */
  readonly takeOver?: boolean | undefined;
}

export interface Backend {
  /** Takes the instance for this process: `store.locked` when another has it. */
  take(key: InstanceKey, options: TakeOptions): Promise<BackendInstance>;
  close(): Promise<void>;
}

/** What is known of a staged identity by its key alone. */
export interface Known {
  readonly id: number;
  /** Of what this instance has staged last; null: it has not listed the object, or has withdrawn it. */
  readonly fingerprint: string | null;
}

/** What is to be written of one object. */
export type Decision =
  | { readonly kind: 'create'; readonly head: StagedHead; readonly members: string; readonly fingerprint: string }
  | { readonly kind: 'withdraw'; readonly id: number; readonly type: string; readonly version: string | number | undefined }
  | {
      readonly kind: 'change';
      readonly id: number;
      readonly type: string;
      readonly change: ObjectChange;
      readonly fingerprint: string | null;
    }
  /** Nothing changes, but this run lists it: a snapshot must not withdraw it. */
  | { readonly kind: 'listed'; readonly id: number };

/** A window that a crash left sealed. */
export interface PendingWindow {
  readonly run: string;
  readonly index: number;
  readonly plan: RunPlan;
  readonly sealed: SealedWindow;
}

/** A window that is sealed and waits: no opening applies it. */
export interface HeldWindow extends PendingWindow {
  readonly since: number;
}

/** Looks at what is stored; the same inside and outside of a transaction. */
export interface ObjectReads {
  /** What is known of each identity, in their order, which is sorted. */
  find(identities: readonly string[]): Promise<readonly (Known | undefined)[]>;
  /** What is stored of these objects, as far as what was staged can change it, in their order. */
  load(wanted: readonly { readonly id: number; readonly staged: StagedObject }[]): Promise<readonly StoredObject[]>;
}

/**
 * One transaction of a run: all of it counts, or nothing. where it fails with what `again` goes on after, nobody may
 * know which: whoever asked for it looks how far the store is, and does the rest again. Before anything is changed, what stands there is kept under the run, so that
 * `giveBack` can put it there again: of an object the instance's listing, with its place among the changes, and of what the source says
 * as much as is changed; what is set aside under a key; a document with all that it lists. Of what is new only that it is.
 */
export interface Transaction extends ObjectReads {
  /** `keepsList`: the objects that are listed are noted, for a snapshot's end. */
  write(decisions: readonly Decision[], options: { readonly now: number; readonly keepsList: boolean }): Promise<void>;
  relate(relations: readonly RefRelation[], now: number): Promise<void>;
  putThrough(keys: readonly string[]): Promise<void>;
  quarantine(entries: readonly QuarantineEntry[], place: WindowPlace, now: number): Promise<void>;
  remember(
    seen: readonly { readonly key: string; readonly version: string }[],
    run: string,
    until: number | undefined,
  ): Promise<void>;
  /** What documents of an index list, after the objects: it stands for them until they come again. */
  document(document: StagedDocument, objects: Iterable<ObjectIdentity>): Promise<void>;
  keepProgress(place: WindowPlace, progress: Progress, counts: ObjectCounts): Promise<void>;
  /**
   * Puts some `limit` of what the run has replaced back where it was, its last change first, and keeps that no more; gives whether
   * something is left. What the run made goes: an object that no other instance lists is as if it had never been, but destinations are
   * told that it is gone, and where it comes again it is new. What others have changed since stays. Each object that looks different
   * by it takes the number of a new change.
   */
  giveBack(limit: number, wish: UndoWish): Promise<boolean>;
  fulfil(id: number, type: string, file: FileContent, now: number): Promise<void>;
}

export interface DocumentObject {
  readonly id: number;
  readonly identity: ObjectIdentity;
  readonly documents: readonly string[];
}

export interface BackendInstance {
  /** Of this machine: where the window that is open is staged. */
  readonly files: StagingFiles;
  /** As `Instance.cache`. */
  readonly cache: string | undefined;
  readonly nameForm: NameForm;
  /** The name of an attribute, of a form that values carry. */
  readonly nameOf: NameForm;
  /** Everything that has to be known to begin. */
  opening(): Promise<{
    readonly checkpoint: Checkpoint;
    readonly pending: readonly PendingWindow[];
    readonly held: HeldWindow | undefined;
    /** As `Instance.holdsNext`. */
    readonly holdsNext: string | undefined;
    readonly undoing: PendingUndo | undefined;
    readonly remembers: boolean;
  }>;
  /** `run`: it is moved by that one, and where it stood before is kept, the first time. */
  moveCheckpoint(checkpoint: Checkpoint, run?: string): Promise<void>;
  interrupted(): Promise<OpenRun | undefined>;
  lastRecords(but: string): Promise<readonly RecordCounts[]>;
  begin(plan: RunPlan, run: string): Promise<void>;
  /** The run, with the windows that are done. */
  resume(run: string): Promise<OpenRun>;
  replan(run: string, plan: RunPlan): Promise<void>;
  abandon(run: string, now: number): Promise<void>;
  end(run: string, end: RunEnd): Promise<void>;
  /** What windows of the run have been applied. */
  windows(run: string): Promise<readonly { readonly ledger: WindowLedger; readonly objects: ObjectCounts }[]>;
  /** Keys that are set aside, each with the run that has set it aside last. */
  quarantined(): Promise<readonly { readonly key: string; readonly run: string }[]>;
  /** The documents of an index, each with the version of its entry; null: it has to come again. Keys as `seenKey` shortens them. */
  documents(): Promise<readonly { readonly key: string; readonly version: string | null }[]>;
  /** Objects that a document lists and this instance has not withdrawn, each with the keys of all documents that list it. */
  documentObjects(key: string): Promise<readonly DocumentObject[]>;
  /** Of these keys those that the run, or an earlier one, remembers at `now`. */
  seen(keys: readonly string[], run: string | undefined, now: number): Promise<ReadonlyMap<string, Remembered>>;
  readonly reads: ObjectReads;
  /** Objects that are best looked up together, where each question costs more than what is asked: else few, as they come. */
  readonly atOnce?: number | undefined;
  transaction<T>(run: string, work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /**
   * From here on a crash rolls forward; of a window that is held (`sealed.hold`) nothing does, and its run is `held` as well. Throws
   * `store.window-done` where the window was applied already.
   */
  seal(place: WindowPlace, sealed: SealedWindow, ledger: WindowLedger, none: ObjectCounts): Promise<void>;
  /** A sealed window's files are gone: it is to be fetched again. */
  unseal(place: Pick<WindowPlace, 'run' | 'index'>): Promise<void>;
  /** A held window is to be applied: it is as if it had been sealed at `now`, so from here on a crash rolls forward. */
  letGo(place: Pick<WindowPlace, 'run' | 'index'>, now: number): Promise<void>;
  /** A held window is given up, and its run with it. */
  giveUp(place: Pick<WindowPlace, 'run' | 'index'>, now: number): Promise<void>;
  progress(place: WindowPlace): Promise<{ readonly progress: Progress; readonly counts: ObjectCounts }>;
  /**
   * The last commit: checkpoint, state, shape and window together, and on the disk, because the staging is deleted after it. Of a window that
   * was held its run ends with it: interrupted where it goes on, else succeeded.
   */
  finish(
    place: WindowPlace,
    sealed: SealedWindow,
    end: { readonly counts: ObjectCounts; readonly manual: boolean },
  ): Promise<void>;
  /** Objects that the instance lists now, and by type those of them that the run has not listed again. */
  standing(): Promise<{ readonly all: number; readonly left: ReadonlyMap<string, number> }>;
  /** Of these objects those that the run has listed. */
  listed(ids: readonly number[]): Promise<ReadonlySet<number>>;
  /** The next objects, after number `after`, that the run has not listed. */
  vanishedAfter(after: number, limit: number): Promise<readonly { readonly id: number; readonly type: string }[]>;
  /** As `Instance.waitingRelations`. */
  waitingRelations(): Promise<Waiting>;
  /** Those after the one given, oldest first, some at a time. */
  wantedFiles(after: WantedRow | undefined): Promise<readonly WantedRow[]>;
  hasContent(identity: ObjectIdentity): Promise<boolean>;
  /** Of these objects, in their order, what is seen of them at once. */
  headsOf(ids: readonly number[]): Promise<readonly ObjectHead[]>;
  /** The number of an object that is there. */
  objectOf(identity: ObjectIdentity): Promise<number | undefined>;
  undoPlan(run: string): Promise<UndoPlan>;
  /** On the disk when it returns: from here on whoever opens the instance goes on with it. */
  beginUndo(undo: PendingUndo): Promise<void>;
  /** What the run, and those behind it, have seen is new again. */
  forgetSeenSince(run: string): Promise<void>;
  /**
   * The last commit, on the disk: the run and its windows are undone, the revision is another. But with `skip` the checkpoint is where
   * it was before the run moved it, or further back where somebody has put it, the next window is held where `mark` says why, and a run that could be
   * gone on with is abandoned: it would take the checkpoint past what is to be fetched again.
   */
  endUndo(undo: PendingUndo): Promise<void>;
  putAttachment(bytes: AsyncIterable<Uint8Array>, maxBytes: number): Promise<{ readonly sha256: string; readonly size: number }>;
  revision(): Promise<string | undefined>;
  /** As `Instance.shape`: `finish` keeps it. */
  shape(): Promise<Json | undefined>;
  /** Gives the instance back. */
  release(): Promise<void>;
}

export interface WantedRow extends WantedFile {
  readonly id: number;
  readonly since: number;
}
