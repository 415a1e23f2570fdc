/**
 * The store's contract: nothing above it knows the database. Times are ms since epoch. Every method that reads or writes
 * the database may throw EngineError `store.…` (`store.locked`, `store.read-only`, `store.full`, `store.newer`, `store.empty`, `store.corrupt`, `store.mock`).
 */
import type { Json } from '../../language/basics/json.ts';
import type { KnownRows } from '../sqlite/known-rows/known-rows.ts';
import type { MappedObject, ObjectIdentity } from './mapped-object.ts';

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

export interface WindowRange {
  readonly since: number | undefined;
  readonly until: number | undefined;
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
}

/**
 * What a window says of a document of an index: it came `whole`, and what it listed before and lists no longer is withdrawn; a
 * `part` of it came; it was `left`, and its entry is known; its entry is `gone` from the index, and so is what it listed.
 */
export type DocumentState = 'whole' | 'part' | 'left' | 'gone';

/** The documents of an index, as the runs before have left them. */
export interface KnownDocuments {
  /** False before the first run. */
  readonly any: boolean;
  /** The version of the entry under which the document was known last; undefined where it has to come. */
  versionOf(key: string): string | undefined;
  /** Known ones beside these, by what `document` of the staging takes for their key. */
  without(keys: Iterable<string>): Iterable<string>;
}

