import type { RowColumns } from '../../language/model.ts';
import { isMap } from './columns.ts';
import { kindOf } from '../guess/kinds.ts';
import { isHeader } from './header-row.ts';

/** Plain values side by side. */
export type Row = readonly (string | number | boolean | null)[];

/** Lists of plain values that are all as long, two at the least. */
export const areRows = (list: readonly unknown[]): list is readonly Row[] =>
  list.length > 0 &&
  list.every(
    (row) =>
      Array.isArray(row) &&
      row.length > 1 &&
      row.length === (list[0] as Row).length &&
      row.every((one) => one === null || typeof one !== 'object'),
  );

/** Where the document names the columns: a list beside the rows or further off, the first row; else made-up names. */
export const findColumns = (rows: readonly Row[], document: unknown): RowColumns => {
  const width = rows[0]?.length ?? 0;
  const path = listOfNames(document, width, [], rows);
  if (path !== undefined) return { kind: 'path', path };
  if (rows.length > 1 && areColumns(rows[0] ?? [], rows.slice(1))) return { kind: 'header' };
  return { kind: 'names', names: Array.from({ length: width }, (_, index) => `column_${index + 1}`) };
};

const DEEPEST = 6;

/** The uppermost list of as many names as a row has values. */
const listOfNames = (
  document: unknown,
  width: number,
  path: readonly string[],
  rows: readonly Row[],
): readonly string[] | undefined => {
  if (!isMap(document) || path.length > DEEPEST) return undefined;
  const members = Object.entries(document).filter(([name]) => /^[A-Za-z_][\w-]*$/.test(name));
  const own = members.find(([, one]) => Array.isArray(one) && one.length === width && areColumns(one as unknown[], rows));
  if (own !== undefined) return [...path, own[0]];
  for (const [name, one] of members) {
    const below = listOfNames(one, width, [...path, name], rows);
    if (below !== undefined) return below;
  }
  return undefined;
};

/** Of texts, or of maps that have a `name`, where all of them can be names and none shows that it is a value. */
const areColumns = (list: readonly unknown[], rows: readonly Row[]): boolean => {
  const texts = list.map((one) => (isMap(one) ? one['name'] : one)).filter((one) => typeof one === 'string');
  if (texts.length !== list.length) return false;
  const below = rows.filter((row) => (row as unknown) !== list).map((row) => row.map((one) => String(one ?? '')));
  // A word with a dot in it is of a kind by its form alone, a host's name: what stands below it decides.
  return isHeader(texts, below) && texts.every((one) => one.includes('.') || kindOf(one) === undefined);
};
