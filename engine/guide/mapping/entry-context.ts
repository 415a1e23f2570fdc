import type { Feed, Pack, ReportEntry, UserField } from '../../language/model.ts';
import { objectTypeOf, wordsOf } from '../overview/entry-types.ts';
import { clauseWords, conditionWords, type Said } from '../trace/clause-words.ts';
import { elementScope } from '../trace/feed-scope.ts';
import { dataPaths, pathText } from '../trace/path-text.ts';
import type { TraceScope } from '../trace/strand.ts';
import { nodeOf, traceValue } from '../trace/trace-value.ts';
import type { Examples } from './examples.ts';

/** What the rows of one report entry have in common. */
export interface EntryContext {
  readonly feed: Feed;
  readonly pack: Pack;
  readonly entry: ReportEntry;
  readonly options: ReadonlyMap<string, UserField>;
  readonly examples: Examples;
  readonly scope: TraceScope;
  readonly types: readonly TypeChoice[];
  /** Options under which the entry is made. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Such as `Event/Incident`. */
  readonly names: string;
}

/** An object type that an entry may make, and when. */
export interface TypeChoice {
  readonly name: string;
  /** What its value is called: `Value`, or `Title`. */
  readonly valueName: string;
  /** Undefined: the data decide, or nothing does. */
  readonly said: Said | undefined;
}

export const entryContext = (
  entry: ReportEntry,
  record: TraceScope,
  { feed, pack, examples }: Pick<EntryContext, 'feed' | 'pack' | 'examples'>,
): EntryContext => {
  const options = new Map(feed.userFields.map((field) => [field.name, field]));
  const scope = elementScope(entry.each, record);
  const types = typesOf(entry, scope, pack, options);
  const when = entry.when && conditionWords(nodeOf(entry.when.source), record, options);
  return {
    feed,
    pack,
    entry,
    options,
    examples,
    scope,
    types,
    settings: Object.fromEntries(when?.settings ?? []),
    names: types.length > MOST_TYPES ? 'Object' : types.map(({ name }) => name).join('/'),
  };
};

/** The names of so many types stand before a value. */
const MOST_TYPES = 4;

/** The types of an entry; where options alone choose among them, each with its choice. */
const typesOf = (
  { type }: ReportEntry,
  scope: TraceScope,
  pack: Pack,
  options: ReadonlyMap<string, UserField>,
): readonly TypeChoice[] => {
  const named = (code: string, said: Said | undefined): TypeChoice => {
    const found = objectTypeOf(code, pack);
    const label = found?.fields.find(({ name }) => name === 'value')?.label;
    return { name: found?.name ?? code, valueName: label === 'Title' ? 'Title' : 'Value', said };
  };
  const codes = wordsOf(type);
  if (codes.length === 0) return [{ name: 'Object', valueName: 'Value', said: undefined }];
  if (type.kind === 'lookup') {
    const [of, ...more] = traceValue(type.of, scope);
    const option = of?.origin.kind === 'option' && more.length === 0 ? options.get(of.origin.name) : undefined;
    return [...new Map([...type.table.entries].map(([key, code]) => [String(code), key]))].map(([code, key]) =>
      named(code, option && choiceOf(option, key)),
    );
  }
  const strands = traceValue(type, scope);
  return codes.map((code) => {
    const own = strands.filter(({ origin }) => origin.kind === 'literal' && origin.value === code);
    const [clause] = own.length === 1 ? (own[0]?.when ?? []) : [];
    const said = clause && clauseWords(clause, options);
    return named(code, said?.isChoice === true ? said : undefined);
  });
};

/** That an option has the value that a table has as this key. */
const choiceOf = (option: UserField, key: string): Said => {
  if (option.type === 'boolean')
    return {
      text: `"${option.label}" is ${key === 'true' ? 'on' : 'off'}`,
      isChoice: true,
      settings: [[option.name, key === 'true']],
    };
  const choice = 'choices' in option ? option.choices.find(({ value }) => String(value) === key) : undefined;
  return {
    text: `"${option.label}" is "${choice?.label ?? key}"`,
    isChoice: true,
    settings: [[option.name, choice?.value ?? key]],
  };
};

/** The published date of an entry's objects: its paths as one text. */
export const publishedOf = ({ entry, scope }: EntryContext): string | null => {
  const value = entry.fields.published_at;
  if (value === undefined) return null;
  const paths = dataPaths(traceValue(value, scope)).map(pathText);
  return paths.length === 0 ? null : paths.join(', ');
};
