/** Where the records stand: `records` and `record`. */
import { anyOf, choice, described, expr, list, object, text, withExamples } from '../basics/shape.ts';
import type { Infer, Shape } from '../basics/shape.ts';
import type { Place } from '../basics/place.ts';
import type { Expr } from '../basics/value.ts';
import type { Scope } from '../check/scope.ts';
import type { Context, RawMap } from '../reading/context.ts';
import { readSource } from '../reading/values.ts';
import { placeOfKey, placeOfValue } from '../yaml/positions.ts';
import { isExpr } from '../yaml/tagged.ts';

const path = () => anyOf(text({ minLength: 1 }), list(text({ minLength: 1 })));

export const selectorShape = (): Shape<string | Expr | RawSelector> => ({
  schema: { anyOf: [text({ minLength: 1 }).schema, expr().schema, selectorMap.schema] },
});

const columns = () =>
  anyOf(
    text({ minLength: 1 }),
    list(text(), { minItems: 1 }),
    object({ header: described(choice(true), 'The first row is the names.') }, {}),
  );

const selectorMap = object(
  {
    at: described(
      anyOf(path(), expr()),
      'The path to the records (`$` is the whole body); a plain dotted path streams. A name that holds a dot: write the path as a list of names.',
    ),
  },
  {
    item: described(text({ minLength: 1 }), 'The path from an element to its record, e.g. `node`.'),
    entries_as: described(
      text({ minLength: 1 }),
      'The value at the path is a map whose keys become this member of each record. A key whose value is a list gives it to each element.',
    ),
    as: described(
      text({ minLength: 1 }),
      'Elements that are plain values (`["192.0.2.1", …]`) become records with this one member.',
    ),
    columns: withExamples(
      described(
        columns(),
        'The elements are rows of values (`[["192.0.2.1", 5], …]`): their names as a list (an empty one leaves its column out), the path to such a list in the answer, or `header: true` where the first row is it.',
      ),
      ['ip', 'score'],
      'fields',
      { header: true },
    ),
    or: described(choice('empty'), '`empty`: the path may be missing.'),
  },
);

export type RawSelector = Infer<typeof selectorMap>;

/** What the values of a row are called: as the definition says, as a list in the answer says, or as the first row says. */
export type RowColumns =
  | { readonly kind: 'names'; readonly names: readonly string[] }
  | { readonly kind: 'path'; readonly path: readonly string[] }
  | { readonly kind: 'header' };

export type RecordSelector =
  | {
      readonly kind: 'path';
      readonly path: readonly string[];
      readonly count: 'one' | 'many';
      readonly item?: string;
      readonly entriesAs?: string;
      /** An element that is a plain value becomes a record with this member. */
      readonly as?: string;
      /** The elements are rows of values. */
      readonly columns?: RowColumns;
      readonly orEmpty: boolean;
      readonly place: Place;
    }
  | {
      readonly kind: 'expr';
      readonly expr: Expr;
      readonly count: 'one' | 'many';
      readonly orEmpty: boolean;
      readonly place: Place;
    }
  | { readonly kind: 'bytes'; readonly place: Place };

type Rest = Pick<Extract<RecordSelector, { kind: 'path' }>, 'count' | 'place'>;

export const selectorOf = (raw: string | Expr | RawSelector, rest: Rest, envelope: Scope, context: Context): RecordSelector => {
  if (isExpr(raw)) return { kind: 'expr', expr: readSource(raw, envelope, context), ...rest, orEmpty: false };
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
    return { kind: 'expr', expr: readSource(selector.at, envelope, context), ...rest, orEmpty };
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
    path: pathOf(selector.at as string | readonly string[], placeOfValue(raw as unknown as RawMap, 'at'), context),
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
