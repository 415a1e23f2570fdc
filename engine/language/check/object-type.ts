import type { Context } from '../normalize/context.ts';
import { suggest } from '../nearest.ts';
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
