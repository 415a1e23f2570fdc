import type { ReportValue } from '../../language/basics/value.ts';
import type { UserField } from '../../language/model.ts';
import type { Wish } from '../samples/situations.ts';
import { clauseWords, type Said } from '../trace/clause-words.ts';
import { dataPaths, groupedPaths, lastName, pathText } from '../trace/path-text.ts';
import { isData, type Clause, type Strand, type TraceScope } from '../trace/strand.ts';
import { traceValue } from '../trace/trace-value.ts';
import { throughWords } from './through-words.ts';

/** A value as far as one path of the vendor's data makes it. */
export interface ValueSource {
  /** Null: it comes from an option, or stands in the definition. */
  readonly path: string | null;
  readonly strands: readonly Strand[];
  readonly notes: readonly string[];
  /** When this source is taken; empty: always. */
  readonly when: string;
  readonly isChoice: boolean;
  /** Under what the samples show it. */
  readonly wish: Wish;
}

/** More paths than these are one row: they would hide the rest. */
const MOST_ROWS = 4;
const MOST_PATHS = 6;

/** Where a value comes from, a source for each path. */
export const sourcesOf = (
  value: ReportValue,
  scope: TraceScope,
  options: ReadonlyMap<string, UserField>,
): readonly ValueSource[] => {
  const strands = traceValue(value, scope);
  const data = strands.filter(isData);
  if (data.length === 0) return [withoutData(value, strands, options)];
  const groups = [...Map.groupBy(data, ({ origin }) => JSON.stringify([origin.call, origin.names])).values()];
  if (groups.length > MOST_ROWS) return [together(value, data, options)];
  const isJoined =
    groups.length > 1 && data.some(({ through }) => through.some(({ kind }) => kind === 'joined' || kind === 'computed'));
  return groups.map((own) => sourceOf(own, { value, options, others: isJoined ? groups.filter((one) => one !== own) : [] }));
};

interface Around {
  readonly value: ReportValue;
  readonly options: ReadonlyMap<string, UserField>;
  /** The paths that it is put together with. */
  readonly others: readonly (readonly Strand[])[];
}

const sourceOf = (strands: readonly Strand[], { value, options, others }: Around): ValueSource => {
  const [path = []] = dataPaths(strands);
  const ways = strands.map((strand) => wayOf(strand, options));
  const always = ways.some(({ said, isTold }) => said.length === 0 && isTold);
  const told = always ? [] : ways;
  const texts = [...new Set(told.map(({ said }) => said.map(({ text }) => text).join(' and ')))].filter((text) => text !== '');
  const isTold = ways.every((way) => way.isTold) || always;
  const words = strands.map(throughWords);
  const names = others.flatMap((one) => dataPaths(one).map((other) => `\`${lastName(other)}\``));
  const isSimple = isTold && words.every((one) => one !== undefined);
  return {
    path: pathText(path),
    strands,
    notes: [
      ...(names.length === 0 ? [] : [`Together with ${names.join(' and ')}`]),
      ...new Set(words.flatMap((one) => one ?? [])),
      ...(isSimple ? [] : computed(value)),
    ],
    when: texts.join(', or '),
    isChoice: texts.length > 0 && told.every(({ said }) => said.some(({ isChoice }) => isChoice)),
    wish: wishOf(ways[0]?.said ?? [], strands[0]?.when ?? []),
  };
};

/** One way to a value: what its conditions say, and whether that is all of them. */
const wayOf = (
  { when }: Strand,
  options: ReadonlyMap<string, UserField>,
): { readonly said: readonly Said[]; readonly isTold: boolean } => {
  const words = when.map((clause) => clauseWords(clause, options));
  const said = words.filter((one) => one !== undefined);
  return { said, isTold: said.length === words.length };
};

/** What an example of it takes: these options, and none of what would be taken before it. */
const wishOf = (said: readonly Said[], when: readonly Clause[]): Wish => ({
  settings: Object.fromEntries(said.flatMap(({ settings }) => settings)),
  missing: when.flatMap((clause) =>
    clause.kind === 'missing' ? clause.of.filter(isData).map(({ origin: { call, names } }) => ({ call, names })) : [],
  ),
});

const together = (value: ReportValue, strands: readonly Strand[], options: ReadonlyMap<string, UserField>): ValueSource => {
  const paths = groupedPaths(dataPaths(strands)).map(pathText);
  return {
    path: paths.slice(0, MOST_PATHS).join(', ') + (paths.length > MOST_PATHS ? ', …' : ''),
    strands,
    notes: computed(value),
    when: '',
    isChoice: false,
    wish: wishOf(wayOf(strands[0] ?? { origin: { kind: 'literal', value: null }, through: [], when: [] }, options).said, []),
  };
};

const withoutData = (value: ReportValue, strands: readonly Strand[], options: ReadonlyMap<string, UserField>): ValueSource => {
  const names = strands.flatMap(({ origin }) =>
    origin.kind === 'option' ? [options.get(origin.name)?.label ?? origin.name] : [],
  );
  const isPlain = value.kind === 'literal' || strands.every(({ through }) => through.length === 0);
  return {
    path: null,
    strands,
    notes: [
      ...(names.length === 0 ? [] : [`From the option ${[...new Set(names)].map((name) => `"${name}"`).join(' and ')}`]),
      ...(isPlain ? [] : computed(value)),
    ],
    when: '',
    isChoice: false,
    wish: { settings: {}, missing: [] },
  };
};

/** Longer expressions are to be read in the definition. */
const LONGEST = 120;

/** The expression, where its words don't tell it. */
const computed = (value: ReportValue): readonly string[] => {
  const source = value.kind === 'lookup' ? value.of : value;
  if (source.kind === 'literal') return [];
  const text = source.source.trim().replaceAll(/\s+/g, ' ');
  const isPlain = /^\$?[\w.]+$/.test(text);
  // A backtick would end what is shown as code.
  if (text.length > LONGEST || text.includes('`')) return ['Computed: see the definition'];
  return [isPlain ? `Computed, as \`${text}\` of the definition` : `Computed: \`${text}\``];
};
