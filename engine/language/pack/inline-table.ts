import type { Json } from '../basics/json.ts';
import type { Table } from '../basics/value.ts';
import { readLiteral } from '../reading/values.ts';
import { entriesOf, placeOfValue } from '../yaml/positions.ts';

/** A table whose entries stand in the definition itself. */
export const inlineTable = (name: string, rows: Readonly<Record<string, Json>>): Table => ({
  name,
  entries: new Map(entriesOf(rows).map(([key]) => [key, readLiteral(rows, key)])),
  placeOf: (key) => placeOfValue(rows, key),
});
