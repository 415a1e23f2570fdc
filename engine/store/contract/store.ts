/**
 * What a run asks of a store. It is the same for every database: `backend.ts` says what a database itself must do. Times are ms since
 * epoch. Whatever reads or writes the database may throw EngineError `store.…` (`store.locked`, `store.read-only`, `store.full`,
 * `store.newer`, `store.empty`, `store.corrupt`, `store.mock`).
 */
import type { Json } from '../../language/basics/json.ts';
import type { Checkpoint, ObjectCounts, WindowRange } from './counts.ts';
import type { MappedFile, MappedObject, ObjectIdentity } from '../../object/mapped-object.ts';
import type { DocumentState, QuarantineEntry, RefRelation } from '../../staging/staged-rows.ts';
import type { Review } from './review.ts';
import type { WindowSeen } from './window-seen.ts';
import type { SeenVerdict } from './seen.ts';
import type { UndoPlan, UndoWish } from './undo.ts';

export type { Checkpoint, ObjectCounts, WindowRange } from './counts.ts';

/** A named configuration of a feed; state, lock, ledger and source belong to it. */
export interface InstanceKey {
  /** `pack/feed`. */
  readonly feed: string;
  /** '' for the unnamed one of the command line. */
  readonly instance: string;
  /** Value of `partition:`, '' without. */
  readonly partition: string;
  /** What objects name as their source: the feed's title, or the instance's own `source:`. */
  readonly source: string;
}

export interface RunPlan {
  /** The run's own range, without lookback. */
  readonly since: number | undefined;
  readonly until: number | undefined;
  readonly now: number;
  readonly windows: readonly WindowRange[];
  /** sha256 over definition and options: an interrupted run resumes only under the same. */
  readonly fingerprint: string;
  /** A manual run (`--since`) does not move the checkpoint backwards. */
  readonly manual: boolean;
  /** `snapshot: true`: objects of the source that no window of the run lists are withdrawn with its last commit. */
  readonly snapshot: { readonly floor: number; readonly maxShare: number } | undefined;
  /** `snapshot: { of: document }`: what a document of the index no longer lists is withdrawn. */
  readonly documents?: { readonly maxShare: number } | undefined;
  /** What earlier runs have seen is new again from its beginning on. */
  readonly forgetsSeen?: boolean;
}

/** The documents of an index, as the runs before have left them. */
export interface KnownDocuments {
  /** False before the first run. */
  readonly any: boolean;
  /** The version of the entry under which the document was known last; undefined where it has to come. */
  versionOf(key: string): string | undefined;
  /** Known ones beside these, by what `document` of the staging takes for their key. */
  without(keys: Iterable<string>): Iterable<string>;
}

export interface RecordCounts {
  readonly fetched: number;
  readonly expanded: number;
  readonly outside_window: number;
  readonly dropped: Readonly<Record<string, number>>;
  readonly duplicate: number;
  readonly superseded: number;
  readonly skipped: number;
  readonly quarantined: number;
  readonly mapped: number;
}

/** What stands with a window in the ledger. */
export interface WindowLedger {
  readonly seen?: WindowSeen;
  readonly records: RecordCounts;
  readonly requests: { readonly count: number; readonly retried: number; readonly bytes: number };
  /** Anomalies and reasons: why paging stopped, outcomes that were met, entries skipped (by report entry). */
  readonly notes: Readonly<Record<string, number>>;
  readonly stopReason: string;
}

/**
 * `held`: a window of it is sealed and waits for `apply` or `discard`; `discarded`: it was given up; `undoing`, `undone`: what it
 * changed is being given back, or has been.
 */
export type RunStatus =
  'running' | 'succeeded' | 'failed' | 'interrupted' | 'abandoned' | 'held' | 'discarded' | 'undoing' | 'undone';

export interface RunSummaryRow {
  readonly id: string;
  readonly feed: string;
  readonly instance: string;
  readonly status: RunStatus;
  readonly startedAt: number;
  readonly endedAt: number | undefined;
  /** The JSON that `run --json` printed, without secrets. */
  readonly summary: Json;
  readonly error: { readonly code: string; readonly message: string } | undefined;
}

/** What opening an instance found of a run that had not ended. */
export interface Recovered {
  /** Windows that were sealed and have now been applied, without asking the vendor. */
  readonly rolledForward: number;
  /** Staging that was not sealed and has been thrown away. */
  readonly discarded: boolean;
}

export interface OpenRun {
  readonly id: string;
  readonly plan: RunPlan;
  readonly startedAt: number;
  /** Index of the first window that is not done. */
  readonly nextWindow: number;
  /** Sums over the windows that are done. */
  readonly done: readonly { readonly ledger: WindowLedger; readonly objects: ObjectCounts }[];
}

