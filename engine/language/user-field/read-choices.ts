import type { Choice } from '../model.ts';
import type { RawUserField } from './user-field-shape.ts';
import { entriesOf, itemsOf, keepSpelling, memberOf } from '../yaml/positions.ts';
import type { RawMap } from '../reading/context.ts';

/** A list of values or of `{ value, label }`, or `value: label` pairs. */
export const choicesOf = (layer: RawMap): readonly Choice[] => {
  const raw = layer['choices'] as RawUserField['choices'];
  if (!Array.isArray(raw)) {
    const pairs = raw as Readonly<Record<string, string>>;
    return entriesOf(pairs).map(([key, label]) => ({ value: typedKey(pairs, key), label }));
  }
  return itemsOf(raw as readonly unknown[]).map(([index, item]) => {
    if (typeof item !== 'object')
      return { value: keepSpelling(raw, index, item) as Choice['value'], label: String(keepSpelling(raw, index, item)) };
    const { label } = item as { readonly label?: string };
    const value = keepSpelling(item as RawMap, 'value', (item as RawMap)['value']) as Choice['value'];
    return { value, label: label ?? String(value) };
  });
};

const typedKey = (pairs: Readonly<Record<string, string>>, key: string): Choice['value'] => {
  const typed = memberOf(pairs, key)?.typedKey;
  return typed !== null && typed !== undefined && String(typed) === key ? typed : key;
};
