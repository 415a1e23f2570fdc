/** From one value at the records' path to its records. */
import { EngineError } from '../../../language/errors.ts';
import type { Json, JsonRecord } from '../../../language/json.ts';
import type { DecodeContext } from '../decoder.ts';

/** How an element becomes a record, and what it is called in the ledger. */
export interface Selection {
  readonly context: DecodeContext;
  /** Wraps an element that is no object: `{ [scalarsAs]: element }`. */
  readonly scalarsAs: string | undefined;
}

export const pathText = (path: readonly string[]): string => (path.length === 0 ? '$' : path.join('.'));

export const isObject = (value: Json | undefined): value is { readonly [name: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The record of an element; undefined where its `item` is missing and that is fine. */
export const recordOf = (element: Json, place: () => string, selection: Selection): JsonRecord | undefined => {
  let value: Json | undefined = element;
  const { item, orEmpty } = selection.context;
  for (const name of item) {
    value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
    if (value === undefined || value === null) {
      if (orEmpty) return undefined;
      throw new EngineError('decode.item-missing', `${place()} has no ${item.join('.')}.`, {
        hint: 'Write `or: empty` if such elements are fine, or check `item`.',
      });
    }
  }
  if (isObject(value)) return value;
  const { scalarsAs } = selection;
  if (scalarsAs !== undefined && !Array.isArray(value)) return { [scalarsAs]: value };
  throw new EngineError('decode.not-a-record', `${place()} is ${kindOf(value)}, not an object.`, {
    hint: Array.isArray(value)
      ? 'Check the path of `records`.'
      : 'Write `decode: [{ json: { scalars_as: value } }]` to take plain values as records.',
  });
};

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
