import type { JsonRecord } from '../../language/basics/json.ts';

/** One member of the sample's records, as far down as maps go. */
export interface Column {
  readonly path: readonly string[];
  /** `objects`: a list that holds maps, or a map so deep that it is not followed. */
  readonly shape: 'scalar' | 'list' | 'objects';
  /** Of scalars and lists: what is not blank. */
  readonly values: readonly string[];
  /** In how many records it is there. */
  readonly present: number;
  /** Its values are true and false only. */
  readonly isFlag: boolean;
  /** Of a list that holds nothing but maps: these, of all records. */
  readonly items: readonly JsonRecord[];
}

/** So deep are maps followed. */
const DEEPEST = 5;
const MOST = 200;
const MOST_ITEMS = 2000;
/** Names that mean something else to a program that reads them. */
export const REFUSED = new Set(['__proto__', 'constructor', 'prototype', '']);

interface Gathered {
  readonly path: readonly string[];
  shape: Column['shape'];
  readonly values: string[];
  present: number;
  isFlag: boolean;
  items: JsonRecord[];
}

export const isMap = (value: unknown): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The members of all records, in the order in which they first come; at most 200. */
export const columnsOf = (records: readonly JsonRecord[]): readonly Column[] => {
  const found = new Map<string, Gathered>();
  for (const record of records) gather(record, [], found);
  return [...found.values()];
};

const gather = (record: JsonRecord, above: readonly string[], found: Map<string, Gathered>): void => {
  for (const [name, value] of Object.entries(record)) {
    if (REFUSED.has(name) || value === null || value === undefined) continue;
    const path = [...above, name];
    if (isMap(value) && path.length < DEEPEST) gather(value, path, found);
    else add(value, path, found);
  }
};

const add = (value: unknown, path: readonly string[], found: Map<string, Gathered>): void => {
  const items = textsOf(value);
  const shape = items === undefined ? 'objects' : Array.isArray(value) ? 'list' : 'scalar';
  if (items?.length === 0) return;
  const key = JSON.stringify(path);
  const column = found.get(key) ?? { path, shape, values: [], present: 0, isFlag: true, items: [] };
  if (!found.has(key) && found.size < MOST) found.set(key, column);
  column.present++;
  if (shape !== 'scalar' && column.shape !== 'objects') column.shape = shape;
  column.values.push(...(items ?? []));
  column.isFlag &&= typeof value === 'boolean';
  if (items === undefined && column.items.length < MOST_ITEMS) column.items.push(...mapsOf(value));
};

/** Nothing where something in the list is no map. */
const mapsOf = (value: unknown): readonly JsonRecord[] => {
  const all: readonly unknown[] = Array.isArray(value) ? value : [];
  return all.every(isMap) ? all : [];
};

/** Members, as far down as maps go, that are no columns. */
export interface OtherMembers {
  /** No record has a value for them. */
  readonly blank: readonly string[];
  /** There are too many columns before them. */
  readonly more: readonly string[];
}

const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  (typeof value === 'string' && value.trim() === '') ||
  (Array.isArray(value)
    ? (value as readonly unknown[]).every(isEmpty)
    : typeof value === 'object' && Object.keys(value).length === 0);

/** What the records have beside these columns. */
export const otherMembers = (records: readonly JsonRecord[], columns: readonly Column[]): OtherMembers => {
  const known = new Set(columns.flatMap(({ path }) => path.map((_, index) => JSON.stringify(path.slice(0, index + 1)))));
  const others = new Map<string, { readonly name: string; isBlank: boolean }>();
  const look = (record: JsonRecord, above: readonly string[]): void => {
    for (const [name, value] of Object.entries(record)) {
      const path = [...above, name];
      const key = JSON.stringify(path);
      if (REFUSED.has(name)) continue;
      if (isMap(value) && path.length < DEEPEST && !isEmpty(value)) look(value, path);
      else if (others.has(key))
        others.set(key, { name: path.join('.'), isBlank: others.get(key)?.isBlank === true && isEmpty(value) });
      else if (!known.has(key) && others.size < MOST) others.set(key, { name: path.join('.'), isBlank: isEmpty(value) });
    }
  };
  for (const record of records.slice(0, MOST)) look(record, []);
  const all = [...others.values()];
  const names = (isBlank: boolean): readonly string[] => all.filter((one) => one.isBlank === isBlank).map(({ name }) => name);
  return { blank: names(true), more: names(false) };
};

/** Undefined where something in the list is no scalar. */
const textsOf = (value: unknown): readonly string[] | undefined => {
  const all: readonly unknown[] = (Array.isArray(value) ? (value as unknown[]) : [value]).filter(
    (one) => one !== null && one !== undefined,
  );
  if (all.some((one) => typeof one === 'object')) return undefined;
  return all.map(String).filter((text) => text.trim() !== '');
};

export const lastName = ({ path }: Pick<Column, 'path'>): string => path.at(-1) ?? '';

/** Whether no two of these records have the same values. */
export const isUnique = (records: readonly JsonRecord[], paths: readonly (readonly string[])[]): boolean => {
  const seen = new Set<string>();
  return records.every((record) => {
    const values = paths.map((path) => valueAt(record, path));
    const key = JSON.stringify(values);
    if (seen.has(key) || values.some((value) => value === undefined || value === null || value === '')) return false;
    seen.add(key);
    return true;
  });
};

export const valueAt = (record: JsonRecord, path: readonly string[]): unknown => {
  let at: unknown = record;
  for (const name of path) at = isMap(at) && Object.hasOwn(at, name) ? at[name] : undefined;
  return at;
};
