import type { Evaluator } from '../../expression/definition/evaluator.ts';
import type { AttributeSpec, Feed, Pack, Relate } from '../../language/model.ts';
import type { ReportValue } from '../../language/basics/value.ts';
import type { MappingRow } from '../model/guide.ts';
import { makesObjects, objectTypeOf, wordsOf } from '../overview/entry-types.ts';
import type { SampleRecords } from '../samples/read-samples.ts';
import { Situations, type Wish } from '../samples/situations.ts';
import { conditionWords } from '../trace/clause-words.ts';
import { elementScope, feedScope } from '../trace/feed-scope.ts';
import { dataPaths, pathText } from '../trace/path-text.ts';
import { isData, type TraceScope } from '../trace/strand.ts';
import { trace } from '../trace/trace.ts';
import { nodeOf, traceValue } from '../trace/trace-value.ts';
import { entryContext, publishedOf, type EntryContext } from './entry-context.ts';
import { entryNotes, whenNote } from './entry-notes.ts';
import { Examples, type Wanted } from './examples.ts';
import { selectNote } from './select-note.ts';
import { readsTime } from './through-words.ts';
import { sourcesOf, type ValueSource } from './value-sources.ts';

/** The mapping table of a feed: a row for each path that becomes something. */
export const mappingOf = (
  feed: Feed,
  pack: Pack,
  evaluator: Evaluator,
  samples: ReadonlyMap<string, readonly SampleRecords[]>,
): readonly MappingRow[] => {
  const examples = new Examples(pack, evaluator, new Situations(feed, pack, evaluator, samples), samples);
  const record = feedScope(feed, pack);
  return [
    ...feed.report.filter(makesObjects).flatMap((entry) => {
      const context = entryContext(entry, record, { feed, pack, examples });
      return [
        ...valueRows(context),
        ...fieldRows(context),
        ...entry.attributes.flatMap((spec) => attributeRows(spec, context, evaluator)),
      ];
    }),
    ...feed.relate.map((one) => relationRow(one, record)),
  ];
};

/** What stands in every cell but the path and the notes of a source. */
interface Line {
  readonly entity: string;
  readonly key: string | null;
  readonly published: string | null;
  readonly notes: readonly string[];
  readonly value: ReportValue;
  readonly settings?: Wish['settings'];
  readonly when?: Wanted['when'];
  readonly isSensitive?: boolean;
  /** The author's. */
  readonly remark?: string | undefined;
}

/** What stands in the place of a sensitive value. */
const MASKED = '***';

const lineRows = (line: Line, context: EntryContext): readonly MappingRow[] => {
  const sources = sourcesOf(line.value, context.scope, context.options);
  return sources.map((source) => ({
    path: source.path,
    entity: line.entity,
    key: line.key,
    published: line.published,
    example: exampleOf(
      line,
      source,
      context,
      sources.filter((one) => one !== source),
    ),
    notes: [...new Set(notesOf(line, source, context))],
    entry: context.entry.name,
  }));
};

const notesOf = (line: Line, source: ValueSource, context: EntryContext): readonly string[] => [
  ...conditionNotes(source, line.notes),
  ...line.notes,
  ...source.notes,
  ...epochNotes(source, context),
  // An author's own words tell it better.
  ...(line.remark === undefined ? source.computed : [line.remark]),
];

/** Of several sources each shows what comes of its own data, or what comes of them alone. */
const exampleOf = (line: Line, source: ValueSource, context: EntryContext, others: readonly ValueSource[]): string | null => {
  const { value, settings, when, isSensitive } = line;
  const { entry, examples, settings: own } = context;
  const { wish } = source;
  const found = (missing: Wish['missing'], of: Wish['missing'] | undefined): string | null =>
    examples.of({
      entry,
      value,
      when,
      of,
      wish: { settings: { ...own, ...settings, ...wish.settings }, missing: [...wish.missing, ...missing] },
    });
  const example =
    others.length === 0 ? found([], undefined) : (found([], dataOf(source)) ?? found(others.flatMap(dataOf), undefined));
  return example !== null && isSensitive === true ? MASKED : example;
};

const dataOf = ({ strands }: ValueSource): Wish['missing'] =>
  strands.filter(isData).map(({ origin: { call, names } }) => ({ call, names }));

/** What the notes of its line say already is not said again. */
const conditionNotes = ({ when, isChoice }: ValueSource, said: readonly string[]): readonly string[] =>
  when === '' || said.some((note) => note.includes(when)) ? [] : [`${isChoice ? 'User-configurable: when' : 'Where'} ${when}`];

const epochNotes = ({ strands }: ValueSource, { examples }: EntryContext): readonly string[] =>
  strands.filter(isData).some((strand) => readsTime(strand) && examples.isEpoch(strand.origin.call, strand.origin.names))
    ? ['Converted from epoch time']
    : [];

/** A row for each type that options choose, else one for all of them. */
const valueRows = (context: EntryContext): readonly MappingRow[] => {
  const { entry, types, names } = context;
  const common = { published: publishedOf(context), value: entry.value, remark: entry.note };
  const notes = entryNotes(context);
  const chosen = types.length > 1 && types.every(({ said }) => said !== undefined);
  if (!chosen) {
    const [first] = types;
    const entity = `${names}.${types.length === 1 ? (first?.valueName ?? 'Value') : 'Value'}`;
    return lineRows(
      { ...common, entity, key: keyOf(context), notes: [...notes, ...typeNotes(context), ...subtypeNotes(context)] },
      context,
    );
  }
  return types.flatMap(({ name, valueName, said }) =>
    lineRows(
      {
        ...common,
        entity: `${name}.${valueName}`,
        key: name === 'Indicator' ? (subtypeKey(context) ?? name) : name,
        notes: [`User-configurable: when ${said?.text ?? ''}`, ...notes],
        settings: Object.fromEntries(said?.settings ?? []),
      },
      context,
    ),
  );
};

