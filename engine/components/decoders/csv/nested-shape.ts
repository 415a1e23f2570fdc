import { EngineError } from '../../../language/basics/errors.ts';
import type { JsonRecord } from '../../../language/basics/json.ts';
import type { RowShape } from './row-shape.ts';

/** Members by name: the place of a cell, or members of their own. */
type Members = Map<string, number | Members>;

/** A record whose members are parted out of the columns' names. Throws `decode.duplicate-column`. */
export const nestedShape = (names: readonly string[], separator: string): RowShape => {
  const root: Members = new Map();
  for (const [index, name] of names.entries()) {
    const parts = name.split(separator);
    // A name such as `a.` or `.` has no members in it.
    const path = parts.includes('') ? [name] : parts;
    if (name !== '' && !path.includes('__proto__')) put(root, path, index, name);
  }
  const record = (cells: readonly string[]): JsonRecord => recordOf(root, cells);
  return { width: names.length, members: [...root.keys()], record, probe: record, probed: [] };
};

const put = (members: Members, [name = '', ...rest]: readonly string[], index: number, column: string): void => {
  const there = members.get(name);
  if (rest.length === 0 && there === undefined) members.set(name, index);
  else if (rest.length > 0 && typeof there !== 'number') {
    const inner = there ?? new Map<string, number | Members>();
    members.set(name, inner);
    put(inner, rest, index, column);
  } else
    throw new EngineError(
      'decode.duplicate-column',
      `Column ${index + 1} of the CSV file, "${column}", has the place of an earlier one: a name stands twice, or as a value and with members.`,
      { hint: 'Name the columns under `columns`, or leave out `nest`.' },
    );
};

const recordOf = (members: Members, cells: readonly string[]): JsonRecord => {
  const record: Record<string, unknown> = {};
  for (const [name, at] of members) record[name] = typeof at === 'number' ? cells[at] : recordOf(at, cells);
  return record;
};
