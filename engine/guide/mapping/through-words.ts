import { functions } from '../../expression/functions/registry.ts';
import type { Node } from '../../expression/jsonata/syntax.ts';
import { conditionWords } from '../trace/clause-words.ts';
import type { Strand, Through, TraceScope } from '../trace/strand.ts';

/** What is said of a value that went through a function of JSONata; nothing where it stays what it was for a reader. */
const BUILT_IN: Readonly<Record<string, string>> = {
  boolean: '',
  count: 'How many there are',
  join: '',
  keys: 'The names of its members',
  lowercase: 'In lower case',
  max: 'The largest of several',
  min: 'The smallest of several',
  number: 'Read as a number',
  string: '',
  substringAfter: 'What stands after `{2}`',
  substringBefore: 'What stands before `{2}`',
  sum: 'The sum of several',
  trim: 'Without blanks around it',
  uppercase: 'In upper case',
};

/** Functions that read a time in any form, and write it in another. */
const TIMES = new Set(
  Object.values(functions)
    .filter(({ signature: { args, result } }) => args[0]?.type === 'time' && result !== 'number')
    .map(({ name }) => name),
);

export const readsTime = ({ through }: Strand): boolean => through.some((one) => one.kind === 'function' && TIMES.has(one.name));

/** What a strand's value has gone through, in words; undefined where only the expression tells it. */
export const throughWords = ({ through }: Strand): readonly string[] | undefined => {
  const words = through.map(wordsOf);
  return words.includes(undefined) ? undefined : (words as readonly string[]).filter((text) => text !== '');
};

const wordsOf = (one: Through): string | undefined => {
  switch (one.kind) {
    case 'joined':
      return '';
    case 'computed':
      return undefined;
    case 'filtered':
      return filterWords(one.test, one.scope);
    case 'table':
      return tableWords(one);
    case 'function': {
      const own = Object.hasOwn(functions, one.name) ? functions[one.name]?.note : undefined;
      const text = own ?? (Object.hasOwn(BUILT_IN, one.name) ? BUILT_IN[one.name] : undefined);
      const second = one.texts[1];
      if (text === undefined || !text.includes('{2}')) return text;
      return second === undefined ? undefined : text.replace('{2}', second);
    }
    default:
      return one satisfies never;
  }
};

/** What a predicate leaves; options have no part in it. */
export const filterWords = (test: Node, scope: TraceScope): string | undefined => {
  if (test.type === 'number') return test.value === 0 ? 'The first of several' : undefined;
  const said = conditionWords(test, scope, new Map());
  return said === undefined ? undefined : `Only where ${said.text}`;
};

/** So many entries of a table are told. */
const MOST = 10;

const tableWords = ({ table, otherwise }: Extract<Through, { kind: 'table' }>): string => {
  const entries = [...table.entries].filter(([key, value]) => key !== value);
  const same = table.entries.size - entries.length;
  const shown = entries.slice(0, MOST).map(([key, value]) => `${key} = ${String(value)}`);
  const left = entries.length - shown.length + (shown.length > 0 ? 0 : same);
  const more = left > 0 ? [`${left} more`] : [];
  const rest = restWords(otherwise);
  return `${[...shown, ...more].join(', ')}${rest === '' ? '' : `; ${rest}`}`;
};

const restWords = (otherwise: Extract<Through, { kind: 'table' }>['otherwise']): string => {
  if (typeof otherwise === 'object') return `anything else is ${String(otherwise.value)}`;
  switch (otherwise) {
    case 'keep':
      return 'anything else as it is';
    case 'skip':
      return 'anything else is left out';
    case 'quarantine':
      return 'of anything else the record is set aside';
    default:
      return otherwise satisfies never;
  }
};
