import type { Place } from '../../language/basics/place.ts';

/** Something that is not as it was expected; the values are texts for people. */
export interface Difference {
  /** What it is about: `requests`, `objects`, `ledger.mapped`. */
  readonly what: string;
  /** Undefined: nothing was expected. */
  readonly expected: string | undefined;
  /** Undefined: nothing came. */
  readonly actual: string | undefined;
  /** Both in one sentence, where they make none by themselves. */
  readonly says?: string;
  readonly place: Place;
}

export const sentenceOf = ({ what, expected = 'nothing', actual = 'nothing', says }: Difference): string =>
  says ?? `${what}: expected ${expected}, and ${actual} came`;

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value as a line of JSON. */
export const shownValue = (value: unknown): string | undefined =>
  value === undefined ? undefined : typeof value === 'string' ? value : JSON.stringify(value);

/** Lists and plain values are equal as JSON; the order of members does not count. */
export const isEqual = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);

const canonical = (value: unknown): string => JSON.stringify(sorted(value)) ?? 'undefined';

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((key) => [key, sorted(value[key])]),
  );
};

/** `whole`: what is not expected must not be there either. */
export const differences = (
  what: string,
  expected: unknown,
  actual: unknown,
  place: Place,
  whole: boolean,
): readonly Difference[] => {
  if (isMap(expected) && isMap(actual)) {
    const names = whole ? new Set([...Object.keys(expected), ...Object.keys(actual)]) : new Set(Object.keys(expected));
    return [...names].flatMap((name) => differences(`${what}.${name}`, expected[name], actual[name], place, whole));
  }
  if (isEqual(expected, actual)) return [];
  return [{ what, expected: shownValue(expected), actual: shownValue(actual), place }];
};

/** Has the value at least what is expected? */
export const holds = (expected: unknown, actual: unknown): boolean =>
  isMap(expected) && isMap(actual)
    ? Object.entries(expected).every(([name, one]) => holds(one, actual[name]))
    : isEqual(expected, actual);
