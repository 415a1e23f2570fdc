import { tlpColours } from '../basics/tlp.ts';
import { declaredKeys, entriesOf, itemsOf } from '../yaml/positions.ts';
import type { ObjectType } from './object-type.ts';
import { builtInObjectTypes } from './object-types.ts';

/** Fields of an object whose values are known words. */
export type WordField = 'subtype' | 'status' | 'tlp';

/** Object types → the values that are known for a field of theirs; a type that is not among them may have any. */
type ByType = ReadonlyMap<string, readonly string[]>;

export interface KnownWords {
  readonly subtype: ByType;
  readonly status: ByType;
}

/** The values that a field of such an object may have; undefined: any. A TLP is spelt in several ways: `readTlp` reads them. */
export const knownValues = (
  { words }: { readonly words: KnownWords },
  type: string,
  field: WordField,
): readonly string[] | undefined => (field === 'tlp' ? tlpColours : words[field].get(type));

type Own = Readonly<Record<string, readonly string[]>>;

/** Built in, of the pack's own object types, and what the pack adds for a type. */
export const knownWords = (
  raw: { readonly custom_subtypes?: Own | undefined; readonly custom_statuses?: Own | undefined },
  objectTypes: readonly ObjectType[],
): KnownWords => {
  const types = [...builtInObjectTypes, ...objectTypes];
  // What can't be used was reported: it may have named any.
  const isLost = (key: 'custom_subtypes' | 'custom_statuses'): boolean => raw[key] === undefined && declaredKeys(raw).has(key);
  return {
    subtype: isLost('custom_subtypes') ? new Map() : byType(types, ({ subtypes }) => subtypes, raw.custom_subtypes),
    status: isLost('custom_statuses') ? new Map() : byType(types, ({ statuses }) => statuses, raw.custom_statuses),
  };
};

const byType = (types: readonly ObjectType[], listOf: (type: ObjectType) => readonly string[], own: Own | undefined): ByType => {
  const all = new Map<string, readonly string[]>();
  for (const type of types) if (listOf(type).length > 0) all.set(type.code, listOf(type));
  for (const [type, list] of own === undefined ? [] : entriesOf(own))
    all.set(type, [...(all.get(type) ?? []), ...itemsOf(list).map(([, one]) => one)]);
  for (const type of declaredKeys(own)) if (own?.[type] === undefined) all.delete(type);
  return all;
};
