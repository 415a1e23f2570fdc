import { EngineError } from '../../../language/basics/errors.ts';
import type { Json, JsonRecord } from '../../../language/basics/json.ts';
import type { DecodeContext } from '../decoder.ts';
import { recordOfRow, type ColumnNames } from './rows.ts';
import { isObject, kindOf } from './document/select.ts';

/** The record of an element, of a row with the names of its columns; undefined where its `item` is missing and that is fine. */
export const recordOf = (
  element: Json,
  place: () => string,
  { item, orEmpty, as, dropNulls }: DecodeContext,
  columns?: ColumnNames,
): JsonRecord | undefined => {
  let value: Json | undefined = element;
  for (const name of item) {
    value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
    if (value === undefined || value === null) {
      if (orEmpty) return undefined;
      throw new EngineError('decode.item-missing', `${place()} has no ${item.join('.')}.`, {
        hint: 'Write `or: empty` if such elements are fine, or check `item`.',
      });
    }
  }
  if (columns !== undefined) return recordOfRow(value, columns, place, dropNulls);
  if (isObject(value)) return value;
  if (as !== undefined && !Array.isArray(value)) return dropNulls && value === null ? {} : { [as]: value };
  throw new EngineError('decode.not-a-record', `${place()} is ${kindOf(value)}, not an object.`, {
    hint: Array.isArray(value)
      ? 'Check the path of `records`; rows of plain values want their names: `records: { at: …, columns: [ip, score] }`.'
      : 'Write `records: { at: …, as: ip }` to take plain values as records.',
  });
};
