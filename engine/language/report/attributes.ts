import {
  anyOf,
  boolean,
  choice,
  described,
  expr,
  list,
  literal,
  object,
  readPlain,
  text,
  value,
  withExamples,
} from '../basics/shape.ts';
import type { Infer, PlainOf, Shape } from '../basics/shape.ts';
import { use } from '../basics/common-shapes.ts';
import type { Place } from '../basics/place.ts';
import type { Expr, ReportValue, Value } from '../basics/value.ts';
import { extend, settingScope } from '../check/scope.ts';
import type { Scope } from '../check/scope.ts';
import type { Context, RawMap } from '../reading/context.ts';
import { readOptionalSource, readOptionalValue, readSource } from '../reading/values.ts';
import { isMap } from '../validate/accepts.ts';
import { declaredKeys, entriesOf, itemsOf, placeOf, placeOfKey, placeOfValue } from '../yaml/positions.ts';
import { isTagged } from '../yaml/tagged.ts';
import { readLookup, readReportValue, reportValue, tableUse } from './report-value.ts';

const rule = () =>
  described(choice('add', 'update'), '`add` keeps every value that came, `update` holds the latest value of each source.', 'add');

const attributeShape = object(
  {},
  {
    value: described(reportValue(), 'The value; a list gives one attribute each, a blank gives none.'),
    of: described(value(), 'What is looked up in `table`.'),
    table: described(tableUse(), 'The name of a table under `tables`, or the table itself.'),
    else: described(
      literal(),
      'What is done where the table has no entry, or where there is nothing to look up: `skip` makes no attribute, `quarantine` sets the record aside, `keep` takes what was looked up as it is, anything else is taken instead. Where `else` is not said, a missing `of` makes no attribute.',
      'quarantine',
    ),
    rule: rule(),
    when: described(expr(), 'The attribute is made only where this holds.'),
    note: described(text(), 'A remark for whoever reads the guide: it stands beside the attribute.'),
    sensitive: described(boolean(), 'Masked in logs, errors and displays.', false),
  },
);

const attributesFromShape = object(
  {},
  {
    each: described(expr(), 'The list of names and values; with it `name` and `value`.'),
    entries: withExamples(
      described(
        anyOf(text({ minLength: 1 }), expr()),
        'In place of `each` and `name`: a map whose names are those of the attributes, by its path or an expression.',
      ),
      'custom_scores',
      '!expr details.scores',
    ),
    name: described(value(), 'The name, over one element.'),
    value: described(
      value(),
      'The value, over one element; with `entries` over the value of a member, which is taken itself without this.',
    ),
    only: described(list(text({ minLength: 1 })), 'The names that are taken; without it all.'),
    rule: rule(),
  },
);

export const attributesShape = (): Shape<RawAttributes> => ({
  schema: {
    type: 'object',
    properties: {
      use: use().schema,
      select: described(expr(), 'Over `$user`, decided once a run: the names of the attributes that come in.').schema,
      from: described(anyOf(attributesFromShape, list(attributesFromShape)), 'Attributes whose names come as data.').schema,
    },
    additionalProperties: {
      anyOf: [value().schema, { type: 'array', items: { feedwright: 'literal' } }, attributeShape.schema],
      description: 'An attribute by its name: its value, a list with a value each, or a map that says more of it.',
    },
    propertyNames: { minLength: 1, maxLength: 255 },
  },
});

type RawAttribute = Infer<typeof attributeShape>;
type RawAttributesFrom = Infer<typeof attributesFromShape>;
type RawAttributes = Readonly<Record<string, unknown>>;

export type AttributeSpec =
  | ({
      readonly kind: 'named';
      readonly name: string;
      readonly value: ReportValue;
      readonly when: Expr | undefined;
      readonly place: Place;
    } & PlainOf<typeof attributeShape>)
  | ({
      readonly kind: 'from';
      /** A list; without a `name` it is a map, whose members are the attributes. */
      readonly each: Expr;
      readonly name: Value | undefined;
      /** Undefined: what is gone through is the value itself. */
      readonly value: Value | undefined;
      readonly only: readonly string[] | undefined;
      readonly place: Place;
    } & PlainOf<typeof attributesFromShape>);

/** What an entry says of its attributes. */
export interface Attributes {
  /** Setting over `$user`: the names of the attributes that come in; undefined: all. */
  readonly select: Expr | undefined;
  readonly attributes: readonly AttributeSpec[];
}

/** The words of the language among the attributes' names. */
const words = ['use', 'select', 'from'];

export const attributesOf = (raw: RawAttributes | undefined, scope: Scope, context: Context): Attributes => {
  if (raw === undefined) return { select: undefined, attributes: [] };
  checkTwice(raw, context);
  const named = entriesOf(raw).filter(([name]) => !words.includes(name));
  const from = raw['from'] as RawAttributesFrom | readonly RawAttributesFrom[] | undefined;
  const lists =
    from === undefined
      ? []
      : Array.isArray(from)
        ? itemsOf(from as readonly RawAttributesFrom[]).map(([, one]) => one)
        : [from as RawAttributesFrom];
  const setting = settingScope(scope.variables.get('user') ?? []);
  return {
    select: raw['select'] === undefined ? undefined : readSource(raw['select'] as Expr, setting, context),
    attributes: [
      ...named.map(([name]) => attribute(raw, name, scope, context)),
      ...lists.map((one) => attributesFrom(one, scope, context)),
    ],
  };
};

