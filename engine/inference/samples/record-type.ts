import type { RecordSelector } from '../../language/model.ts';
import { elementsOf, flattened, memberOf, objectOf, orUnknown, TEXT, UNKNOWN, unionOf, type Type } from '../types/type.ts';

type PathSelector = Extract<RecordSelector, { kind: 'path' }>;

/** The type of a record, by that of the document that it stands in; undefined where the path leads nowhere. */
export const recordType = (document: Type, selector: PathSelector): Type | undefined => {
  const { path, item, entriesAs, as, columns, count } = selector;
  const place = follow(document, path);
  if (place === undefined) return undefined;
  const elements = entriesAs === undefined ? (count === 'one' ? place : elementsOf(place)) : entriesOf(place, entriesAs);
  const record = item === undefined ? elements : follow(elements, item.split('.'));
  if (record === undefined) return undefined;
  if (as !== undefined) return objectOf([[as, record]]);
  if (columns === undefined) return orUnknown(record);
  return columns.kind === 'names' ? objectOf(columns.names.map((name) => [name, UNKNOWN])) : UNKNOWN;
};

const follow = (type: Type, path: readonly string[]): Type | undefined => {
  let at: Type = type;
  for (const name of path) {
    const found = memberOf(at, name);
    if (found.kind === 'lacking') return undefined;
    at = found.kind === 'known' ? found.type : UNKNOWN;
  }
  return at;
};

/** A key whose value is a list gives it to each element. */
const entriesOf = (map: Type, key: string): Type => {
  const { unknown, object } = flattened(map);
  if (unknown === true || object === undefined || object.members.size === 0) return UNKNOWN;
  const values = elementsOf(unionOf([...object.members.values()].map(({ type }) => type)));
  return values.object === undefined
    ? UNKNOWN
    : { ...values, object: { members: new Map([...values.object.members, [key, { type: TEXT, optional: false }]]) } };
};
