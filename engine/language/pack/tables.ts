import { fileLimits } from '../files.ts';
import type { Json } from '../basics/json.ts';
import type { RawPack } from './pack-shape.ts';
import type { Table } from '../basics/value.ts';
import { entriesOf, placeOfValue } from '../yaml/positions.ts';
import { parseCsvTable } from './csv-table.ts';
import type { Context, RawMap } from '../reading/context.ts';
import { plain } from '../reading/values.ts';

/** The tables of a pack by name; a CSV file's cells stay text as they are spelt. */
export const packTables = (raw: RawPack['tables'], context: Pick<Context, 'files' | 'findings'>): ReadonlyMap<string, Table> => {
  const tables = new Map<string, Table>();
  for (const [name, rows] of raw === undefined ? [] : entriesOf(raw)) {
    const table = typeof rows === 'string' ? csvTable(raw as RawMap, name, rows, context) : inlineTable(name, rows);
    if (table !== undefined) tables.set(name, table);
  }
  return tables;
};

export const inlineTable = (name: string, rows: Readonly<Record<string, Json>>): Table => ({
  name,
  entries: new Map(entriesOf(rows).map(([key]) => [key, plain(rows, key)])),
});

const csvTable = (
  raw: RawMap,
  name: string,
  path: string,
  { files, findings }: Pick<Context, 'files' | 'findings'>,
): Table | undefined => {
  const file = files.include(path, placeOfValue(raw, name), fileLimits.table);
  return file === undefined ? undefined : { name, entries: parseCsvTable(file, findings) };
};
