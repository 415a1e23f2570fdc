import { escapePattern } from '../../../language/escape-pattern.ts';
import { EngineError } from '../../../language/basics/errors.ts';
import type { Pseudonyms } from './pseudonyms.ts';

/** A shorter value stands in many places that have nothing to do with it: only members of the same name are changed. */
const SHORTEST = 4;
/** From this length on a value is told wherever it stands; a shorter one, or a number, only by itself. */
const DISTINCT = 8;
const MAX_VALUES = 20_000;

/** Before a value that stands by itself: no letter or digit, unless that is the end of an escape. */
const BEFORE = String.raw`(?:(?<![A-Za-z0-9])|(?<=%[0-9A-Fa-f]{2})|(?<=\\[nrt]))`;
const BEHIND = '(?![A-Za-z0-9])';

interface Form {
  readonly text: string;
  readonly made: string;
  readonly isDistinct: boolean;
}

/** The function that puts a pseudonym in the place of each value, in all texts alike, so that what belongs together still does. */
export const bindReplaceValues = (
  values: ReadonlySet<string>,
  names: readonly string[],
  pseudonyms: Pseudonyms,
  onReplaced: () => void = () => undefined,
): ((text: string) => string) => {
  if (values.size > MAX_VALUES)
    throw new EngineError(
      'record.too-many-values',
      `The fields to be scrubbed have ${values.size} values, more than ${MAX_VALUES}.`,
      {
        hint: 'Record less: --limit, or a later --since.',
      },
    );
  const long = [...values].filter((value) => value.length >= SHORTEST);
  const short = [...values].filter((value) => value.length < SHORTEST);
  const forms = new Map(long.flatMap((value) => formsOf(value, pseudonyms.of(value))).map((one) => [one.text, one]));
  const pattern = patternOf([...forms.values()]);
  const members = memberPattern(short, names);
  return (text) => {
    const told = (made: string): string => {
      onReplaced();
      return made;
    };
    const made = pattern === undefined ? text : text.replaceAll(pattern, (found) => told(forms.get(found)?.made ?? found));
    if (members === undefined) return made;
    return made.replaceAll(members, (_, before: string, value: string) => told(`${before}${pseudonyms.of(value)}`));
  };
};

const formsOf = (value: string, made: string): readonly Form[] => {
  const isDistinct = value.length >= DISTINCT && /[^\d.]/.test(value);
  const percent = encodeURIComponent(value.toWellFormed());
  return [
    { text: value, made, isDistinct },
    { text: JSON.stringify(value).slice(1, -1), made, isDistinct },
    { text: percent, made: encodeURIComponent(made), isDistinct },
    { text: percent.replaceAll('%20', '+'), made: encodeURIComponent(made), isDistinct },
  ];
};

/** One pass over a text, the longest first: nothing that was put in is taken for another value. */
const patternOf = (forms: readonly Form[]): RegExp | undefined => {
  if (forms.length === 0) return undefined;
  const parts = forms
    .toSorted((a, b) => b.text.length - a.text.length)
    .map(({ text, isDistinct }) => (isDistinct ? escapePattern(text) : `${BEFORE}${escapePattern(text)}${BEHIND}`));
  return new RegExp(parts.join('|'), 'g');
};

/** A member of JSON that has one of the names and one of the values. */
const memberPattern = (values: readonly string[], names: readonly string[]): RegExp | undefined =>
  values.length === 0 || names.length === 0
    ? undefined
    : new RegExp(
        `("(?:${names.map(escapePattern).join('|')})"\\s*:\\s*"?)(${values.map(escapePattern).join('|')})(?=["\\s,}\\]])`,
        'g',
      );
