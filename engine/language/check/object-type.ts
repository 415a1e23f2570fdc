import type { Context } from '../reading/context.ts';
import { suggest } from '../basics/nearest.ts';
import { knownValues } from '../pack/known-values.ts';
import { readTlp, tlpColours } from '../basics/tlp.ts';
import type { Place } from '../basics/place.ts';
import type { ReportValue } from '../basics/value.ts';

/** What stands there as a literal: the value itself, or the cells of a table and what is taken where it has no entry. */
export const literalsOf = (value: ReportValue): readonly (readonly [literal: unknown, place: Place])[] => {
  if (value.kind === 'literal') return [[value.value, value.place]];
  if (value.kind !== 'lookup') return [];
  const { table, otherwise } = value;
  const cells = [...table.entries].map(([key, cell]) => [cell, table.placeOf?.(key) ?? value.place] as const);
  return otherwise.kind === 'literal' ? [...cells, [otherwise.value, otherwise.place]] : cells;
};

/** A type that stands there as a literal, or in a table, must be declared. */
export const checkObjectType = (type: ReportValue, context: Context): void => {
  for (const [code, place] of literalsOf(type)) checkCode(code, place, context);
};

export const checkCode = (code: unknown, place: Place, { objectTypes, findings }: Context): void => {
  // A type of the pack's own that can't be used was reported.
  if (typeof code === 'string' && (objectTypes.has(code) || findings.isLost(code) || findings.isLost('custom_objects'))) return;
  findings.error(
    'object-type.unknown',
    place,
    `There is no object type \`${String(code).slice(0, 64)}\`.`,
    `${suggest(String(code), objectTypes)} A type of your own is declared under \`custom_objects\`.`,
  );
};

interface CheckedWords {
  readonly type: ReportValue;
  readonly subtype: ReportValue | undefined;
  readonly status: ReportValue | undefined;
  readonly tlp: ReportValue | undefined;
}

/** Literals of an entry that stand in no list of the language: the traffic light is closed, the others may be extended. */
export const checkWords = (entry: CheckedWords, context: Context): void => {
  const { findings } = context;
  for (const [literal, place] of entry.tlp === undefined ? [] : literalsOf(entry.tlp)) {
    const tlp = String(literal);
    if (readTlp(tlp) === undefined)
      findings.error('report.unknown-tlp', place, `There is no TLP \`${tlp.slice(0, 64)}\`.`, suggest(tlp, tlpColours));
  }
  const types = typesOf(entry.type, context);
  if (types === undefined) return;
  checkWord('subtype', entry.subtype, types, context);
  checkWord('status', entry.status, types, context);
};

/** The object types that it may come to; undefined where that is not told by its text, or one is wrong in itself. */
const typesOf = (type: ReportValue, { objectTypes }: Context): readonly string[] | undefined => {
  const isOpen = type.kind === 'lookup' ? type.otherwise.kind === 'keep' : type.kind !== 'literal';
  const codes = [...new Set(literalsOf(type).map(([code]) => String(code)))];
  return isOpen || codes.length === 0 || codes.some((code) => !objectTypes.has(code)) ? undefined : codes;
};

const CODES = { subtype: 'report.unknown-subtype', status: 'report.unknown-status' } as const;
const KEYS = { subtype: 'custom_subtypes', status: 'custom_statuses' } as const;

/** A word that none of the types knows; where one of them may have any, nothing is said. */
const checkWord = (
  field: 'subtype' | 'status',
  value: ReportValue | undefined,
  types: readonly string[],
  context: Context,
): void => {
  if (value === undefined) return;
  const lists = types.map((type) => knownValues(context, type, field));
  const known = new Set(lists.flatMap((list) => list ?? []));
  if (lists.includes(undefined)) return;
  for (const [word, place] of literalsOf(value)) {
    const text = String(word);
    if (typeof word === 'object' || known.has(text)) continue;
    const shown = text.slice(0, 64);
    context.findings.warning(
      CODES[field],
      place,
      `\`${shown}\` is no ${field} that is known of \`${types.join('` or `')}\`.`,
      `${suggest(text, known)} One of your own is declared under \`${KEYS[field]}\`.`,
    );
  }
};
