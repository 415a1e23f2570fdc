import type { JsonRecord } from '../../language/basics/json.ts';
import type { RowColumns } from '../../language/model.ts';
import { isMap, REFUSED } from './columns.ts';
import { areRows, findColumns, type Row } from './find-columns.ts';
import { kindOf } from '../guess/kinds.ts';

/** Where the records stand in a document. */
export interface RecordsPlace {
  readonly path: readonly string[];
  /** The value there is a map; its keys become this member. */
  readonly entriesAs?: string;
  /** Each element holds its record under this path. */
  readonly item?: readonly string[];
  /** The elements are no maps: each stands under this name. */
  readonly as?: string;
  /** The elements are rows. */
  readonly columns?: RowColumns;
}

interface Found extends RecordsPlace {
  /** How many records. */
  readonly size: number;
  readonly rows?: readonly Row[];
  /** Lists of maps, and of rows with names, go before maps of maps, these before lists of scalars. */
  readonly rank: number;
}

const DEEPEST = 6;

/** The longest list of maps, the upper one of two; else a map of maps, a list of scalars, or the document as the one record. */
export const findRecords = (document: unknown): RecordsPlace => {
  const all = candidates(document, [], 0).map((one) => (one.rows === undefined ? one : withColumns(one, one.rows, document)));
  // Columns that are described as maps look like records themselves.
  const described = all.flatMap(({ columns }) => (columns?.kind === 'path' ? [columns.path.join('.')] : []));
  const [best] = all
    .filter(({ path }) => !described.includes(path.join('.')))
    .toSorted((a, b) => a.rank - b.rank || b.size - a.size || a.path.length - b.path.length);
  return best === undefined ? { path: [] } : placeOf(best);
};

/** What stands at a path that somebody names: rows and plain values want their names. */
export const recordsAt = (document: unknown, path: readonly string[]): RecordsPlace => {
  let value = document;
  for (const name of path) value = isMap(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  const [found] = Array.isArray(value) ? candidates(value, path, 0) : [];
  if (found?.rows !== undefined) return placeOf(withColumns(found, found.rows, document));
  return found?.as === undefined ? { path } : placeOf(found);
};

/** Rows that nothing names may be anything, such as corners on a map. */
const withColumns = (found: Found, rows: readonly Row[], document: unknown): Found => {
  const columns = findColumns(rows, document);
  return { ...found, columns, rank: columns.kind === 'names' ? 1 : 0 };
};

const placeOf = ({ path, entriesAs, as, item, columns }: Found): RecordsPlace => ({
  path,
  ...(item === undefined ? {} : { item }),
  ...(entriesAs === undefined ? {} : { entriesAs }),
  ...(as === undefined ? {} : { as }),
  ...(columns === undefined ? {} : { columns }),
});

const candidates = (value: unknown, path: readonly string[], depth: number): readonly Found[] => {
  if (Array.isArray(value)) {
    const list = value as readonly unknown[];
    if (list.length > 0 && list.every(isMap)) return [{ path, size: list.length, rank: 0, ...itemOf(list) }];
    if (areRows(list)) return [{ path, size: list.length, rank: 0, rows: list }];
    const scalars = list.length > 0 && list.every((one) => one !== null && typeof one !== 'object');
    return scalars ? [{ path, size: list.length, rank: 2, as: 'value' }] : [];
  }
  if (!isMap(value) || depth > DEEPEST) return [];
  const entries = Object.entries(value);
  const keyed = entries.flatMap(([name, one]) => (isData(name) ? [one] : [])).flat();
  if (keyed.length > 0 && entries.every(([name]) => isData(name)) && keyed.every(isMap))
    return [{ path, size: keyed.length, rank: 0, entriesAs: keyed.some((one) => Object.hasOwn(one, 'id')) ? 'key' : 'id' }];
  const below = entries.flatMap(([name, one]) =>
    name === '__proto__' || name.trim() === '' ? [] : candidates(one, [...path, name], depth + 1),
  );
  return isMapOfRecords(entries.map(([, one]) => one))
    ? [...below, { path, size: entries.length, rank: 1, entriesAs: 'id' }]
    : below;
};

/** `{ node: … }` and `{ cve: … }`: wrappings that say nothing of the record themselves. */
const itemOf = (list: readonly JsonRecord[]): { readonly item?: readonly string[] } => {
  const [name, ...more] = Object.keys(list[0] ?? {}).filter((one) => one !== 'cursor');
  if (name === undefined || more.length > 0 || !/^[A-Za-z_][\w-]*$/.test(name) || REFUSED.has(name)) return {};
  const wrapped = list.every((one) => isMap(one[name]) && Object.keys(one).every((key) => key === name || key === 'cursor'));
  return wrapped ? { item: [name] } : {};
};

/** Whether a map's key is itself an id or a value, and no name that somebody gave. */
const isData = (name: string): boolean => {
  const kind = kindOf(name);
  return (kind !== undefined && kind.subtype !== 'FQDN') || /^\d+$|^[0-9a-f]{8}-[0-9a-f-]{27}$|^\d{4}-\d\d-\d\d/i.test(name);
};

/** The one element that stands where a document with more would have a list, by what such elements are called. */
export const findElement = (document: unknown, path: readonly string[] = []): readonly string[] | undefined => {
  if (!isMap(document) || path.length > DEEPEST) return undefined;
  for (const [name, one] of Object.entries(document)) {
    if (!isMap(one)) continue;
    const at = [...path, name];
    if (/^(item|entry|record|row|result|event|indicator|ioc|alert|report|incident)$/i.test(name)) return at;
    const below = findElement(one, at);
    if (below !== undefined) return below;
  }
  return undefined;
};

/** At least two maps that have most names in common. */
const isMapOfRecords = (values: readonly unknown[]): boolean => {
  const [first, ...rest] = values;
  if (!isMap(first) || rest.length === 0) return false;
  const names = Object.keys(first);
  return (
    names.length > 1 &&
    !('id' in first) &&
    rest.every((one) => isMap(one) && names.filter((name) => Object.hasOwn(one, name)).length >= names.length / 2)
  );
};

/** A path as `records:` takes it: dotted, or a list where a name has a dot of its own. */
export const dotted = (path: readonly string[]): string | readonly string[] => {
  if (path.length === 0) return '$';
  return path.every((name) => /^[A-Za-z_][\w-]*$/.test(name)) ? path.join('.') : path;
};
