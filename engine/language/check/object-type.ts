import type { Context } from '../normalize/context.ts';
import type { ReportEntry } from '../model.ts';
import { suggest } from '../nearest.ts';
import { indicatorStatuses, indicatorSubtypes, tlpColours } from '../object-types.ts';
import type { Place } from '../place.ts';
import type { ReportValue } from '../value.ts';

/** A type that stands there as a literal, or in a table, must be declared. */
export const checkObjectType = (type: ReportValue, context: Context): void => {
  if (type.kind === 'literal') checkCode(type.value, type.place, context);
  if (type.kind !== 'lookup') return;
  for (const code of type.table.entries.values()) checkCode(code, type.place, context);
  if (type.otherwise.kind === 'literal') checkCode(type.otherwise.value, type.otherwise.place, context);
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

/** Literals of an entry that stand in no list of the language: the traffic light is closed, the others may be extended. */
export const checkWords = (entry: Pick<ReportEntry, 'type' | 'subtype' | 'status' | 'tlp'>, { findings }: Context): void => {
  const tlp = textOf(entry.tlp);
  if (entry.tlp !== undefined && tlp !== undefined && !isOneOf(tlpColours, tlp)) {
    findings.error('report.unknown-tlp', entry.tlp.place, `There is no TLP \`${tlp}\`.`, suggest(tlp, tlpColours));
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