/** Names that differ only in case or blanks are one name to a reader. */
const checkTwice = (raw: RawAttributes, { findings }: Context): void => {
  const seen = new Map<string, string>();
  for (const [name] of entriesOf(raw)) {
    const key = name.trim().toLowerCase().replaceAll(/\s+/g, ' ');
    const first = seen.get(key);
    if (first !== undefined)
      findings.error(
        'attribute.twice',
        placeOfKey(raw, name),
        `The attribute \`${name}\` is already there as \`${first}\`.`,
        'Give both values to one of them.',
      );
    seen.set(key, name);
  }
};

const attribute = (all: RawAttributes, name: string, scope: Scope, context: Context): AttributeSpec => {
  const data = all[name];
  const place = placeOfKey(all, name);
  if (!isMap(data))
    return {
      kind: 'named',
      ...readPlain(attributeShape, {}),
      name,
      value: readReportValue(all, name, scope, context),
      when: undefined,
      place,
    };
  const raw = data as RawAttribute & RawMap;
  return {
    kind: 'named',
    ...readPlain(attributeShape, raw),
    name,
    value: attributeValue(raw, all, name, scope, context),
    when: readOptionalSource(raw.when, scope, context),
    place,
  };
};

/** `value`, or `of` and `table`. */
const attributeValue = (
  raw: RawAttribute & RawMap,
  all: RawAttributes,
  name: string,
  scope: Scope,
  context: Context,
): ReportValue => {
  const looksUp = raw.of !== undefined || raw.table !== undefined;
  if (raw.value !== undefined && !looksUp) return readReportValue(raw, 'value', scope, context);
  if (raw.of !== undefined && raw.table !== undefined && raw.value === undefined) return readLookup(raw, scope, context);
  const known = Object.keys(attributeShape.optional);
  const place = placeOfKey(all, name);
  // A misspelt or unusable `value` has been reported.
  if ([...declaredKeys(raw)].some((key) => !known.includes(key) || raw[key] === undefined))
    return { kind: 'literal', value: '', place };
  const hint = 'Give `value:`, or `of:` together with `table:`.';
  context.findings.error(
    'attribute.no-value',
    placeOfKey(all, name),
    raw.value === undefined
      ? `The attribute \`${name}\` has no value.`
      : `The attribute \`${name}\` has both \`value\` and a look-up.`,
    hint,
  );
  return { kind: 'literal', value: '', place: placeOfValue(all, name) };
};

const attributesFrom = (raw: RawAttributesFrom, scope: Scope, context: Context): AttributeSpec => {
  const map = raw as unknown as RawMap;
  const element = extend(scope, 'an element of `from`', { record: undefined, parent: undefined });
  checkFrom(map, context);
  return {
    kind: 'from',
    ...readPlain(attributesFromShape, raw),
    each: readSource(asExpression(map, raw.entries === undefined ? 'each' : 'entries', context), scope, context),
    name: readOptionalValue(map, 'name', element, context),
    value: readOptionalValue(map, 'value', element, context),
    only: raw.only?.filter((one) => one !== undefined),
    place: placeOf(map),
  };
};

/** A list with names and values, or a map that has the names itself. */
const checkFrom = (raw: RawMap, { findings }: Context): void => {
  const there = declaredKeys(raw);
  const other = there.has('entries') ? ['each', 'name'].find((key) => there.has(key)) : undefined;
  if (other !== undefined)
    findings.error(
      'attribute.from',
      placeOfKey(raw, other),
      `\`entries\` is a map that has the names itself, and \`${other}\` belongs to a list.`,
      'Keep `entries`, with `value` over the value of a member, or `each` with `name` and `value`.',
    );
  const lacking = there.has('entries') ? undefined : ['each', 'name', 'value'].find((key) => !there.has(key));
  if (lacking !== undefined)
    findings.error(
      'attribute.from',
      placeOf(raw),
      `\`from\` has no \`${lacking}\`.`,
      'Give `each` with `name` and `value` for a list, or `entries` for a map whose names are those of the attributes.',
    );
};

/** A plain path is the expression that reads it, each of its names as it stands. */
const asExpression = (raw: RawMap, key: string, { findings }: Context): Expr => {
  const written = raw[key];
  if (isTagged(written)) return written as Expr;
  const place = placeOfValue(raw, key);
  // Without a text there is none that could be wrong: it has been reported.
  const path = typeof written === 'string' ? written.trim() : '$';
  const names = path === '$' ? [] : path.split('.');
  if (names.some((name) => name === '' || /[\s[\](){}*"'`$]/.test(name)))
    findings.error(
      'attribute.from',
      place,
      `\`${path.slice(0, 80)}\` is no plain path to a map.`,
      'Write names with dots between them such as `details.scores`, or `!expr …` for anything else.',
    );
  const source = names.length === 0 ? '$' : names.map((name) => `\`${name}\``).join('.');
  return { kind: 'expr', source, place, placeAt: () => place };
};
