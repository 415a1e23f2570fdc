/** A character in a file: lines and columns count from 1; a column counts UTF-16 units. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export type Severity = 'error' | 'warning';

/** An author's mistake, as a value: what is wrong in one sentence, where, and what to write instead. */
export interface Diagnostic {
  /** Stable and dotted, e.g. `expression.unknown-variable`. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly place: Place;
  readonly hint?: string;
}

/** `file:line:column`, as editors and terminals understand it. */
export const formatPlace = (place: Place): string => `${place.file}:${place.line}:${place.column}`;