export interface OpenOptions {
  readonly now: number;
  readonly signal?: AbortSignal;
  /**
   * Whoever has the instance is known to be dead, or is to be taken for it: in a database that others use as well its lock is broken,
   * and should it come back it writes no more (`store.fenced`). Where a dead process can't hold a lock nothing is broken.
   */
  readonly takeOver?: boolean | undefined;
}

export interface Store {
  /** Takes the instance's lock for this process (`store.locked` when another holds it) and recovers what a crash left. */
  open(key: InstanceKey, options: OpenOptions): Promise<Instance>;
  close(): Promise<void>;
}

/** What ends a run. */
export interface RunEnd {
  readonly status: 'succeeded' | 'failed' | 'interrupted' | 'held';
  readonly now: number;
  readonly summary: Json;
  readonly error: { readonly code: string; readonly message: string } | undefined;
}

/** An attachment that is still wanted: whose it is, the fulfillment and its arguments. */
export interface WantedFile {
  readonly identity: ObjectIdentity;
  readonly fulfillment: string;
  readonly args: Json;
}

export type FileContent = Extract<MappedFile, { kind: 'content' }>;

/** Relations by reference that lack an end. */
export interface Waiting {
  readonly count: number;
  /** Ms since epoch; undefined where nothing waits, or of what waits neither end has come. */
  readonly since: number | undefined;
}

/** Why a window is not applied when it has been sealed. */
export interface Hold {
  /** As half a sentence: `asked for by --hold`. */
  readonly why: string;
  /** Once it is applied there is more for its run to fetch. */
  readonly goesOn: boolean;
}

/** A window that was sealed and waits: until it is applied or discarded its instance begins no other run. */
export interface HeldRun {
  readonly run: string;
  /** Of the run's windows. */
  readonly index: number;
  readonly plan: RunPlan;
  /** When it was sealed, ms since epoch. */
  readonly since: number;
  readonly why: string;
}

/** What the next run of an instance begins with. */
export interface Upcoming {
  readonly checkpoint: Checkpoint;
  /** Undefined: nothing of it waits to be applied or discarded. */
  readonly held: HeldRun | undefined;
  /** A run that was cut off, or is under way. */
  readonly cut: OpenRun | undefined;
}

export interface Instance {
  readonly recovered: Recovered;
  /** Undefined: nothing of it waits. Meanwhile `begin`, `resume` and `moveCheckpoint` throw `store.held`. */
  readonly held: HeldRun | undefined;
  /** Why its next window is to be held, whatever else is said; undefined: nothing asks for that. */
  readonly holdsNext: string | undefined;
  /** Looks at what is held: what applying it would do, with at most so many objects of each kind in detail. */
  reviewHeld(most: number): Promise<Review>;
  /** Applies what is held; from its first step on a crash rolls forward. Throws `store.staging-gone` where its files are gone. */
  applyHeld(now: number, listener?: ApplyListener): Promise<ObjectCounts>;
  /** Gives up what is held: the checkpoint stays where it is. */
  discardHeld(now: number): Promise<void>;
  /** What undoing a run comes to. Throws `store.undo-…` where it can't be undone, with what stands in the way. */
  undoPlan(run: string): Promise<UndoPlan>;
  /**
   * Gives objects back what they were before the run; a crash in the middle is gone on with by whoever opens the instance next. Throws
   * as `undoPlan`.
   */
  undo(run: string, wish: UndoWish): Promise<void>;
  /** Where the next run starts; as it was when the instance was opened, and as this process has moved it since. */
  checkpoint(): Checkpoint;
  /** Outside of any window; where a window is sealed its checkpoint goes with it. */
  moveCheckpoint(checkpoint: Checkpoint): Promise<void>;
  /**
   * A run that the next may go on with: one that was cut off or interrupted, or that failed after some of its windows were
   * done. Undefined once it was resumed to its end, abandoned, or followed by another run.
   */
  interrupted(): Promise<OpenRun | undefined>;
  /** What became of the records of each window of the latest run that succeeded and had any, but for this one. */
  lastRecords(but: string): Promise<readonly RecordCounts[]>;
  abandon(runId: string, now: number): Promise<void>;
  begin(plan: RunPlan, id: string): Promise<OpenRun>;
  /** Goes on with an interrupted run. */
  resume(run: OpenRun): Promise<OpenRun>;
  /** Other windows for what of the run is not done yet: an interrupted run goes on by them. */
  replan(run: OpenRun, windows: readonly WindowRange[]): Promise<OpenRun>;
  /** Opens window `index` of the run; one at a time. */
  window(run: OpenRun, index: number): Promise<WindowStaging>;
  documents(): Promise<KnownDocuments>;
  /** Keys of the records that are set aside, each with the run that has done so. */
  quarantined(): Promise<ReadonlyMap<string, string>>;
  /** Relations of the source that wait for an end that has not come, and since when the oldest of them do, ms since epoch. */
  waitingRelations(): Promise<Waiting>;
  /** Attachments that are still wanted, oldest first. */
  wantedFiles(): AsyncIterable<WantedFile>;
  /** Has this attachment content already? */
  hasContent(identity: ObjectIdentity): Promise<boolean>;
  /** By the run that was begun or resumed last. */
  fulfil(identity: ObjectIdentity, file: Omit<FileContent, 'kind'>, now: number): Promise<void>;
  /** Streams bytes to the content-addressed attachment area; over `maxBytes` it throws `store.attachment-too-large` and keeps nothing. */
  putAttachment(bytes: AsyncIterable<Uint8Array>, maxBytes: number): Promise<{ readonly sha256: string; readonly size: number }>;
  end(run: OpenRun, end: RunEnd): Promise<void>;
  /**
   * Changes with everything that is applied to what this instance's source says, by whomever: while it is the same, the objects
   * are as they were. Undefined where nothing was applied yet.
   */
  revision(): Promise<string | undefined>;
  /** What the last window that said so left to be remembered of the shape of what came; undefined before the first. */
  shape(): Promise<Json | undefined>;
  /** Path of a file on this machine for what only saves time; undefined where there is no place for one. */
  readonly cache: string | undefined;
  /** Gives the lock back. */
  close(): Promise<void>;
}

