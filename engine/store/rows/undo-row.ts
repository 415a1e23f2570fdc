/** What a run keeps of what it replaces, as both databases write it down: JSON, but for the list of an object's attributes. */
import type { ObjectChange } from '../../object/object-change.ts';

/** The kinds of rows, by what has to be given back. */
export type UndoWhat = 'object' | 'made' | 'relation' | 'quarantine' | 'document';

/** Of a file as it was: its content, and by whom it was wanted. */
export interface FileBefore {
  readonly content: readonly [sha256: string, size: number, mediaType: string | null, addedAt: number] | null;
  readonly wanted: readonly (readonly [
    instance: number,
    fulfillment: string,
    args: string,
    error: string | null,
    since: number,
  ])[];
  /** What it became: a hash, or null where it was only wanted from then on. */
  readonly became: string | null;
}

/** What came to an object, or was replaced in its own row. */
export interface Added {
  readonly tags?: readonly string[];
  readonly refs?: readonly string[];
  readonly relations?: ObjectChange['relations'];
  /** What its value became; what it was stands with the object. */
  readonly value?: string;
  readonly file?: FileBefore;
}

/**
 * Of an object: its listing by the instance as a row of the table, without its keys, `seq` as its place among what was said; what of it
 * changed beside that, as the database writes it (that attributes did is truthy); its value.
 */
export type ObjectStood<Changed extends number | boolean = number | boolean> = readonly [
  listing:
    | readonly [
        fingerprint: string | null,
        withdrawnAt: number | null,
        seq: number,
        version: string | null,
        ...fields: (string | number | null)[],
      ]
    | null,
  changed: Changed,
  value: string | null,
  added: Added | null,
];
