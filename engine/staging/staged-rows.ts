/** What a window stages beside objects. */

export interface QuarantineEntry {
  /** The record's key as JSON text, or `#` and its content's hash where it has none. */
  readonly key: string;
  /** Place in the response, e.g. `row 17`. */
  readonly place: string;
  readonly code: string;
  /** Without the record's content. */
  readonly error: string;
}

/** A relation between objects that are known by the `ref` of their entries, scoped to the source. */
export interface RefRelation {
  readonly from: string;
  readonly to: string;
  readonly as: string | undefined;
}

/**
 * What a window says of a document of an index: it came `whole`, and what it listed before and lists no longer is withdrawn; a
 * `part` of it came; it was `left`, and its entry is known; its entry is `gone` from the index, and so is what it listed.
 */
export type DocumentState = 'whole' | 'part' | 'left' | 'gone';

/** A document of an index, as a window says it. */
export interface StagedDocument {
  /** As `seenKey` shortens it. */
  readonly key: string;
  /** Of its entry; null: it has to come again. */
  readonly version: string | null;
  readonly state: DocumentState;
}
