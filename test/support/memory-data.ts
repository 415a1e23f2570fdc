/** What a store in memory keeps: plain data, so that a transaction can be undone with a copy. */
import type { Json } from '../../engine/language/basics/json.ts';
import type { MappedAttribute } from '../../engine/object/mapped-object.ts';
import type { Listing } from '../../engine/object/object-change.ts';
import type { StagedObject } from '../../engine/object/object-codec.ts';
import { publishedAtOf, statusOf, type ListingStatus } from '../../engine/object/object-status.ts';
import type { QuarantineEntry, RefRelation } from '../../engine/staging/staged-rows.ts';
import type { Progress, SealedWindow } from '../../engine/store/contract/sealed-window.ts';
import type { PendingUndo } from '../../engine/store/contract/undo.ts';
import type { Replaced } from './memory-undo.ts';
import type {
  Checkpoint,
  FileContent,
  ObjectCounts,
  RunPlan,
  RunStatus,
  WindowLedger,
} from '../../engine/store/contract/store.ts';

export interface KeptListing extends Listing {
  readonly fingerprint: string | null;
  /** Its place among all changes. */
  readonly seq: number;
}

export interface Wanted {
  readonly fulfillment: string;
  /** JSON text. */
  readonly args: string;
  readonly since: number;
}

export interface KeptObject {
  readonly id: number;
  readonly type: string;
  readonly subtype: string;
  readonly key: string;
  value: string;
  status: string | null;
  publishedAt: number | null;
  readonly firstSeen: number;
  /** By the instance's number. */
  readonly listings: Map<number, KeptListing>;
  readonly wanted: Map<number, Wanted>;
  /** By the source's number. */
  readonly attributes: Map<number, readonly MappedAttribute[]>;
  readonly tags: Map<number, Set<string>>;
  readonly refs: Map<number, Set<string>>;
  readonly relations: Map<number, StagedObject['related']>;
  content: FileContent | undefined;
}

export interface KeptWindow {
  status: 'sealed' | 'held' | 'done' | 'discarded' | 'undone';
  readonly ledger: WindowLedger;
  sealed: SealedWindow;
  progress: Progress;
  counts: ObjectCounts;
}

export interface KeptRun {
  readonly id: string;
  readonly startedAt: number;
  status: RunStatus;
  plan: RunPlan;
  readonly windows: Map<number, KeptWindow>;
  /** What it has changed, in order. */
  replaced: Replaced[];
  /** The checkpoint before it moved it. */
  before: Checkpoint | undefined;
  undo: PendingUndo | undefined;
}

export interface KeptInstance {
  readonly id: number;
  readonly name: readonly [feed: string, instance: string, partition: string];
  source: number;
  checkpoint: Checkpoint;
  /** Why its next window is held. */
  hold: string | undefined;
  revision: number;
  shape: Json | undefined;
  readonly runs: KeptRun[];
  /** Objects that the run has listed, for a snapshot's end. */
  readonly listed: Set<number>;
  readonly seen: Map<string, { readonly version: string; readonly run: string; readonly until: number | undefined }>;
  readonly quarantine: Map<string, QuarantineEntry & { readonly run: string }>;
  readonly documents: Map<string, { version: string | null; readonly objects: Set<number> }>;
}

export interface MemoryData {
  changes: number;
  /** The number of the newest object. */
  lastObject: number;
  /** Names; a source's number is its place. */
  readonly sources: string[];
  readonly instances: KeptInstance[];
  /** By `identityText`. */
  readonly objects: Map<string, KeptObject>;
  /** By the source's number. */
  readonly refRelations: Map<number, RefRelation[]>;
}

export const emptyData = (): MemoryData => ({
  changes: 0,
  lastObject: 0,
  sources: [],
  instances: [],
  objects: new Map(),
  refRelations: new Map(),
});

export const objectOf = ({ objects }: MemoryData, id: number): KeptObject => {
  for (const object of objects.values()) if (object.id === id) return object;
  throw new Error(`There is no object ${id}.`);
};

/** An object's own status and published time, after its listings. */
export const refresh = (object: KeptObject): void => {
  const listings = [...object.listings.values()].map(({ status, withdrawnAt, publishedAt, seq }): ListingStatus => ({
    status: status ?? null,
    withdrawn_at: withdrawnAt ?? null,
    published_at: publishedAt ?? null,
    seq,
  }));
  object.status = statusOf(object.type, listings);
  object.publishedAt = publishedAtOf(listings);
};