/** More subtypes than these are told in a note. */
const MOST_SUBTYPES = 3;

const subtypeKey = ({ entry: { subtype } }: EntryContext): string | undefined => {
  const subtypes = wordsOf(subtype);
  return subtypes.length > 0 && subtypes.length <= MOST_SUBTYPES ? subtypes.join(' or ') : undefined;
};

const keyOf = (context: EntryContext): string | null => {
  const { types, names } = context;
  const subtype = subtypeKey(context);
  if (subtype !== undefined) return subtype;
  return types.length === 1 ? (types[0]?.name ?? null) : names.replaceAll('/', ' or ');
};

/** Of more types than are named, how the data choose among them. */
const typeNotes = ({ entry: { type }, types, names, scope, options, pack }: EntryContext): readonly string[] => {
  if (type.kind !== 'lookup' || types.length === names.split('/').length) return [];
  const [source] = sourcesOf(type, scope, options);
  const entries = [...type.table.entries].map(
    ([key, code]) => `${key} = ${objectTypeOf(String(code), pack)?.name ?? String(code)}`,
  );
  return [`Type by \`${source?.path ?? ''}\`: ${entries.join(', ')}`];
};

const subtypeNotes = ({ entry, scope, options }: EntryContext): readonly string[] => {
  const { subtype } = entry;
  if (subtype === undefined || subtype.kind === 'literal' || wordsOf(subtype).length <= MOST_SUBTYPES) return [];
  const sources = sourcesOf(subtype, scope, options);
  const paths = sources.flatMap(({ path }) => (path === null ? [] : [`\`${path}\``]));
  const tables = sources.flatMap(({ notes }) => notes).filter((note) => note.includes(' = '));
  return paths.length === 0 ? [] : [`Subtype by ${paths.join(' and ')}${tables.length === 0 ? '' : `: ${tables[0] ?? ''}`}`];
};

const FIELDS = [
  ['title', 'Title'],
  ['description', 'Description'],
  ['status', 'Status'],
  ['tlp', 'TLP'],
  ['happened_at', 'Happened At'],
  ['expires_at', 'Expires At'],
] as const;

const fieldRows = (context: EntryContext): readonly MappingRow[] => {
  const { entry, names } = context;
  const line = (name: string, value: ReportValue): Line => ({
    entity: `${names}.${name}`,
    key: null,
    published: null,
    notes: [],
    value,
  });
  return [
    ...FIELDS.flatMap(([field, name]) => {
      const value = entry.fields[field];
      return value === undefined ? [] : lineRows(line(name, value), context);
    }),
    ...(entry.tags === undefined ? [] : lineRows(line('Tag', entry.tags), context)),
  ];
};

const attributeRows = (spec: AttributeSpec, context: EntryContext, evaluator: Evaluator): readonly MappingRow[] => {
  const { names, scope, options } = context;
  const entity = `${names}.Attribute`;
  const updatable = spec.rule === 'update' ? ['Updatable'] : [];
  if (spec.kind === 'from') return [fromRow(spec, context, updatable)];
  const said = spec.when && conditionWords(nodeOf(spec.when.source), scope, options);
  return lineRows(
    {
      entity,
      key: spec.name,
      published: null,
      value: spec.value,
      when: spec.when,
      settings: Object.fromEntries(said?.settings ?? []),
      isSensitive: spec.sensitive,
      notes: [
        ...selectNote(spec.name, context, evaluator),
        ...whenNote(spec.when, scope, context),
        ...updatable,
        ...(spec.sensitive ? ['Sensitive: masked where it is shown, and kept from destinations that do not ask for it'] : []),
      ],
      remark: spec.note,
    },
    context,
  );
};

/** Attributes whose names come with the data. */
const fromRow = (
  spec: Extract<AttributeSpec, { kind: 'from' }>,
  { entry, names, scope, examples, settings }: EntryContext,
  updatable: readonly string[],
): MappingRow => {
  const list = trace(nodeOf(spec.each.source), scope);
  const element: TraceScope = { ...scope, context: list, root: list };
  const textOf = (value: ReportValue | undefined): string | undefined =>
    value && dataPaths(traceValue(value, element)).map(pathText).join(', ');
  const name = textOf(spec.name);
  return {
    path: textOf(spec.value) ?? dataPaths(list).map(pathText).join(', '),
    entity: `${names}.Attribute`,
    key: spec.only === undefined ? null : spec.only.join(', '),
    published: null,
    example: examples.ofNamed(entry, spec, { settings, missing: [] }),
    notes: [name === undefined ? 'Each member is an attribute of its name' : `Named by \`${name}\``, ...updatable],
    entry: entry.name,
  };
};

const relationRow = ({ name, from, to, as, each }: Relate, record: TraceScope): MappingRow => {
  const scope = elementScope(each, record);
  const textOf = (value: ReportValue): string => dataPaths(traceValue(value, scope)).map(pathText).join(', ');
  const kind = as === undefined || as.kind === 'literal' ? undefined : textOf(as);
  return {
    path: `${textOf(from)}, ${textOf(to)}`,
    entity: 'Relation',
    key: as?.kind === 'literal' ? String(as.value) : null,
    published: null,
    example: null,
    notes: ["From the first to the second, by the vendor's ids", ...(kind === undefined ? [] : [`Called by \`${kind}\``])],
    entry: name,
  };
};
