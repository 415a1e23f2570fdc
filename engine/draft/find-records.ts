import { isMap } from './columns.ts';

/** Where the records stand in a document. */
export interface RecordsPlace {
  readonly path: readonly string[];
  /** The value there is a map; its keys become this member. */
  readonly entriesAs?: string;
  /** The elements are no maps: each stands under this name. */
  readonly scalarsAs?: string;
}

interface Found extends RecordsPlace {
  /** How many records. */
  readonly size: number;
  /** Lists of maps go before maps of maps, these before lists of scalars. */
  readonly rank: number;
}

const DEEPEST = 6;

/** The longest list of maps, the upper one of two; else a map of maps, a list of scalars, or the document as the one record. */
export const findRecords = (document: unknown): RecordsPlace => {
  const [best] = candidates(document, [], 0).toSorted(
    (a, b) => a.rank - b.rank || b.size - a.size || a.path.length - b.path.length,
  );
  if (best === undefined) return { path: [] };
  const { path, entriesAs, scalarsAs } = best;
  return {
    path,
    ...(entriesAs === undefined ? {} : { entriesAs }),
    ...(scalarsAs === undefined ? {} : { scalarsAs }),
  };
};

const candidates = (value: unknown, path: readonly string[], depth: number): readonly Found[] => {
  if (Array.isArray(value)) {
    const list = value as readonly unknown[];
    if (list.length > 0 && list.every(isMap)) return [{ path, size: list.length, rank: 0 }];
    const scalars = list.length > 0 && list.every((one) => one !== null && typeof one !== 'object');
    return scalars ? [{ path, size: list.length, rank: 2, scalarsAs: 'value' }] : [];
  }
  if (!isMap(value) || depth > DEEPEST) return [];
  const entries = Object.entries(value);
  const below = entries.flatMap(([name, one]) =>
    name === '__proto__' || name.trim() === '' ? [] : candidates(one, [...path, name], depth + 1),
  );
  return isMapOfRecords(entries.map(([, one]) => one))
    ? [...below, { path, size: entries.length, rank: 1, entriesAs: 'id' }]
    : below;
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
