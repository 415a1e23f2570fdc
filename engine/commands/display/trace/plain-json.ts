import type { Io } from '../../shell/io.ts';
import { shownPlace } from '../../shell/failure.ts';
import type { Place } from '../../../language/basics/place.ts';

/** Members that hold what a vendor or a definition gave: nothing in them is ours. */
const GIVEN = new Set([
  'input',
  'record',
  'value',
  'members',
  'answer',
  'headers',
  'responseHeaders',
  'page',
  'notes',
  'dropped',
]);
/** Members that hold a place. */
const PLACES = new Set(['place']);

/** The same with places as `file:line:column`, as JSON prints it; undefined is null, so that a value that is missing can be told. */
export const plainJson = (io: Pick<Io, 'cwd'>, value: unknown, name = ''): unknown => {
  if (value === undefined) return null;
  if (typeof value !== 'object' || value === null || GIVEN.has(name)) return value;
  if (PLACES.has(name)) return shownPlace(io, value as Place);
  if (Array.isArray(value)) return value.map((one) => plainJson(io, one));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [snake(key), plainJson(io, one, key)]));
};

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
