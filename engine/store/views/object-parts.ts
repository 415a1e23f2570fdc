/** What is read of an object and of all that hangs on it, whatever the database: what a view is made of. */
import type { ObjectIdentity } from '../../object/mapped-object.ts';
import type { FieldColumns } from '../../object/object-fields.ts';

export interface ObjectRow extends ObjectIdentity {
  readonly id: number;
  readonly value: string;
  readonly status: string | null;
  readonly published_at: number | null;
}

/** What one instance says. */
export interface ListingRow extends FieldColumns {
  readonly source: string;
  readonly feed: string;
  readonly withdrawn_at: number | null;
}

export interface AttributeView {
  readonly name: string;
  readonly value: string;
  readonly sources: readonly string[];
  readonly sensitive?: true;
}

/** A relation, as one of its ends sees it. */
export interface RelatedRow extends ObjectIdentity {
  readonly object_id: number;
  /** The other end. */
  readonly id: number;
  readonly value: string;
  readonly as: string | null;
  /** 1: the other end is where it begins. */
  readonly incoming: 0 | 1;
}

export interface FileRow {
  readonly sha256: string;
  readonly size: number;
  readonly media_type: string | null;
}

/** All that hangs on an object, in an order that does not depend on how it came. */
export interface ObjectParts {
  /** Those who still list it first, the latest word before the others. */
  readonly listings: readonly ListingRow[];
  readonly attributes: readonly AttributeView[];
  readonly tags: readonly string[];
  readonly related: readonly RelatedRow[];
  readonly file: FileRow | 'wanted' | undefined;
}
