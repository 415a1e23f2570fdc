import { EngineError } from '../../../language/basics/errors.ts';
import type { JsonRecord } from '../../../language/basics/json.ts';
import type { Prefilter } from '../decoder.ts';

/** How a row of cells becomes a record: every record of a file has the same members in the same order. */
export interface RowShape {
  readonly width: number;
  /** What a record has, those of columns that are left out among them. */
  readonly members: readonly string[];
  readonly record: (cells: readonly string[]) => JsonRecord;
  /** The record as the prefilter needs it. */
  readonly probe: (cells: readonly string[]) => JsonRecord;
  /** The prefilter's columns that the file has: name, and place among the cells. */
  readonly probed: readonly Column[];
}

export interface Column {
  readonly name: string;
  readonly index: number;
}

/**
 * A blank name leaves its column out, and so does `__proto__`, which would be taken for an object's prototype sooner or later.
 * Throws `decode.duplicate-column`.
 */
export const shapeOf = (names: readonly string[], prefilter: Prefilter | undefined): RowShape => {
  const columns = names.map((name, index) => ({ name, index })).filter(({ name }) => name !== '' && name !== '__proto__');
  const known = new Set<string>();
  for (const { name, index } of columns) {
    if (known.has(name))
      throw new EngineError(
        'decode.duplicate-column',
        `Column ${index + 1} of the CSV file has the name "${name}" of an earlier one.`,
        {
          hint: 'Name the columns under `columns`.',
        },
      );
    known.add(name);
  }
  const wanted = new Set(prefilter?.columns);
  const probed = columns.filter(({ name }) => wanted.has(name));
  return { width: names.length, members: names, record: builder(columns), probe: builder(probed), probed };
};

/** Wider records are dictionaries to V8, whichever way they are made. */
const WIDEST = 512;

/**
 * A function made for these columns: an object literal with a fixed shape takes a third of the time of a loop over names.
 * The names come from outside; as JSON text they can be nothing but text.
 */
const builder = (columns: readonly Column[]): ((cells: readonly string[]) => JsonRecord) => {
  if (columns.length > WIDEST) return (cells) => Object.fromEntries(columns.map(({ name, index }) => [name, cells[index]]));
  const members = columns.map(({ name, index }) => `${JSON.stringify(name)}: cells[${index}]`);
  return new Function('cells', `return { ${members.join(', ')} };`) as (cells: readonly string[]) => JsonRecord;
};
