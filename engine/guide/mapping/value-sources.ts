import type { ReportValue } from '../../language/basics/value.ts';
import type { UserField } from '../../language/model.ts';
import { dataPaths, groupedPaths, lastName, pathText } from '../trace/path-text.ts';
import { isData, type Strand, type TraceScope } from '../trace/strand.ts';
import { traceValue } from '../trace/trace-value.ts';
import { throughWords } from './through-words.ts';
import { waysOf, type Ways } from './ways.ts';

/** A value as far as one path of the vendor's data makes it, or several that it is made of alike. */
export interface ValueSource extends Ways {
  /** Null: it comes from an option, or stands in the definition. */
  readonly path: string | null;
  readonly strands: readonly Strand[];
  readonly notes: readonly string[];
  /** The expression, where words don't tell all of it. */
  readonly computed: readonly string[];
}

type Options = ReadonlyMap<string, UserField>;

/** Where a value comes from. */
export const sourcesOf = (value: ReportValue, scope: TraceScope, options: Options): readonly ValueSource[] => {
  const strands = traceValue(value, scope);
  const data = strands.filter(isData);
  if (data.length === 0) return [withoutData(value, strands, options)];
  const groups = [...Map.groupBy(data, ({ origin }) => JSON.stringify([origin.call, origin.names])).values()];
  const sources = alike(groups.map((own) => sourceOf(own, value, options)));
  if (sources.length > MOST_ROWS) return [sourceOf(data, value, options)];
  const isJoined = data.some(({ through }) => through.some(({ kind }) => kind === 'joined'));
  return isJoined ? sources.map((one) => ({ ...one, notes: [...togetherNotes(one, sources), ...one.notes] })) : sources;
};

/** More paths than these are one row: they would hide the rest. */
const MOST_ROWS = 4;
const MOST_PATHS = 6;

const sourceOf = (strands: readonly Strand[], value: ReportValue, options: Options): ValueSource => {
  const paths = groupedPaths(dataPaths(strands)).map(pathText);
  const words = strands.map(throughWords);
  // Of several ways to a value each may do something else to it.
  const isSame = words.every((one) => JSON.stringify(one) === JSON.stringify(words[0]));
  const ways = waysOf(strands, options);
  return {
    ...ways,
    path: paths.slice(0, MOST_PATHS).join(', ') + (paths.length > MOST_PATHS ? ', …' : ''),
    strands,
    notes: isSame ? (words[0] ?? []) : [],
    computed: isSame && ways.isTold && words[0] !== undefined ? [] : computed(value),
  };
};

/** Paths of which the same is said are one source; not those that stand in for one another. */
const alike = (sources: readonly ValueSource[]): readonly ValueSource[] => {
  const saying = ({ notes, computed: expression, when, instead }: ValueSource): string =>
    JSON.stringify([notes, expression, when, instead]);
  return [...Map.groupBy(sources, saying).values()].flatMap((same): readonly ValueSource[] => {
    const [first] = same;
    if (first === undefined || same.length === 1) return same;
    const strands = same.flatMap((one) => one.strands);
    return [{ ...first, strands, path: groupedPaths(dataPaths(strands)).map(pathText).join(', ') }];
  });
};

const togetherNotes = (own: ValueSource, all: readonly ValueSource[]): readonly string[] => {
  const names = all.flatMap((one) => (one === own ? [] : dataPaths(one.strands).map((path) => `\`${lastName(path)}\``)));
  return names.length === 0 ? [] : [`Together with ${[...new Set(names)].join(' and ')}`];
};

const withoutData = (value: ReportValue, strands: readonly Strand[], options: Options): ValueSource => {
  const names = strands.flatMap(({ origin }) =>
    origin.kind === 'option' ? [options.get(origin.name)?.label ?? origin.name] : [],
  );
  const isPlain = value.kind === 'literal' || strands.every(({ through, when }) => through.length + when.length === 0);
  return {
    path: null,
    strands,
    notes: names.length === 0 ? [] : [`From the option ${[...new Set(names)].map((name) => `"${name}"`).join(' and ')}`],
    computed: isPlain ? [] : computed(value),
    ...waysOf([], options),
  };
};

/** Longer expressions are to be read in the definition. */
const LONGEST = 120;

/** The expression, where its words don't tell it. */
const computed = (value: ReportValue): readonly string[] => {
  const source = value.kind === 'lookup' ? value.of : value;
  if (source.kind === 'literal') return [];
  const text = source.source.trim().replaceAll(/\s+/g, ' ');
  // A backtick would end what is shown as code; a name tells nothing of what it stands for.
  const isTelling = text.length <= LONGEST && !text.includes('`') && !/^\$?[\w.]*$/.test(text);
  return [isTelling ? `Computed: \`${text}\`` : 'Computed: see the definition'];
};
