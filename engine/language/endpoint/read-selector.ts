/** Where the records stand: `records` and `record`. */
import type { Scope } from '../check/scope.ts';
import type { RecordSelector, RowColumns } from '../model.ts';
import type { Place } from '../basics/place.ts';
import type { RawSelector } from './endpoint-shape.ts';
import type { Expr } from '../basics/value.ts';
import { placeOfKey, placeOfValue } from '../yaml/positions.ts';
import { isExpr } from '../yaml/tagged.ts';
import type { Context, RawMap } from '../reading/context.ts';
import { source } from '../reading/values.ts';

type Rest = Pick<Extract<RecordSelector, { kind: 'path' }>, 'count' | 'place'>;

export const selectorOf = (raw: string | Expr | RawSelector, rest: Rest, envelope: Scope, context: Context): RecordSelector => {
  if (isExpr(raw)) return { kind: 'expr', expr: source(raw, envelope, context), ...rest, orEmpty: false };
  if (typeof raw === 'string') return { kind: 'path', path: pathOf(raw, rest.place, context), ...rest, orEmpty: false };
  const selector = raw as RawSelector;
  const orEmpty = selector.or === 'empty';
  if (isExpr(selector.at)) {
    const word = (['item', 'entries_as', 'as', 'columns'] as const).find((one) => selector[one] !== undefined);
    if (word !== undefined)
      context.findings.error(
        'endpoint.selector',
        placeOfKey(raw as unknown as RawMap, word),
        `\`${word}\` belongs to a plain path.`,
        'Say it in the expression instead.',
      );
    return { kind: 'expr', expr: source(selector.at, envelope, context), ...rest, orEmpty };
  }
  if (selector.as !== undefined && selector.columns !== undefined)
    context.findings.error(
      'endpoint.selector',
      placeOfKey(raw as unknown as RawMap, 'as'),
      '`as` is for plain values, `columns` for rows of them.',
      'Keep the one that the elements are.',
    );
  const more = {
    ...(selector.as === undefined ? {} : { as: selector.as }),
    ...(selector.columns === undefined ? {} : { columns: columnsOf(raw as unknown as RawMap, selector.columns, context) }),
    ...(selector.item === undefined ? {} : { item: selector.item }),
    ...(selector.entries_as === undefined ? {} : { entriesAs: selector.entries_as }),
  };
  return {
    kind: 'path',
    path: pathOf(selector.at as string | readonly string[], rest.place, context),
    ...more,
    ...rest,
    orEmpty,
  };
};

const columnsOf = (raw: RawMap, columns: NonNullable<RawSelector['columns']>, context: Context): RowColumns => {
  const place = placeOfValue(raw, 'columns');
  if (typeof columns === 'string') return { kind: 'path', path: pathOf(columns, place, context) };
  if (!Array.isArray(columns)) return { kind: 'header' };
  const names = (columns as readonly string[]).filter((one) => one !== undefined);
  const twice = names.find((name, index) => name !== '' && names.indexOf(name) !== index);
  if (twice !== undefined)
    context.findings.error('endpoint.columns', place, `Two columns are called \`${twice}\`.`, 'Give each a name of its own.');
  return { kind: 'names', names };
};

/** `$` is the whole body; `a.b` and `$.a.b` go down by name. */
const pathOf = (raw: string | readonly string[], place: Place, context: Context): readonly string[] => {
  if (typeof raw !== 'string') return raw.filter((one) => one !== undefined);
  const names = raw.trim() === '$' ? [] : raw.trim().replace(/^\$\./, '').split('.');
  if (names.some((name) => name === '' || /[\s[\](){}*"'`$]/.test(name))) {
    context.findings.error(
      'endpoint.path',
      place,
      `\`${raw.slice(0, 80)}\` is no plain path to the records.`,
      'Write names with dots between them such as `data.items`, or `!expr …` for anything else.',
    );
  }
  return names;
};
