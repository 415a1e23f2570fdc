/** What a definition makes of one record, step by step: for people, with the place in the YAML of each step. Values are as they are, secrets among them. */
import type { JsonRecord } from '../../../language/basics/json.ts';
import type { Place } from '../../../language/basics/place.ts';

/** Why a step failed. */
export interface Fault {
  readonly code: string;
  readonly message: string;
  readonly place?: Place | undefined;
  readonly hint?: string | undefined;
}

/** One filter over the record as those before it left it. */
export interface ExplainedFilter {
  readonly kind: 'keep' | 'drop' | 'set' | 'expand';
  readonly place: Place;
  /** Its expression; of a `set` none. */
  readonly source?: string | undefined;
  readonly verdict: 'kept' | 'dropped' | 'set' | 'expanded' | 'failed';
  /** Why it was dropped, as the ledger counts it. */
  readonly because?: string | undefined;
  /** The record is left out, and what is known of it expires. */
  readonly withdraws?: boolean | undefined;
  /** Members that were set; undefined: taken away. */
  readonly members?: Readonly<Record<string, unknown>> | undefined;
  /** How many records the record became. */
  readonly parts?: number | undefined;
  readonly error?: Fault | undefined;
}

/** A value by its name; `value` is undefined where there is none. */
export interface ExplainedValue {
  readonly name: string;
  readonly place: Place | undefined;
  readonly value: unknown;
  readonly error?: Fault | undefined;
}

/** What a supplemental call gave for the record. */
export interface ExplainedAnswer extends ExplainedValue {
  /** There was none to be had: nobody was asked. */
  readonly isMissing?: boolean | undefined;
}

export interface ExplainedAttribute {
  readonly name: string;
  readonly place: Place;
  /** Undefined: the object has no such attribute from here. */
  readonly value: string | undefined;
  readonly sensitive: boolean;
  /** Why there is none. */
  readonly skipped?: string | undefined;
  readonly error?: Fault | undefined;
}

export interface ExplainedObject {
  readonly type: string;
  readonly subtype: string;
  readonly value: string;
  readonly place: Place;
  /** JSON of the identity's parts, where the value alone is not the identity. */
  readonly identity?: string | undefined;
  /** Title, times and so on; times in ISO 8601. */
  readonly fields: readonly ExplainedValue[];
  readonly tags: readonly string[];
  readonly attributes: readonly ExplainedAttribute[];
  readonly related: readonly { readonly type: string; readonly key: string; readonly as: string | undefined }[];
  /** A known object expires, and none is made. */
  readonly withdraw: boolean;
}

/** One report entry. */
export interface ExplainedEntry {
  readonly name: string;
  readonly place: Place;
  readonly objects: readonly ExplainedObject[];
  /** Why it made none, or fewer. */
  readonly skipped: readonly string[];
  readonly error?: Fault | undefined;
}

/** A relation between objects by their `ref`. */
export interface ExplainedRelation {
  readonly from: string;
  readonly to: string;
  readonly as: string | undefined;
}

/** One of the records that a record became: itself, where no filter expands it. */
export interface ExplainedPart {
  readonly filters: readonly ExplainedFilter[];
  /** As the filters leave it; undefined where they drop it. */
  readonly record: JsonRecord | undefined;
  /** `key`, `version` and the time of the window, where the feed has them. */
  readonly marks: readonly ExplainedValue[];
  readonly answers: readonly ExplainedAnswer[];
  readonly lets: readonly ExplainedValue[];
  readonly entries: readonly ExplainedEntry[];
  readonly relations: readonly ExplainedRelation[];
  /** What the ledger counts it as. */
  readonly outcome: 'mapped' | 'dropped' | 'outside the window' | 'duplicate' | 'skipped' | 'set aside';
  /** Why it was set aside. */
  readonly error?: Fault | undefined;
}

export interface ExplainedRecord {
  /** Where it stands in the answer, such as `row 17`. */
  readonly where: string;
  /** As it came. */
  readonly input: JsonRecord;
  readonly parts: readonly ExplainedPart[];
}
