/** From a group of a list's bytes to its elements. */
import type { Json } from '../../../../language/basics/json.ts';
import type { DecodeContext } from '../../decoder.ts';
import { careFor, malformedAt, parseJson } from '../parse.ts';
import type { Group } from './splitter.ts';

/** An element, and in a map its name. */
export interface Element {
  readonly value: Json;
  readonly name: string | undefined;
  /** Where the name's value is a list: which of its elements this is. */
  readonly index?: number;
}

/** Throws `decode.malformed-json`, `decode.truncated` with the place in the body. */
export const elementsOf = (group: Group, entries: boolean, context: DecodeContext): Element[] => {
  // As one list, a map's entries keep their order: V8 puts names that look like numbers first.
  for (const colon of group.colons) group.bytes[colon] = 0x2c;
  const { offset, column } = group.origin;
  const bracket = { ...group.origin, offset: offset - 1, column: column - 1 };
  const list = parseJson(group.bytes, careFor(group.bytes, context), bracket) as readonly Json[];
  if (list.length === 0 && !group.only) throw malformedAt(group.origin);
  if (!entries) return list.map((value) => ({ value, name: undefined }));
  if (list.length !== 2 * group.colons.length) throw malformedAt(group.origin);
  return group.colons.map((_, index) => {
    const name = list[2 * index];
    const value = list[2 * index + 1];
    if (typeof name !== 'string' || value === undefined) throw malformedAt(group.origin);
    return { name, value };
  });
};
