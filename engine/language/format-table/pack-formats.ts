import { builtInObjectTypes } from '../pack/object-types.ts';
import type { ObjectType } from '../pack/object-type.ts';
import type { PackParts } from '../pack/pack-parts.ts';
import type { RawMap } from '../reading/context.ts';
import { entriesOf, placeOfValue } from '../yaml/positions.ts';
import type { FormatTable } from './format-table.ts';
import { tableIn } from './load-table.ts';
import { rowsOf } from './read-rows.ts';

/** What a pack adds to the tables of formats, by their names. */
export const packFormats = (
  raw: RawMap | undefined,
  pack: string,
  own: readonly ObjectType[],
  { findings, vocabulary, files }: PackParts,
): ReadonlyMap<string, FormatTable> => {
  const tables = new Map<string, FormatTable>();
  if (raw === undefined) return tables;
  const objectTypes = [...builtInObjectTypes, ...own];
  for (const [name, rows] of entriesOf(raw)) {
    const format = vocabulary.formats[name];
    if (format === undefined) continue;
    if (typeof rows !== 'string') {
      tables.set(name, rowsOf(rows as RawMap, { findings, format, objectTypes, pack }));
      continue;
    }
    const source = files.include(rows, placeOfValue(raw, name));
    const found = source && tableIn(source, { findings, vocabulary, objectTypes, pack }, format);
    if (found !== undefined) tables.set(name, found.table);
  }
  return tables;
};
