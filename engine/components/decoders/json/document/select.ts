/** What is found on the way to the records, in words. */
import { EngineError } from '../../../../language/basics/errors.ts';
import type { Json } from '../../../../language/basics/json.ts';

export const pathText = (path: readonly string[]): string => (path.length === 0 ? '$' : path.join('.'));

export const isObject = (value: Json | undefined): value is { readonly [name: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const kindOf = (value: Json | undefined): string => {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return { string: 'text', number: 'a number', boolean: 'true or false', object: 'an object' }[
    typeof value as 'string' | 'number' | 'boolean' | 'object'
  ];
};

export const notFound = (path: readonly string[], at: number): EngineError =>
  new EngineError(
    'decode.path',
    `The response has no ${pathText(path.slice(0, at + 1))}, where \`records: ${pathText(path)}\` looks for records.`,
    {
      hint: 'Check the path, or write `or: empty` if it may be missing.',
    },
  );

export const notAList = (path: readonly string[], value: Json): EngineError =>
  new EngineError('decode.path', `${pathText(path)} is ${kindOf(value)}, not a list of records.`, {
    hint: 'Check the path of `records`.',
  });

const INDEX = /^(?:0|[1-9]\d*)$/;

/**
 * Is this one object, where a list of records was looked for, a record? An empty one is the empty list of vendors to whom a map and a list
 * are the same (PHP), unless exactly one record is asked for; one whose names are all numbers is a list that became a map: throws.
 */
export const isLoneRecord = (where: string, value: { readonly [name: string]: unknown }, exactlyOne: boolean): boolean => {
  const names = Object.keys(value);
  if (names.length === 0) return exactlyOne;
  if (!names.every((name) => INDEX.test(name))) return true;
  const shown = names.slice(0, 3).join(', ');
  throw new EngineError(
    'decode.map-of-records',
    `${where} is a map whose names are numbers (${shown}${names.length > 3 ? ', …' : ''}): a list that became a map, and no record.`,
    { hint: 'Take its entries as records: `records: { at: …, entries_as: number }`.' },
  );
};
