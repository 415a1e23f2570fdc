import type { Place } from '../../language/basics/place.ts';

export const KINDS = ['expression', 'value', 'branch', 'filter', 'outcome', 'supplemental', 'option'] as const;

/** Something of a definition that cases take or do not. A value is an expression, other than a condition, that gives something. */
export interface Side {
  /** A filter's side is one of the branches as well. */
  readonly kind: (typeof KINDS)[number];
  readonly place: Place;
  /** By what `Hits` count it; any of them will do. */
  readonly keys: readonly string[];
  /** What to say of it where no case takes it, without a full stop. */
  readonly lacks: string;
  /** Of the text that it is about, on one line; of an option its name. */
  readonly excerpt: string;
  /** The place of the expression that it is in. */
  readonly within: Place | undefined;
}

const MOST_SHOWN = 72;

/** The text around a character of it, on one line. */
export const excerptAt = (source: string, offset: number): string => {
  const before = source.slice(0, offset).replaceAll(/\s+/g, ' ').trimStart();
  const after = source.slice(offset).replaceAll(/\s+/g, ' ').trimEnd();
  if (before.length + after.length <= MOST_SHOWN) return before + after;
  const left = Math.max(0, before.length - Math.max(MOST_SHOWN / 2, MOST_SHOWN - after.length));
  const right = MOST_SHOWN - (before.length - left);
  return `${left > 0 ? '…' : ''}${before.slice(left)}${after.slice(0, right)}${after.length > right ? '…' : ''}`;
};
