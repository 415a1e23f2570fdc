import type { Findings } from '../basics/findings.ts';
import type { Json } from '../basics/json.ts';
import { suggest } from '../basics/nearest.ts';
import type { FormatInfo } from '../basics/vocabulary.ts';
import { inlineTable } from '../pack/inline-table.ts';
import type { ObjectType } from '../pack/object-type.ts';
import type { RawMap } from '../reading/context.ts';
import { declaredKeys, entriesOf, itemsOf, placeOf, placeOfValue } from '../yaml/positions.ts';
import type { FormatTable, ObjectRow, RowColumns } from './format-table.ts';

export interface RowContext {
  readonly findings: Findings;
  readonly format: FormatInfo;
  /** Those that there are where the table counts. */
  /** Those that rows may name; undefined: any. */
  readonly objectTypes: readonly ObjectType[] | undefined;
  /** The pack that adds the rows. */
  readonly pack: string | undefined;
}

/** The rows of a table whose shape has been checked; what can't be used of them was reported. */
export const rowsOf = (raw: RawMap, context: RowContext): FormatTable => {
  const objects = rowsUnder(raw, 'objects').map((row) => objectRowOf(row, context));
  reportShadowed(objects, context.findings);
  return {
    objects,
    attributes: rowsUnder(raw, 'attributes').map((row) => ({
      ...columnsOf(row, context.format.attributes, context),
      names: lower(wordsOf(row, 'name')) ?? [],
      types: typesOf(row, 'type', context),
    })),
    relations: rowsUnder(raw, 'relations').map((row) => ({
      ...columnsOf(row, context.format.relations, context),
      words: lower(wordsOf(row, 'as')),
      from: typesOf(row, 'from', context),
      to: typesOf(row, 'to', context),
    })),
    vocabularies: new Map(
      entries(raw['vocabularies'] as RawMap | undefined).map(([name, words]) => [
        name,
        new Map(
          [...inlineTable(name, words as RawMap as Readonly<Record<string, Json>>).entries].map(([word, to]) => [
            word.toLowerCase(),
            to,
          ]),
        ),
      ]),
    ),
  };
};

const entries = (map: RawMap | undefined): readonly (readonly [string, unknown])[] => (map === undefined ? [] : entriesOf(map));

const rowsUnder = (raw: RawMap, key: string): readonly RawMap[] => {
  const list = raw[key] as readonly RawMap[] | undefined;
  return list === undefined ? [] : itemsOf(list).map(([, row]) => row);
};

const wordsOf = (row: RawMap, key: string): readonly string[] | undefined => {
  const words = row[key] as string | readonly string[] | undefined;
  return words === undefined ? undefined : [words].flat();
};

const lower = (words: readonly string[] | undefined): readonly string[] | undefined => words?.map((one) => one.toLowerCase());

const columnsOf = (row: RawMap, columns: FormatInfo['objects'], { pack }: RowContext) => ({
  columns: Object.fromEntries(
    Object.keys(row).flatMap((key) => (Object.hasOwn(columns, key) ? [[key, row[key]]] : [])),
  ) as RowColumns,
  place: placeOf(row),
  pack,
});

const objectRowOf = (row: RawMap, context: RowContext): ObjectRow => {
  const { findings, format } = context;
  const types = typesOf(row, 'type', context) ?? [];
  const leaveOut = row['leave_out'] as string | undefined;
  if (!hasTarget(row, format))
    findings.error(
      'format.no-target',
      placeOf(row),
      `The row does not say what becomes of ${types.join(' and ')}.`,
      `Add \`${format.target}:\`, or \`leave_out:\` with the reason.`,
    );
  const lacking = hasTarget(row, format) ? format.lacks?.(row) : undefined;
  if (lacking !== undefined && !declaredKeys(row).has(lacking))
    findings.error(
      'format.incomplete',
      placeOf(row),
      `The row lacks \`${lacking}\`: without it nothing can become of ${types.join(' and ')}.`,
      `Add \`${lacking}:\`.`,
    );
  const subtypes = wordsOf(row, 'subtype');
  for (const subtype of subtypes ?? []) checkSubtype(row, subtype, types, context);
  return { ...columnsOf(row, format.objects, context), types, subtypes, leaveOut };
};

const OWN_KEYS = ['type', 'subtype', 'leave_out'];

/** A key that is misspelt, or whose value is, was reported: it may be the one that is wanted. */
const hasTarget = (row: RawMap, { objects, target }: FormatInfo): boolean =>
  [...declaredKeys(row)].some(
    (key) => key === target || key === 'leave_out' || ![...OWN_KEYS, ...Object.keys(objects)].includes(key),
  );

/** Object types that must exist. */
const typesOf = (row: RawMap, key: string, { objectTypes, findings }: RowContext): readonly string[] | undefined => {
  const types = wordsOf(row, key);
  if (objectTypes === undefined || findings.isLost('custom_objects')) return types;
  const known = objectTypes.map(({ code }) => code);
  for (const type of types ?? [])
    if (!known.includes(type))
      findings.error(
        'format.unknown-type',
        placeOfWord(row, key, type),
        `There is no object type \`${type.slice(0, 64)}\`.`,
        `${suggest(type, known)} A type of your own is declared under \`custom_objects\` of a pack.`,
      );
  return types;
};

/** Subtypes may be extended, but a row for one that is misspelt would never be used. */
const checkSubtype = (row: RawMap, subtype: string, types: readonly string[], { objectTypes, findings }: RowContext): void => {
  const known = (objectTypes ?? []).filter(({ code }) => types.includes(code)).flatMap(({ subtypes }) => subtypes);
  if (known.length === 0 || known.includes(subtype)) return;
  findings.warning(
    'format.unknown-subtype',
    placeOfWord(row, 'subtype', subtype),
    `\`${subtype.slice(0, 64)}\` is no usual subtype of ${types.join(' or ')}.`,
    suggest(subtype, known),
  );
};

const placeOfWord = (row: RawMap, key: string, word: string) => {
  const words = row[key];
  return Array.isArray(words)
    ? placeOfValue(words as readonly unknown[], (words as readonly unknown[]).indexOf(word))
    : placeOfValue(row, key);
};

/** A row all of whose types and subtypes a row above takes is never used. */
const reportShadowed = (rows: readonly ObjectRow[], findings: Findings): void => {
  const taken = new Set<string>();
  for (const { types, subtypes, place } of rows) {
    const keys = types.flatMap((type) => (subtypes ?? ['']).map((subtype) => `${type}\0${subtype}`));
    if (keys.length > 0 && keys.every((key) => taken.has(key) || taken.has(`${key.split('\0', 1)[0] ?? ''}\0`)))
      findings.warning(
        'format.shadowed',
        place,
        'The row is never used: rows above take all that it is for.',
        'Put it before them, or remove it.',
      );
    for (const key of keys) taken.add(key);
  }
};
