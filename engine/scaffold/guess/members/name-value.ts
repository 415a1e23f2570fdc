import { columnsOf, lastName, type Column } from '../../sample/columns.ts';
import { kindOf } from '../kinds.ts';
import { typeWord } from '../type-words.ts';

/** Names and values that a list brings as data. */
export interface NameValue {
  readonly list: Column;
  readonly name: string;
  readonly value: string;
}

const NAMES = [/^(?:name|key|attribute|attribute_?name|field|k)$/i, /^(?:label|title|type)$/i];
const VALUES = /^(?:value|val|v|content)$/i;

/** Undefined for a list of anything else; `{ type, value }` only where neither is an indicator's. */
export const nameValueOf = (list: Column): NameValue | undefined => {
  if (list.items.length === 0) return undefined;
  const members = columnsOf(list.items).filter((column) => column.shape === 'scalar' && column.path.length === 1);
  const full = members.filter(({ present }) => present === list.items.length);
  const value = members.find((column) => VALUES.test(lastName(column)) && column.present >= list.items.length / 2);
  const name = NAMES.map((pattern) => full.find((column) => pattern.test(lastName(column)))).find((one) => one !== undefined);
  if (value === undefined || name === undefined) return undefined;
  const isTyped = lastName(name).toLowerCase() === 'type';
  const isIndicator =
    isTyped &&
    (name.values.some((text) => typeWord(text) !== undefined) || value.values.some((text) => kindOf(text) !== undefined));
  return isIndicator ? undefined : { list, name: lastName(name), value: lastName(value) };
};