export interface Checkpoint {
  readonly until: number | undefined;
  /** `$state` of the next run. */
  readonly state: Json | undefined;
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

export interface ObjectCounts {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly withdrawn: number;
  /** Withdrawals of what this source has never listed: no objects, and not among the others. Absent where there were none. */
  readonly nothing_to_withdraw?: number;
  /** Objects created, updated, unchanged or withdrawn, by type. */
  readonly by_type: Readonly<Record<string, number>>;
  /** Attribute values that the applied objects carry. */
  readonly attributes: number;
}

export interface QuarantineEntry {
  /** The record's key as JSON text, or `#` and its content's hash where it has none. */
  readonly key: string;
  /** Place in the response, e.g. `row 17`. */
  readonly place: string;
  readonly code: string;
  /** Without the record's content. */
  readonly error: string;
}

/** What stands with a window in the ledger. */
export interface WindowLedger {
  readonly records: RecordCounts;
  readonly requests: { readonly count: number; readonly retried: number; readonly bytes: number };
  /** Anomalies and reasons: why paging stopped, outcomes that were met, entries skipped (by report entry). */
  readonly notes: Readonly<Record<string, number>>;
  readonly stopReason: string;
}

export interface RunSummaryRow {
  readonly id: string;
  readonly feed: string;
  readonly instance: string;
  readonly status: 'running' | 'succeeded' | 'failed' | 'interrupted' | 'abandoned';
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

export interface Store {
  /** Takes the instance's lock for this process (`store.locked` when another holds it) and recovers what a crash left. */
  open(key: InstanceKey, options: { readonly now: number; readonly signal?: AbortSignal }): Promise<Instance>;
  close(): void;
}

export interface Instance {
  readonly recovered: Recovered;
  checkpoint(): Checkpoint;
  /** Outside of any window; where a window is sealed its checkpoint goes with it. */
  moveCheckpoint(checkpoint: Checkpoint): void;
  /**
   * A run that the next may go on with: one that was cut off or interrupted, or that failed after some of its windows were
   * done. Undefined once it was resumed to its end, abandoned, or followed by another run.
   */
  interrupted(): OpenRun | undefined;
  /** What became of the records of each window of the latest run that succeeded and had any, but for this one. */
  lastRecords(but: string): readonly RecordCounts[];
  abandon(runId: string, now: number): void;
  begin(plan: RunPlan, id: string): OpenRun;
  /** Goes on with an interrupted run. */
  resume(run: OpenRun): OpenRun;
  /** Other windows for what of the run is not done yet: an interrupted run goes on by them. */
  replan(run: OpenRun, windows: readonly WindowRange[]): OpenRun;
  /** Opens window `index` of the run; one at a time. */
  window(run: OpenRun, index: number): WindowStaging;
  documents(): KnownDocuments;
  /** Keys of the records that are set aside; `notBy`: but for those that this run set aside itself. */
  quarantined(but?: { readonly notBy: string }): ReadonlySet<string>;
  /** Relations of the source that wait for an end that has not come, and since when the oldest of them do, ms since epoch. */
  waitingRelations(): { readonly count: number; readonly since: number | undefined };
  /** Attachments that are still wanted, oldest first: identity, the fulfillment and its arguments. */
  wantedFiles(): Iterable<{ readonly identity: ObjectIdentity; readonly fulfillment: string; readonly args: Json }>;
  /** Has this attachment content already? */
  hasContent(identity: ObjectIdentity): boolean;
  fulfil(
    identity: ObjectIdentity,
    file: { readonly sha256: string; readonly size: number; readonly mediaType: string | undefined },
    now: number,
  ): void;
  /** Streams bytes to the content-addressed attachment area; over `maxBytes` it throws `store.attachment-too-large` and keeps nothing. */
  putAttachment(bytes: AsyncIterable<Uint8Array>, maxBytes: number): Promise<{ readonly sha256: string; readonly size: number }>;
  end(
    run: OpenRun,
    end: {
      readonly status: 'succeeded' | 'failed' | 'interrupted';
      readonly now: number;
      readonly summary: Json;
      readonly error: { readonly code: string; readonly message: string } | undefined;
    },
  ): void;
  /** Gives the lock back. */
  close(): void;
}

/** A relation between objects that are known by the `ref` of their entries, scoped to the source. */
export interface RefRelation {
  readonly from: string;
  readonly to: string;
  readonly as: string | undefined;
}

/** The bytes of the rows that records were made of. */
export interface SourceRows {
  /** 0: they are not known. */
  lengthOf(index: number): number;
  copyTo(target: Buffer, at: number, index: number): void;
}

export interface WindowStaging {
  /**
   * Stages objects in record order. Not durable before the seal. Objects of one identity are merged, the later record (or
   * higher version) winning scalars and `update` attributes, other attributes, tags and relations gathering.
   */
  add(objects: readonly MappedObject[]): void;
  /** The same in two steps, for work that may be cut off at any point: a draft counts for nothing before `keepDrafts`. */
  draft(object: MappedObject, rows?: SourceRows, index?: number): void;
  keepDrafts(): void;
  dropDrafts(): void;
  /**
   * Rows that were the only record of their object when the last window was applied, under the same `key`: what makes objects of
   * rows. Those that are recalled need not be drafted, and count as unchanged. Asked for once, before the first draft, if at all:
   * then the rows that come with this window's drafts are known to the next.
   */
  knownRows(key: string): KnownRows;
  /**
   * Asks and remembers whether a record was seen in this run or, for `rememberMs`, in earlier ones.
   * `superseding`: same key, newer or other version, in this run; `older`: a version lower than the one remembered.
   * A version that starts with `#` is a content hash: other than another, never lower or higher.
   */
  seen(key: string, version: string): 'new' | 'duplicate' | 'superseding' | 'older';
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
  preview(): ObjectCounts;
  /**
   * Durable: from here on a crash rolls forward. `checkpoint` is committed with the last batch. `partial`: not all of the
   * window came (a limit), so a snapshot withdraws nothing.
   */
  seal(sealed: {
    readonly partial?: boolean;
    readonly ledger: WindowLedger;
    readonly checkpoint: Checkpoint | undefined;
    readonly keepSeenUntil: number | undefined;
    readonly now: number;
  }): void;
  /** Applies the sealed window in batches, each committed with its position; yields after each so that others can write. */
  apply(onBatch?: (done: number, total: number) => void): Promise<ObjectCounts>;
  discard(): void;
}
