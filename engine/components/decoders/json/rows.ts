/** Records that are rows of plain values: `[["192.0.2.1", 5], …]`, their names from the definition or from the response. */
import { shortened } from '../../../language/shortened.ts';
import { EngineError } from '../../../language/basics/errors.ts';
import type { Json, JsonRecord } from '../../../language/basics/json.ts';
import type { RowColumns } from '../../../language/model.ts';
import { closedJson } from './document/closed-json.ts';
import { careFor, parseJson } from './parse.ts';
import { isObject, kindOf, pathText } from './document/select.ts';

/** The names of the columns in order; an empty one leaves its column out. */
export type ColumnNames = readonly string[];

/**
 * The names that stand at a path of the document; `around` is as much of it as has been read.
 * Throws `decode.columns`.
 */
export const columnsAt = (path: readonly string[], around: Json | Buffer): ColumnNames => {
  const document = Buffer.isBuffer(around) ? parseJson(closedJson(around), careFor(around, { dropNulls: false })) : around;
  let value: Json | undefined = document;
  for (const name of path) value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  if (Array.isArray(value)) return namesIn(value as readonly Json[], `an element of ${pathText(path)}`);
  const late = Buffer.isBuffer(around) && value === undefined;
  throw new EngineError(
    'decode.columns',
    `The response has no list at ${pathText(path)}${late ? ' before its rows' : ''}, where \`columns\` looks for their names.`,
    {
      hint: late
        ? 'In a long response they have to stand before the rows: write the names themselves, as in `columns: [ip, score]`.'
        : 'Check the path, or write the names themselves, as in `columns: [ip, score]`.',
    },
  );
};

/** Of texts, or of maps that have a `name`. Throws `decode.columns`. */
export const namesIn = (list: readonly Json[], what: string): ColumnNames => {
  const names = list.map((one) => {
    const name = isObject(one) ? one['name'] : one;
    if (typeof name === 'string' || typeof name === 'number') return String(name);
    throw new EngineError('decode.columns', `The name of a column, ${what}, is ${kindOf(name)}.`, {
      hint: 'Write the names themselves, as in `columns: [ip, score]`.',
    });
  });
  const twice = names.find((name, index) => name !== '' && names.indexOf(name) !== index);
  if (twice === undefined) return names;
  throw new EngineError('decode.columns', `Two columns are called "${shortened(twice, 80)}".`, {
    hint: 'Write names of your own, as in `columns: [ip, score]`; an empty one leaves its column out.',
  });
};

/** Names that are known before anything is read; undefined where the response has them. */
export const ownNames = (columns: RowColumns | undefined): ColumnNames | undefined =>
  columns?.kind === 'names' ? columns.names : undefined;

/** Throws `decode.not-a-record`, `decode.ragged-row`. */
export const recordOfRow = (row: Json, names: ColumnNames, place: () => string, dropNulls: boolean): JsonRecord => {
  if (!Array.isArray(row))
    throw new EngineError('decode.not-a-record', `${place()} is ${kindOf(row)}, not a row of values.`, {
      hint: '`columns` is for lists of lists; leave it out where the elements are objects.',
    });
  const values = row as readonly Json[];
  if (values.length !== names.length)
    throw new EngineError('decode.ragged-row', `${place()} has ${values.length} values instead of ${names.length}.`, {
      hint: 'Check `columns`: they have to name every value of a row, an empty name leaves one out.',
    });
  const record: Record<string, Json> = {};
  for (const [index, name] of names.entries()) {
    const value = values[index];
    if (name !== '' && name !== '__proto__' && value !== undefined && !(dropNulls && value === null)) record[name] = value;
  }
  return record;
};
