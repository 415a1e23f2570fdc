import type { Context } from '../reading/context.ts';
import { suggest } from '../basics/nearest.ts';
import { indicatorStatuses, indicatorSubtypes } from '../pack/object-types.ts';
import { readTlp, tlpColours } from '../basics/tlp.ts';
import type { Place } from '../basics/place.ts';
import type { ReportValue } from '../basics/value.ts';

/** What stands there as a literal: the value itself, or the cells of a table and what is taken where it has no entry. */
export const literalsOf = (value: ReportValue): readonly (readonly [literal: unknown, place: Place])[] => {
  if (value.kind === 'literal') return [[value.value, value.place]];
  if (value.kind !== 'lookup') return [];
  const cells = [...value.table.entries.values()].map((cell) => [cell, value.place] as const);
  return value.otherwise.kind === 'literal' ? [...cells, [value.otherwise.value, value.otherwise.place]] : cells;
};

/** A type that stands there as a literal, or in a table, must be declared. */
export const checkObjectType = (type: ReportValue, context: Context): void => {
  for (const [code, place] of literalsOf(type)) checkCode(code, place, context);
};

export const checkCode = (code: unknown, place: Place, { objectTypes, findings }: Context): void => {
  if (typeof code === 'string' && objectTypes.has(code)) return;
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
export const checkWords = (entry: CheckedWords, { findings }: Context): void => {
  for (const [literal, place] of entry.tlp === undefined ? [] : literalsOf(entry.tlp)) {
    const tlp = String(literal);
    if (readTlp(tlp) === undefined)
      findings.error('report.unknown-tlp', place, `There is no TLP \`${tlp.slice(0, 64)}\`.`, suggest(tlp, tlpColours));
  }
  if (textOf(entry.type) !== 'indicator') return;
  for (const [word, value, known] of [
    ['subtype', entry.subtype, indicatorSubtypes],
    ['status', entry.status, indicatorStatuses],
  ] as const) {
    const text = textOf(value);
    if (value === undefined || text === undefined || isOneOf(known, text)) continue;
    findings.warning(
      `report.unknown-${word}`,
      value.place,
      `\`${text}\` is no usual ${word} of an indicator.`,
      suggest(text, known),
    );
  }
};

const textOf = (value: ReportValue | undefined): string | undefined =>
  value?.kind === 'literal' ? String(value.value) : undefined;

const isOneOf = (known: readonly string[], text: string): boolean => known.includes(text);
