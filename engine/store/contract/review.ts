/** What applying a held window would do. */
import type { ObjectCounts, WindowRange } from './counts.ts';

/** Of an object: it is new; it changes; it was withdrawn by this feed and is listed again; this feed lists it no longer. */
export type ReviewedKind = 'appears' | 'changes' | 'returns' | 'goes';

export interface ReviewedChange {
  /** Of an attribute, or of a field as `objects --json` calls it. */
  readonly name: string;
  /** Values that go. */
  readonly before: readonly string[];
  /** Values that come. */
  readonly after: readonly string[];
  readonly sensitive: boolean;
}

/** As far as it is seen before a window is applied. */
export interface ObjectHead {
  readonly type: string;
  readonly subtype: string;
  readonly value: string;
  /** Another instance says something of it as well. */
  readonly shared: boolean;
}

export interface ReviewedObject extends ObjectHead {
  readonly kind: ReviewedKind;
  readonly changes: readonly ReviewedChange[];
}

export interface Review {
  readonly run: string;
  /** Of the run's windows, from 0. */
  readonly window: number;
  /** How many the run has. */
  readonly of: number;
  readonly range: WindowRange;
  /** Since when it is held, ms since epoch, and why. */
  readonly since: number;
  readonly why: string;
  /** As `apply` will count them. */
  readonly objects: ObjectCounts;
  readonly kinds: Readonly<Record<ReviewedKind, number>>;
  /** The first of each kind. */
  readonly shown: readonly ReviewedObject[];
  /** Relations by reference, records that are set aside, and documents of an index of which the window says something. */
  readonly relations: number;
  readonly set_aside: number;
  readonly documents: number;
}
