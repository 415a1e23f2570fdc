import type { JsonRecord } from '../../language/basics/json.ts';

/** One member of the sample's records, as far down as maps go. */
export interface Column {
  readonly path: readonly string[];
  readonly shape: 'scalar' | 'list' | 'objects';
  /** Of scalars and lists: what is not blank. */
  readonly values: readonly string[];
  /** In how many records it is there. */
  readonly present: number;
}

/** So deep are maps followed. */
const DEEPEST = 3;
const MOST = 200;
/** Names that mean something else to a program that reads them. */
export const REFUSED = new Set(['__proto__', 'constructor', 'prototype', '']);

interface Gathered {
  readonly path: readonly string[];
  shape: Column['shape'];
  readonly values: string[];
  present: number;
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
    if (isMap(value)) {
      if (path.length < DEEPEST) gather(value, path, found);
      continue;
    }
    const items = textsOf(value);
    const shape = !Array.isArray(value) ? 'scalar' : items === undefined ? 'objects' : 'list';
    if (items?.length === 0) continue;
    const key = JSON.stringify(path);
    const column = found.get(key) ?? { path, shape, values: [], present: 0 };
    if (!found.has(key) && found.size < MOST) found.set(key, column);
    column.present++;
    if (shape !== 'scalar' && column.shape !== 'objects') column.shape = shape;
    column.values.push(...(items ?? []));
  }
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
