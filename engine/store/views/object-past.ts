/** What a store keeps of an object's past: what each instance says of it, and what stood before the runs whose changes are kept. */
import type { FieldColumns } from '../../object/object-fields.ts';
import type { ObjectIdentity } from '../../object/mapped-object.ts';

/** Times are ms since epoch. */
export interface ObjectPast {
  readonly firstSeen: number;
  readonly listings: readonly ListingPast[];
  /** Of an attachment: the content that it has, and when it came. */
  readonly content: { readonly sha256: string; readonly at: number } | undefined;
}

/** What one instance says of an object, and what it said before. */
export interface ListingPast {
  readonly feed: string;
  readonly instance: string;
  readonly partition: string;
  readonly source: string;
  readonly now: ListingState;
  /** What its source says, of which all its instances have a part. */
  readonly attributes: readonly AttributeSaid[];
  /** The latest first. */
  readonly steps: readonly ListingStep[];
}

export interface ListingState {
  /** When it was said; undefined: that is not known any more. */
  readonly at: number | undefined;
  readonly withdrawnAt: number | undefined;
  readonly fields: FieldColumns;
}

export interface AttributeSaid {
  readonly name: string;
  readonly value: string;
  readonly sensitive: boolean;
}

/** A run that changed what an instance says. */
export interface ListingStep {
  readonly run: string;
  readonly startedAt: number;
  /** The run made the object itself. */
  readonly made: boolean;
  /** Before the run; undefined: the instance did not list the object. */
  readonly stood: ListingState | undefined;
  /** What the source said before, where that was changed. */
  readonly attributes: readonly AttributeSaid[] | undefined;
  readonly value: { readonly before: string; readonly after: string } | undefined;
  readonly tags: readonly string[];
  readonly related: readonly (ObjectIdentity & { readonly as: string | undefined })[];
  /** The content that came, by its hash, and the one before it. */
  readonly content: { readonly before: string | undefined; readonly after: string | undefined } | undefined;
}
