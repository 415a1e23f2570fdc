import type { JsonRecord } from '../../language/basics/json.ts';
import { indicatorKind } from '../../expression/formats/indicator-kind.ts';
import { columnsOf, lastName, valueAt, type Column } from '../sample/columns.ts';
import { chooseValue } from './choose-value.ts';
import { kindUnder } from './kinds.ts';
import { typeWord, type TypeWord } from './type-words.ts';

/** Records of one kind, as a member of theirs tells it. */
export interface TypeGroup {
  /** The type of their objects. */
  readonly type: string;
  readonly value: readonly string[];
  /** What stands in the member, and what it stands for. */
  readonly words: ReadonlyMap<string, TypeWord>;
  readonly records: readonly JsonRecord[];
}

/** Records of several kinds, or of one that the sample happens to show. */
export interface ByType {
  readonly column: Column;
  readonly groups: readonly TypeGroup[];
  /** Words that say nothing of what their records become. */
  readonly unknown: readonly string[];
}

const TYPE_NAME = /^(?:(?:ioc|indicator|observable|object|entity|record|sdo)_?)?(?:type|kind|class)(?:_?name)?$/i;
const VALUE_NAME = /^(?:(?:ioc|indicator|observable|object|entity|sdo)_?)?(?:ioc|indicator|observable|value|name)$/i;
const MOST_WORDS = 40;
/** So large a part of the records has to be of a kind that is known. */
const COVERED = 0.6;

const isTypeColumn = ({ path, shape, values, present }: Column, total: number): boolean => {
  const last = path.at(-1) ?? '';
  const named = TYPE_NAME.test(last) || (last.toLowerCase() === 'name' && TYPE_NAME.test(path.at(-2) ?? ''));
  return named && shape === 'scalar' && present >= total * 0.9 && new Set(values).size <= MOST_WORDS;
};

interface Read {
  readonly meaning: TypeWord;
  /** Members that can be the value, the likeliest first. */
  readonly values: readonly Column[];
}

/** Of an address whichever version it is of. */
const kindShown = (column: Column, text: string): string | undefined => {
  const subtype = kindUnder(lastName(column), text)?.subtype;
  return subtype === 'IP Address' ? (indicatorKind(text.trim()) ?? subtype) : subtype;
};

const shows = (column: Column, kinds: readonly string[]): boolean => {
  const fitting = column.values.filter((text) => kinds.includes(kindShown(column, text) ?? ''));
  return column.values.length > 0 && fitting.length >= column.values.length * 0.8;
};

/** Which member of the records of one word can be their value: false where the records show that the word says something else. */
const readWord = (word: string, records: readonly JsonRecord[], type: Column): Read | false | undefined => {
  const meaning = typeWord(word);
  const columns = columnsOf(records).filter((one) => one.shape === 'scalar' && one.path.join('\0') !== type.path.join('\0'));
  const scalars = columns.filter(({ present }) => present >= records.length / 2);
  const chosen = chooseValue(scalars, records.length);
  const known = chosen?.shows === true ? chosen.column : undefined;
  if (meaning === undefined) {
    if (known === undefined) return undefined;
    const kinds = [...new Set(known.values.flatMap((text) => kindShown(known, text) ?? []))];
    return { meaning: { type: 'indicator', subtype: undefined, kinds }, values: [known] };
  }
  const called = scalars.filter((column) => VALUE_NAME.test(lastName(column)));
  if (meaning.type !== 'indicator') {
    if (known !== undefined && !shows(known, ['CVE'])) return false;
    const likely = chosen === undefined ? [] : [chosen.column];
    return { meaning, values: [...(known === undefined ? called : [known]), ...likely] };
  }
  const fitting = scalars.filter((column) => shows(column, meaning.kinds));
  if (fitting.length === 0)
    return called.some((column) => shows(column, ALL)) || called.length === 0 ? false : { meaning, values: called };
  const own = fitting.find((column) => lastName(column).toLowerCase() === word.toLowerCase());
  const best = own ?? chooseValue(fitting, records.length)?.column;
  return { meaning, values: best === undefined ? fitting : [best, ...fitting.filter((one) => one !== best)] };
};

const ALL = [
  'IP Address',
  'IPv6 Address',
  'CIDR Block',
  'IPv6 CIDR Block',
  'URL',
  'Email Address',
  'MD5',
  'SHA-1',
  'SHA-256',
  'SHA-512',
  'FQDN',
];

const text = (path: readonly string[]): string => JSON.stringify(path);

/** A member that says of what kind each record is; undefined where none does. */
export const byTypeOf = (records: readonly JsonRecord[]): ByType | undefined => {
  const candidates = columnsOf(records).filter((column) => isTypeColumn(column, records.length));
  for (const column of candidates.toSorted((a, b) => Number(/class$/i.test(lastName(a))) - Number(/class$/i.test(lastName(b))))) {
    const found = splitBy(column, records);
    if (found !== undefined) return found;
  }
  return undefined;
};

const splitBy = (column: Column, records: readonly JsonRecord[]): ByType | undefined => {
  const byWord = Map.groupBy(records, (record) => String(valueAt(record, column.path) ?? ''));
  const read = [...byWord].map(([word, group]) => ({ word, group, is: readWord(word, group, column) }));
  if (read.some(({ is }) => is === false) || !read.some(({ word }) => typeWord(word) !== undefined)) return undefined;
  const known = read.flatMap(({ word, group, is }) =>
    is === undefined || is === false || word === '' ? [] : [{ word, group, is }],
  );
  const covered = known.reduce((sum, { group }) => sum + group.length, 0);
  if (covered < records.length * COVERED) return undefined;
  // A member that all indicators have goes before one that only some have.
  const indicators = known.filter(({ is }) => is.meaning.type === 'indicator');
  const shared = indicators[0]?.is.values.find(({ path }) =>
    indicators.every(({ is }) => is.values.some((one) => text(one.path) === text(path))),
  );
  const valueOf = ({ meaning, values }: Read): readonly string[] =>
    (meaning.type === 'indicator' && indicators.length > 1 ? shared : undefined)?.path ?? values[0]?.path ?? [];
  const groups = Map.groupBy(known, ({ is }) => text([is.meaning.type, ...valueOf(is)]));
  return {
    column,
    unknown: read.filter(({ is }) => is === undefined).map(({ word }) => word),
    groups: [...groups.values()].map((members) => ({
      type: members[0]?.is.meaning.type ?? 'indicator',
      value: members[0] === undefined ? [] : valueOf(members[0].is),
      words: new Map(members.map(({ word, is }) => [word, is.meaning])),
      records: members.flatMap(({ group }) => group),
    })),
  };
};
