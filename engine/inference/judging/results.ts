import { parseTime } from '../../expression/formats/parse-time.ts';
import { readTlp } from '../../language/basics/tlp.ts';
import { isNothing, kindsOf, wordsOf, type Kind } from '../types/kinds.ts';
import { flattened, present, type Type } from '../types/type.ts';
import { error, warning, type Verdict } from './verdict.ts';

const isScalar = (kind: Kind): boolean => kind !== 'list' && kind !== 'object';

/** A value that is never anything but null. */
export const alwaysMissing = (type: Type): Verdict | undefined =>
  isNothing(type) ? warning('This is never anything but null.', 'Give it a value, or leave it out.') : undefined;

export const notBoolean = (type: Type): Verdict | undefined => {
  const kinds = kindsOf(type);
  if (kinds === undefined || kinds.includes('boolean')) return undefined;
  return error(
    `A condition is true or false, and this gives ${wordsOf(kinds)}.`,
    'Compare it with something, or wrap it in `$exists(…)` or `$boolean(…)`.',
  );
};

/** One text is wanted. */
export const notScalar = (type: Type): Verdict | undefined => {
  const kinds = kindsOf(type);
  if (kinds === undefined || kinds.some(isScalar)) return undefined;
  const within = kindsOf(flattened(present(type)));
  // One of a list of texts would do.
  return within?.some(isScalar) === false
    ? error(
        `One text is wanted, and this gives ${wordsOf(kinds)}.`,
        'Take one of its members, or write it as JSON: `$string(…)`.',
      )
    : warning(
        `One text is wanted, and this gives ${wordsOf(kinds)}.`,
        'Take one of it, `$first(…)`, or put its values together, `$join(…)`.',
      );
};

/** Any number of texts is wanted. */
export const notTexts = (type: Type): Verdict | undefined => {
  const kinds = kindsOf(flattened(present(type)));
  if (kinds === undefined || kinds.some(isScalar)) return undefined;
  return error(
    'Texts are wanted, and this gives objects.',
    'Take a member of each, such as `list.name`, or write each as JSON: `list.$string($)`.',
  );
};

/** What samples show, or the definition says, of a text or number. */
const contentOf = ({ text, number }: Type): readonly (string | number)[] | undefined => {
  const shown = [text, number].map((one) => one?.closed ?? one?.examples);
  if (shown.some((one) => one?.length === 0)) return undefined;
  return [...(shown[0] ?? []), ...(shown[1] ?? []).map(Number)];
};

export const notTime = (type: Type): Verdict | undefined => {
  const kinds = kindsOf(type);
  if (kinds === undefined) return undefined;
  if (!kinds.includes('text') && !kinds.includes('number'))
    return error(`A time is wanted, and this gives ${wordsOf(kinds)}.`, 'Give a text or a number that `$iso` reads.');
  const content = contentOf(type);
  if (content === undefined || content.length === 0 || content.some((one) => parseTime(one) !== undefined)) return undefined;
  return warning(
    `A time is wanted, and \`${String(content[0]).slice(0, 64)}\` can't be read as one.`,
    'Read it by its own form first: `$toMillis(…, picture)`.',
  );
};

/** None of the values that the samples show is a traffic light. */
export const notTlp = (type: Type): Verdict | undefined => {
  const { text } = type;
  if (kindsOf(type)?.every((kind) => kind === 'text') !== true || text?.closed !== undefined) return undefined;
  const shown = text?.examples ?? [];
  if (shown.length === 0 || shown.some((one) => readTlp(one) !== undefined)) return undefined;
  return warning(
    `A traffic light is wanted, and \`${shown[0]?.slice(0, 64) ?? ''}\` is none.`,
    'Look it up: `{ of, table, else: skip }`.',
  );
};

/** An attribute that holds the latest value, and is given several by a path that goes through a list. */
export const severalValues = (type: Type): Verdict | undefined => {
  const kinds = kindsOf(type);
  if (kinds?.includes('list') !== true || !kinds.some(isScalar)) return undefined;
  return warning(
    'With `rule: update` an attribute holds the latest value, and this path goes through a list: a record may give several.',
    'Take one, `$first(…)`, put them together, `$join(…)`, or keep every value that came: `rule: add`.',
  );
};

/** Records are objects. */
export const notRecords = (type: Type): Verdict | undefined => {
  const kinds = kindsOf(flattened(present(type)));
  if (kinds === undefined || kinds.includes('object')) return undefined;
  return error(
    `A record is an object, and each of these is ${wordsOf(kinds)}.`,
    'Pick a list of objects, or make one of each value: `list.{ "value": $ }`.',
  );
};

/** A map of names and values. */
export const notMap = (type: Type): Verdict | undefined => {
  const kinds = kindsOf(type);
  if (kinds === undefined || kinds.includes('object')) return undefined;
  return error(
    `A map of names and values is wanted, and this gives ${wordsOf(kinds)}.`,
    'Of a list take `each` with `name` and `value`, or put its maps together: `$merge(…)`.',
  );
};

const ARGUMENT_KINDS: Readonly<Record<'string' | 'number' | 'boolean' | 'list', readonly Kind[]>> = {
  // A number in the place of a text is written as one.
  string: ['text', 'number'],
  number: ['number'],
  boolean: ['boolean'],
  list: ['list'],
};

/** An argument of a call, by the endpoint's declaration. */
export const notArgument = (
  name: string,
  wanted: keyof typeof ARGUMENT_KINDS | 'any' | undefined,
  type: Type,
): Verdict | undefined => {
  const kinds = kindsOf(type);
  if (wanted === undefined || wanted === 'any' || kinds === undefined) return undefined;
  if (kinds.some((kind) => ARGUMENT_KINDS[wanted].includes(kind))) return undefined;
  return error(
    `The argument \`${name.slice(0, 64)}\` is declared as ${wanted}, and this gives ${wordsOf(kinds)}.`,
    'Give it what it is declared as, or declare it otherwise under `args:`.',
  );
};

export const mayBeMissing = (name: string, type: Type): Verdict | undefined =>
  type.null === true && !isNothing(type)
    ? warning(
        `\`${name.slice(0, 64)}\` may have no value here, and then the request fails.`,
        `Write \`${name.slice(0, 64)}?:\` to leave it out then.`,
      )
    : undefined;