/** What `seal` is told. */
export interface Seal {
  readonly ledger: WindowLedger;
  /** Committed with the last batch. */
  readonly checkpoint: Checkpoint | undefined;
  readonly keepSeenUntil: number | undefined;
  readonly now: number;
  /** Not all of the window came (a limit), so a snapshot withdraws nothing. */
  readonly partial?: boolean;
  /** Objects that are known to be in the store as they came, and so were not staged: they count as unchanged. */
  readonly confirmed?: ObjectCounts | undefined;
  /** What is remembered of the shape of what came once the window is applied. Undefined: what is remembered stays. */
  readonly shape?: Json | undefined;
  /** It is not applied: no crash rolls it forward, it waits for `applyHeld` or `discardHeld`. */
  readonly hold?: Hold | undefined;
}

/** An object that was applied, for whoever left a tag with it. */
export interface Applied {
  /** As `stagedIdentity` gives it. */
  readonly identity: string;
  /** The tag, where nothing else was staged for the identity; good until the call returns. */
  readonly tag: Buffer | undefined;
}

export interface ApplyListener {
  readonly onBatch?: ((done: number, total: number) => void) | undefined;
  /** Told of each object, before the batch that it is in is committed. */
  readonly onObject?: ((applied: Applied) => void) | undefined;
}

export interface WindowStaging {
  /**
   * Stages the objects of a record, after those of the records before it. Not durable before the seal. Objects of one identity are merged, the
   * later record (or higher version) winning scalars and `update` attributes, other attributes, tags and relations gathering.
   * `tag`: 16 characters below U+0100 that are given back, as bytes, when a single object is applied.
   */
  add(objects: readonly MappedObject[], tag?: string): void;
  /** Finds out which of these keys earlier windows or runs have seen; before `seen` is asked of them. */
  lookUp(keys: readonly string[]): Promise<void>;
  /**
   * Asks and remembers whether a record was seen in this run or, for as long as it was kept, in earlier ones.
   * `superseding`: same key, newer or other version, in this run; `older`: a version lower than the one remembered.
   * A version that starts with `#` is a content hash: other than another, never lower or higher.
   */
  seen(key: string, version: string): SeenVerdict;
  quarantine(entry: QuarantineEntry): void;
  /** The record of this key came through: its entry of an earlier run goes. */
  putThrough(key: string): void;
  /** Stages relations by reference; either end may come later, or never. */
  relate(relations: readonly RefRelation[]): void;
  /** A document of an index, by its entry's key; `version` is the entry's, undefined where it has to come again. */
  document(key: string, version: string | undefined, state: DocumentState): void;
  /** The document lists this object. */
  listed(document: string, object: ObjectIdentity): void;
  /** Forgets all that was staged: the window's source is read again from the start. */
  reset(): void;
  /** What applying would do, without doing it (dry runs). Ends the staging. */
  preview(): Promise<ObjectCounts>;
  /** Durable: from here on a crash rolls forward. */
  seal(seal: Seal): Promise<void>;
  /** Applies the sealed window in batches, each committed with its position; yields after each so that others can write. */
  apply(listener?: ApplyListener): Promise<ObjectCounts>;
  discard(): Promise<void>;
}
