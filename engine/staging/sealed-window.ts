import type { Json } from '../language/basics/json.ts';
import type { Segment } from './segment-file.ts';
import type { ObjectCounts, WindowRange } from '../store/contract/store.ts';

/** What the store keeps of a sealed window until it is applied: enough to go on after a crash. */
export interface SealedWindow {
  /** Of the staged objects; the first one left it out. */
  readonly layout?: number;
  readonly segments: readonly Segment[];
  /** Identities, one for each segment that holds it: how much there is to apply, about. */
  readonly staged: number;
  /** There is a side file. */
  readonly side: boolean;
  /** It says something of an index's documents; an older one left it out. */
  readonly documents?: boolean;
  /** Objects of a snapshot that the run has not listed are withdrawn after this window. */
  readonly withdraws: boolean;
  readonly checkpoint: { readonly until?: number; readonly state?: Json } | undefined;
  /** Seen keys go to the store: later windows of the run, or later runs until that time, ask for them. */
  readonly keepsSeen: boolean;
  readonly keepSeenUntil: number | undefined;
  /** Objects whose rows were known, and so were not staged. */
  readonly known?: ObjectCounts | undefined;
  readonly now: number;
}

/** How far a sealed window has been applied; committed with each batch. */
export interface Progress {
  /** The identity that was applied last. */
  readonly after: string | undefined;
  /** Objects that a snapshot no longer lists, withdrawn so far. */
  readonly vanished: ObjectCounts | undefined;
}

/** A window of a run, as the rows of the database name it. */
export interface WindowPlace {
  readonly runRow: number;
  readonly run: string;
  readonly index: number;
  readonly range: WindowRange;
  readonly isLast: boolean;
}
