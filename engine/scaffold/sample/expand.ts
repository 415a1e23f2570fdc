import type { JsonRecord } from '../../language/basics/json.ts';
import { chooseValue, REFERENCE } from '../guess/choose-value.ts';
import { isDate } from '../guess/dates.ts';
import { jsonataPath, jsonataWord } from '../write/yaml.ts';
import { columnsOf, lastName, REFUSED, valueAt, type Column } from './columns.ts';

/** Records whose lists hold the records that are meant. */
export interface Expansion {
  readonly path: readonly string[];
  /** Members of what is around the list that go along. */
  readonly carried: readonly string[];
  /** And those that do not. */
  readonly leftOut: readonly string[];
}

const SAYS_WHAT = /^(?:name|title|subject|info|headline)$|_(?:name|title)$/i;
const IS_ID = /^_?(?:id|uuid|guid)$|_(?:id|uuid)$/i;

const isOfValues = (list: Column): boolean => {
  const columns = columnsOf(list.items);
  return list.items.length > 0 && !REFERENCE.test(lastName(list)) && chooseValue(columns, list.items.length)?.shows === true;
};

/** Undefined for records that say themselves what they are about. */
export const expansionOf = (records: readonly JsonRecord[]): Expansion | undefined => {
  const columns = columnsOf(records);
  const plain = columns.filter(({ shape }) => shape !== 'objects');
  if (chooseValue(plain, records.length)?.shows === true || plain.some((one) => SAYS_WHAT.test(lastName(one)))) return undefined;
  const lists = columns.filter((one) => one.shape === 'objects' && one.path.length <= 2 && isOfValues(one));
  const [list] = lists.toSorted((a, b) => b.items.length - a.items.length);
  if (list === undefined) return undefined;
  const inside = columnsOf(list.items);
  const taken = new Set(inside.map(({ path }) => path[0] ?? ''));
  const around = plain.filter((one) => one.path[0] !== list.path[0]);
  const goesAlong = (one: Column): boolean =>
    one.path.length === 1 && !IS_ID.test(lastName(one)) && !taken.has(lastName(one)) && (!isDate(one) || !inside.some(isDate));
  const carried = around.filter(goesAlong).map(lastName);
  const others = columns.filter((one) => one !== list && !(one.path.length === 1 && carried.includes(lastName(one))));
  return { path: list.path, carried, leftOut: others.map(({ path }) => path.join('.')) };
};

/** The records in the lists, as the expression gives them. */
export const expanded = (records: readonly JsonRecord[], { path, carried }: Expansion): readonly JsonRecord[] =>
  records.flatMap((record) => {
    const along = carried.flatMap((name) =>
      REFUSED.has(name) || !Object.hasOwn(record, name) ? [] : [[name, record[name]] as const],
    );
    const list = valueAt(record, path);
    const parts = Array.isArray(list) ? (list as readonly JsonRecord[]) : [];
    return parts.map((part) => ({ ...Object.fromEntries(along), ...part }));
  });

/** What `expand:` says. */
export const expansionText = ({ path, carried }: Expansion): string => {
  const list = jsonataPath(path);
  if (carried.length === 0) return list;
  const members = carried.map((name) => `${jsonataWord(name)}: $$.${jsonataPath([name])}`);
  return `${list}.$merge([{ ${members.join(', ')} }, $])`;
};
