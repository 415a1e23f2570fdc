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

/** The members, as far down as maps go, that no record has a value for. */
export const blankMembers = (records: readonly JsonRecord[], columns: readonly Column[]): readonly string[] => {
  const known = new Set(columns.map(({ path }) => JSON.stringify(path)));
  const blank = new Map<string, string>();
  const look = (record: JsonRecord, above: readonly string[]): void => {
    for (const [name, value] of Object.entries(record)) {
      const path = [...above, name];
      if (REFUSED.has(name) || blank.size > MOST) continue;
      if (isMap(value) && path.length < DEEPEST && Object.keys(value).length > 0) look(value, path);
      else if (!known.has(JSON.stringify(path))) blank.set(JSON.stringify(path), path.join('.'));
    }
  };
  for (const record of records.slice(0, MOST)) look(record, []);
  return [...blank.values()];
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
