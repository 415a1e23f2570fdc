/** Where our guides say something else than the vendor's: found row by row and cell by cell. */
import type { Guide, MappingRow, OptionRow } from '../../../engine/guide/model/guide.ts';
import type { GuideTable, OptionTable, VendorGuide } from './rows.ts';

export interface Deviation {
  readonly guide: string;
  /** A feed, an action, or `pack`. */
  readonly part: string;
  readonly row: string;
  readonly column: string;
  readonly said: string;
  readonly here: string;
}

export const deviationsOf = (vendor: VendorGuide, guide: Guide): readonly Deviation[] => {
  const found = [
    ...vendor.mapping.flatMap((table) => mappingDeviations(table, guide)),
    ...ourOwnRows(vendor, guide),
    ...vendor.options.flatMap((table) => optionDeviations(table, guide)),
    ...ourOwnOptions(vendor, guide),
  ];
  return found.map((one) => ({ guide: vendor.guide, ...one }));
};

type Found = Omit<Deviation, 'guide'>;

const EMPTY = ['N/A', ''];

/** A row that no other of its table is called like. */
const rowName = (entity: string, key: string | null, path: string | null): string =>
  entity.endsWith('Attribute') ? (key ?? '') : `${entity} of ${path?.split('.').at(-1) ?? ''}`;

const pathHere = (path: string, paths: GuideTable['paths']): string => {
  const [start, here] = Object.entries(paths).find(([one]) => path.startsWith(one)) ?? ['', ''];
  return `${here}${path.slice(start.length)}`;
};

/** Types and the last word: `Event/Incident.Attribute`; without types where the guide names none. */
const entityOf = (text: string): { readonly types: readonly string[]; readonly what: string } => {
  const at = text.indexOf('.');
  return { types: at < 0 ? [] : text.slice(0, at).split('/'), what: text.slice(at + 1) };
};

/** Rows here for the same data and the same thing. */
const rowsFor = ([path, entity, key]: GuideTable['rows'][number], table: GuideTable, guide: Guide): readonly MappingRow[] => {
  const { types, what } = entityOf(entity);
  const isAttribute = what === 'Attribute';
  return (guide.mapping[table.feed] ?? []).filter((row) => {
    const own = entityOf(row.entity);
    const isSame = what === 'Title or Value' ? ['Title', 'Value'].includes(own.what) : own.what === what;
    const isPath = row.path?.split(', ').includes(pathHere(path, table.paths)) === true;
    const isType = types.length === 0 || own.types.some((type) => types.includes(type));
    return isPath && isSame && isType && (!isAttribute || row.key === key);
  });
};

const mappingDeviations = (table: GuideTable, guide: Guide): readonly Found[] => [
  { part: table.feed, row: 'all', column: 'path', said: '', here: '' },
  ...table.rows.flatMap((cells) => {
    const [path, entity, key, published, example, notes] = cells;
    const rows = rowsFor(cells, table, guide);
    const row = rowName(entity, key, path);
    const differ = (column: string, said: string, here: string): Found => ({ part: table.feed, row, column, said, here });
    if (rows.length === 0) return [differ('row', path, 'no such row')];
    const published_ = EMPTY.includes(published) ? null : pathHere(published, table.paths);
    const examples = rows.map((one) => one.example);
    return [
      ...typesDiffer(entity, rows).map((here) => differ('entity', entity, here)),
      ...keysDiffer(key, rows).map((here) => differ('key', key, here)),
      ...(rows.some((one) => one.published === published_) ? [] : [differ('published', published, rows[0]?.published ?? '')]),
      ...(examples.includes(EMPTY.includes(example) ? null : example) ? [] : [differ('example', example, examples[0] ?? '')]),
      ...notesDiffer(notes, rows, guide).map((here) => differ('notes', notes, here)),
    ];
  }),
];

/** Each type that the guide names has to be there. */
const typesDiffer = (entity: string, rows: readonly MappingRow[]): readonly string[] => {
  const here = new Set(rows.flatMap((row) => entityOf(row.entity).types));
  return entityOf(entity).types.every((type) => here.has(type)) ? [] : [rows.map((row) => row.entity).join(', ')];
};

const keysDiffer = (key: string, rows: readonly MappingRow[]): readonly string[] => {
  const here = new Set(rows.flatMap((row) => row.key?.split(' or ') ?? []));
  if (EMPTY.includes(key)) return here.size === 0 ? [] : [[...here].join(', ')];
  return key.split(' or ').every((one) => here.has(one)) ? [] : [[...here].join(', ')];
};

