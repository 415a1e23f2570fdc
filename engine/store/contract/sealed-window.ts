import type { Json } from '../../language/basics/json.ts';
import type { Segment } from '../../staging/segment-file.ts';
import type { Hold, ObjectCounts, WindowRange } from './store.ts';

/** What the store keeps of a sealed window until it is applied: enough to go on after a crash. */
export interface SealedWindow {
  /** Of the staged objects. */
  readonly layout: number;
  readonly segments: readonly Segment[];
  /** Identities, one for each segment that holds it: how much there is to apply, about. */
  readonly staged: number;
  /** There is a side file. */
  readonly side: boolean;
  /** It says something of an index's documents. */
  readonly documents: boolean;
  /** Objects of a snapshot that the run has not listed are withdrawn after this window. */
  readonly withdraws: boolean;
  readonly checkpoint: { readonly until?: number; readonly state?: Json } | undefined;
  /** Seen keys go to the store: later windows of the run, or later runs until that time, ask for them. */
  readonly keepsSeen: boolean;
  readonly keepSeenUntil: number | undefined;
  /** Objects that were not staged, since they are known to be as they came. */
  readonly confirmed?: ObjectCounts | undefined;
  /** Takes the place of what is remembered of the shape of what came, with the last commit. Undefined: that stays. */
  readonly shape?: Json | undefined;
  readonly now: number;
  /** It waits, or has waited, to be looked at. */
  readonly hold?: Hold | undefined;
}

/** How far a sealed window has been applied; committed with each batch. */
export interface Progress {
  /** The identity that was applied last. */
  readonly after: string | undefined;
  /** Objects that a snapshot no longer lists, withdrawn so far. */
  readonly vanished: ObjectCounts | undefined;
}

/** A window of a run that was begun. */
export interface WindowPlace {
  /** The run's id. */
  readonly run: string;
  readonly index: number;
  readonly range: WindowRange;
  readonly isLast: boolean;
}
