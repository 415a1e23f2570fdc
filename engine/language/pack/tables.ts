import { fileLimits } from '../files.ts';
import type { RawPack } from './pack.ts';
import type { Table } from '../basics/value.ts';
import { entriesOf, placeOfKey, placeOfValue } from '../yaml/positions.ts';
import { parseCsvTable } from './csv-table.ts';
import { inlineTable } from './inline-table.ts';
import type { Context, RawMap } from '../reading/context.ts';

/** The tables of a pack by name; a CSV file's cells stay text as they are spelt. */
export const packTables = (raw: RawPack['tables'], context: Pick<Context, 'files' | 'findings'>): ReadonlyMap<string, Table> => {
  const tables = new Map<string, Table>();
  for (const [name, rows] of raw === undefined || typeof raw === 'string' ? [] : entriesOf(raw)) {
    const table = typeof rows === 'string' ? csvTable(raw as RawMap, name, rows, context) : inlineTable(name, rows);
    if (table !== undefined) tables.set(name, { ...table, place: placeOfKey(raw as RawMap, name) });
  }
  return tables;
};

const csvTable = (
  raw: RawMap,
  name: string,
  path: string,
  { files, findings }: Pick<Context, 'files' | 'findings'>,
): Table | undefined => {
  const file = files.include(path, placeOfValue(raw, name), fileLimits.table);
  return file === undefined ? undefined : { name, entries: parseCsvTable(file, findings) };
};