/** What a note of the guide asks of ours; one that none of them knows fails the test. */
const ASKED: readonly (readonly [said: RegExp, holds: (notes: string, rows: readonly MappingRow[], guide: Guide) => boolean])[] =
  [
    [/^Updatable/, (notes) => /Updatable/.test(notes)],
    [/User-configurable|[Ii]f chosen|[Ii]f .* is chosen/, (notes) => /[Uu]ser-configurable/.test(notes)],
    [/1=iZoo, 2=Client/, (notes) => /1 = iZoo, 2 = Client/.test(notes)],
    [/Converted from epoch time/, (notes) => /Converted from epoch time/.test(notes)],
    [/Formatted-timestamp/, (notes) => /Written as ISO 8601/.test(notes)],
    [/Used with "subject"/, (notes) => /Together with `subject`/.test(notes)],
    [/Used with "createdOn"/, (notes) => /Together with `createdOn`/.test(notes)],
    [/Incident Case Sync ingests these as Notes/, (_, rows) => rows.some(({ entity }) => entity.startsWith('Note.'))],
    [
      /DLR Case Sync ingests these as Events/,
      (_, __, guide) => guide.mapping['dlr-case-sync']?.some(({ entity }) => entity.startsWith('Event.')) === true,
    ],
    [/If email is unavailable/, (notes) => /Where `email` is missing/.test(notes)],
    [/Is attributed to the IP Address Indicator/, (notes) => /`ipAddress` is no IP address/.test(notes)],
    [/victim data/, (notes) => /victim/.test(notes)],
  ];

const notesDiffer = (notes: string, rows: readonly MappingRow[], guide: Guide): readonly string[] => {
  if (EMPTY.includes(notes)) return [];
  const asked = ASKED.filter(([said]) => said.test(notes));
  if (asked.length === 0) return [`nobody knows what is asked by: ${notes}`];
  const here = rows.flatMap((row) => row.notes).join('. ');
  return asked.every(([, holds]) => holds(here, rows, guide)) ? [] : [here];
};

/** Rows here that the guide does not have. */
const ourOwnRows = ({ mapping }: VendorGuide, guide: Guide): readonly Found[] =>
  Object.entries(guide.mapping).flatMap(([feed, rows]) => {
    const theirs = new Set(
      mapping
        .filter((table) => table.feed === feed)
        .flatMap((table) => table.rows.flatMap((cells) => rowsFor(cells, table, guide))),
    );
    return rows
      .filter((row) => !theirs.has(row))
      .map((row) => ({
        part: feed,
        row: `${rowName(row.entity, row.key, row.path)}${row.entity.endsWith('Attribute') ? ` of ${row.path?.split('.').at(-1) ?? ''}` : ''}`,
        column: 'row',
        said: 'no such row',
        here: row.entity,
      }));
  });

/** The options that are there for a part: its own, and the pack's. */
const optionsFor = (part: string, { configuration, feeds }: Guide): readonly OptionRow[] => {
  const own = configuration[part] ?? [];
  const shared = part in feeds ? (configuration['pack'] ?? []) : [];
  return [...own, ...shared.filter(({ name }) => !own.some((one) => one.name === name))];
};

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

const optionDeviations = ({ of, rows }: OptionTable, guide: Guide): readonly Found[] =>
  rows.flatMap((said) => {
    const here = optionsFor(of, guide).find(({ label }) => same(label, said.label));
    const differ = (column: string, theirs: unknown, ours: unknown): Found => ({
      part: of,
      row: said.label,
      column,
      said: JSON.stringify(theirs),
      here: JSON.stringify(ours),
    });
    if (here === undefined) return [differ('option', said.label, 'no such option')];
    const values = here.choices.map(({ value }) => value);
    const usual = [here.default ?? []].flat();
    return [
      ...(said.default === undefined || sameAll(said.default, usual) ? [] : [differ('default', said.default, usual)]),
      ...(said.choices === undefined || sameAll(said.choices, values) ? [] : [differ('choices', said.choices, values)]),
      ...(said.limits === undefined || sameAll(said.limits, here.limits) ? [] : [differ('limits', said.limits, here.limits)]),
      ...(said.required === undefined || said.required === here.required
        ? []
        : [differ('required', said.required, here.required)]),
    ];
  });

const sameAll = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((one) => b.some((other) => same(one, other)));

/** Options here that the guide does not have. */
const ourOwnOptions = ({ options }: VendorGuide, guide: Guide): readonly Found[] =>
  options.flatMap(({ of, rows }) =>
    optionsFor(of, guide)
      .filter(({ label }) => !rows.some((said) => same(said.label, label)))
      .map(({ label }) => ({ part: of, row: label, column: 'option', said: 'no such option', here: label })),
  );
