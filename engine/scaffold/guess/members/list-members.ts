import { columnsOf, lastName, type Column } from '../../sample/columns.ts';
import { isDate } from '../dates.ts';
import { plainPath } from '../names.ts';

/** What is taken of a list of maps: the member that names an element, and what else says something of it. */
export interface ListMembers {
  readonly naming: readonly string[] | undefined;
  readonly others: readonly (readonly string[])[];
  readonly leftOut: readonly (readonly string[])[];
}

const NAMING = [
  /^(?:display_?name|name)$/i,
  /^(?:title|label|value|tag)$/i,
  /^(?:description|summary|text)$/i,
  /^(?:url|link|href|source_name)$/i,
];
const LEAST = /^(?:colou?r|numerical_value|exportable|local)$|_url$/i;
const MOST_OTHERS = 4;

const isUseful = (column: Column): boolean => {
  const { values, isFlag } = column;
  if (column.shape === 'objects' || column.path.length > 1 || isFlag || LEAST.test(lastName(column)) || isDate(column))
    return false;
  const isNumber = values.every((text) => /^-?\d+(?:\.\d+)?$/.test(text));
  const isKey = /(?:^|_)u?u?id$/i.test(lastName(column)) && values.some((text) => text.length > 16 || !/[A-Z]+-?\d/.test(text));
  return !isNumber && !isKey;
};

/** Undefined where the elements are no maps, or nothing of them is worth an attribute. */
export const listMembersOf = (list: Column): ListMembers | undefined => {
  const columns = columnsOf(list.items);
  const useful = columns.filter(isUseful);
  const naming = NAMING.map((pattern) => useful.find((column) => pattern.test(lastName(column)))).find(
    (one) => one !== undefined,
  );
  const others = useful.filter((column) => column !== naming).slice(0, MOST_OTHERS);
  if (naming === undefined && others.length === 0) return undefined;
  const taken = [...(naming === undefined ? [] : [naming]), ...others];
  return {
    naming: naming?.path,
    others: others.map(({ path }) => path),
    leftOut: columns.filter((column) => !taken.includes(column)).map(({ path }) => [...list.path, ...path]),
  };
};

/** The name of a list without the maps around it: `tags.data` → `tags`. */
export const listName = (path: readonly string[]): readonly string[] => {
  const plain = plainPath(path);
  return plain.length > 1 && /^(?:data|items|results|values|nodes|edges)$/i.test(plain.at(-1) ?? '') ? plain.slice(0, -1) : plain;
};
