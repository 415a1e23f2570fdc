import { lastName, type Column } from '../sample/columns.ts';
import type { Draft } from '../draft.ts';
import { titleCase } from './names.ts';
import { expression, jsonataPath, scalar } from '../write/yaml.ts';

/** Values that change while the object stays the same. */
const CHANGING = /score|count(?!r)|confidence|status|severity|rating|risk|reputation|total|last|updated|modified|online|active/i;
const MOST = 80;

const isUsed = (draft: Draft, column: Column): boolean =>
  [draft.value, draft.published, draft.title, draft.description, draft.tags].includes(column);

/** One line for each member that is not used otherwise; names that come out alike are numbered. */
export const attributeLines = (draft: Draft): readonly string[] => {
  const names = new Set<string>();
  return draft.columns
    .filter((column) => column.shape !== 'objects' && column.values.length > 0 && !isUsed(draft, column))
    .slice(0, MOST)
    .map((column) => `${scalar(nameOf(column, names))}: ${valueOf(draft, column)}`);
};

const nameOf = (column: Column, taken: Set<string>): string => {
  const short = titleCase(lastName(column));
  const long = titleCase(column.path.join(' '));
  const base = short === '' ? 'Member' : short;
  const name = [base, long].find((one) => one !== '' && !taken.has(one)) ?? numbered(base, taken);
  taken.add(name);
  return name;
};

const numbered = (base: string, taken: ReadonlySet<string>): string => {
  let number = 2;
  while (taken.has(`${base} ${number}`)) number++;
  return `${base} ${number}`;
};

const valueOf = ({ dates }: Draft, column: Column): string => {
  const path = jsonataPath(column.path);
  const isDate = dates.includes(column);
  const value = expression(isDate ? `$iso(${path})` : path);
  return isDate || CHANGING.test(lastName(column)) ? `{ value: ${value}, rule: update }` : value;
};

/** Members that an attribute can't hold. */
export const leftOut = ({ columns }: Draft): readonly Column[] => columns.filter(({ shape }) => shape === 'objects');
