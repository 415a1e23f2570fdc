import {
  anyOf,
  boolean,
  decidedDuration,
  described,
  expr,
  list,
  object,
  readPlain,
  text,
  withExamples,
} from '../basics/shape.ts';
import type { Infer, PlainOf } from '../basics/shape.ts';
import { parts, use } from '../basics/common-shapes.ts';
import { suggest } from '../basics/nearest.ts';
import type { Place } from '../basics/place.ts';
import type { Expr, ReportValue, Value } from '../basics/value.ts';
import { checkObjectType, checkWords } from '../check/object-type.ts';
import type { Scope } from '../check/scope.ts';
import type { Context, RawMap } from '../reading/context.ts';
import { readExpressions, readOptionalSource, readOptionalValue, readSource } from '../reading/values.ts';
import { declaredKeys, entriesOf, itemsOf, placeOfKey, placeOfValue } from '../yaml/positions.ts';
import { isExpr } from '../yaml/tagged.ts';
import { attributesOf, attributesShape } from './attributes.ts';
import type { Attributes } from './attributes.ts';
import { each, eachOf } from './each.ts';
import type { Each } from './each.ts';
import { relateOf, relateShape, relationName } from './relate.ts';
import type { Relate } from './relate.ts';
import { readOptionalReportValue, readReportValue, reportScalar, reportValue, withKey } from './report-value.ts';

const related = () =>
  anyOf(text({ minLength: 1 }), object({ to: described(text({ minLength: 1 }), 'A report entry.') }, { as: relationName() }));

/**
 * The fields of an object, by the names that they have in definitions, in the store and where objects are printed. What they hold and
 * how two values become one is said by the table of an object's fields.
 */
const fieldShapes = {
  title: described(reportScalar(), 'A title, where the value is none that a person would read.'),
  description: described(reportScalar(), 'A longer text about it.'),
  status: described(reportScalar(), 'The status; an `indicator` is `Active` unless this says otherwise.'),
  tlp: withExamples(
    described(
      reportScalar(),
      'The traffic light: `red`, `amber`, `amber+strict`, `green` or `white`. Spellings of TLP 1 and 2 are read in any case (`TLP:AMBER`, `clear`, which is `white`); a record with anything else is set aside.',
    ),
    'amber',
  ),
  published_at: described(
    reportScalar(),
    'When the vendor published it: the earliest that came is kept. Any form that `$iso` reads.',
  ),
  happened_at: described(reportScalar(), 'When it happened, such as an event.'),
  expires_at: described(
    reportScalar(),
    'When it ends: it is `Expired` from then on, unless another feed lists it still (one that gives no end, or a later one). A later end that comes makes it what it was.',
  ),
};

export type FieldKey = keyof typeof fieldShapes;
const FIELD_KEYS = Object.keys(fieldShapes) as readonly FieldKey[];

export const reportEntryShape = object(
  {},
  {
    use: use(),
    when: described(expr(), 'The entry is made only where this holds; tested once, on the record, with `each` as well.'),
    each: described(
      each(),
      "One object (with `relate`, one relation) for each element of a list, whose bare paths are then the entry's; a missing list makes none. Several expressions go down level by level, each over an element of the one before.",
    ),
    type: withExamples(described(reportScalar(), 'The object type: one of `feedwright objects --types`.'), 'indicator'),
    subtype: withExamples(described(reportScalar(), 'The subtype; an `indicator` has one.'), 'IP Address'),
    identity: described(parts(), 'What makes two objects the same one, instead of the value.'),
    value: described(reportScalar(), "The object's value, name or title; without a value the entry is skipped and counted."),
    required: described(boolean(), 'Where the value is missing, the record is set aside.', false),
    ...fieldShapes,
    valid_for: withExamples(
      described(
        decidedDuration(),
        'How long after `published_at` it ends (after the run, where it has none), if `expires_at` says nothing. An expression over `$user`, decided once a run, gives a number of days, or a duration.',
      ),
      'P90D',
    ),
    tags: described(reportValue(), 'Tags: a list, or one.'),
    withdraw: described(expr(), 'Where this holds, a known object expires and none is made.'),
    note: described(text(), 'A remark for whoever reads the guide: it stands beside the value.'),
    ref: described(expr(), "The vendor's id by which `relate` finds the object."),
    attributes: described(attributesShape(), 'Attributes by name; `use`, `select` and `from` are words of the language.'),
    related: withExamples(
      described(list(related()), 'Report entries whose objects, made from the same record, are related to this one.'),
      ['host', { to: 'malware', as: 'indicates' }],
    ),
    relate: withExamples(
      described(
        relateShape,
        'A relation between two objects by their `ref`, whichever records made them; such an entry makes no object. With `each` it is one relation for each element, over which its expressions are then.',
      ),
      { from: '!expr $record.id', to: '!expr target', as: '!expr kind' },
    ),
  },
  { description: 'What one record, or each of its elements, becomes.' },
);

export type RawReportEntry = Infer<typeof reportEntryShape>;

export interface ReportEntry extends PlainOf<typeof reportEntryShape>, Attributes {
  readonly name: string;
  readonly when: Expr | undefined;
  readonly each: Each | undefined;
  readonly type: ReportValue;
  readonly subtype: ReportValue | undefined;
  readonly identity: readonly Expr[];
  readonly value: ReportValue;
  readonly fields: Readonly<Record<FieldKey, ReportValue | undefined>>;
  readonly tags: ReportValue | undefined;
  readonly withdraw: Expr | undefined;
  readonly ref: Expr | undefined;
  readonly related: readonly { readonly to: string; readonly as: Value | undefined; readonly place: Place }[];
  readonly place: Place;
}

type RawReport = Readonly<Record<string, RawReportEntry>>;

/** The entries that make objects, and those that only relate what other records made. */
export const reportOf = (
  raw: RawReport,
  scope: Scope,
  setting: Scope,
  context: Context,
): { readonly report: readonly ReportEntry[]; readonly relate: readonly Relate[] } => {
  // A feed without a report has been reported.
  const all = (raw as RawReport | undefined) === undefined ? [] : entriesOf(raw);
  return {
    report: all.filter(([, one]) => !isRelation(one)).map(([name]) => entry(raw, name, { scope, setting }, context)),
    // One that can't be used was reported.
    relate: all.filter(([, one]) => one.relate !== undefined).map(([name]) => relateOf(raw as RawMap, name, scope, context)),
  };
};

const isRelation = (raw: RawReportEntry): boolean => declaredKeys(raw as unknown as RawMap).has('relate');

const entry = (
  all: RawReport,
  name: string,
  { scope, setting }: Record<'scope' | 'setting', Scope>,
  context: Context,
): ReportEntry => {
  const raw = all[name] as RawReportEntry & RawMap;
  const needed = (key: 'type' | 'value'): ReportEntry['value'] => {
    if (raw[key] !== undefined) return readReportValue(raw, key, scope, context);
    context.findings.error(
      'report.incomplete',
      placeOfKey(all, name),
      `The report entry \`${name}\` has no \`${key}\`.`,
      `Add \`${key}:\`; only an entry with \`relate\` makes no object.`,
    );
    return { kind: 'literal', value: '', place: placeOfKey(all, name) };
  };
  const optional = (key: string): ReportEntry['subtype'] => readOptionalReportValue(raw, key, scope, context);
  const type = withKey(needed('type'));
  if (raw.type !== undefined) checkObjectType(type, context);
  if (isExpr(raw.valid_for)) readSource(raw.valid_for, setting, context);
  const subtype = withKey(optional('subtype'));
  const fields = Object.fromEntries(FIELD_KEYS.map((key) => [key, optional(key)])) as ReportEntry['fields'];
  checkWords({ type, subtype, status: fields.status, tlp: fields.tlp }, context);
  return {
    ...readPlain(reportEntryShape, raw),
    name,
    when: readOptionalSource(raw.when, scope, context),
    each: eachOf(raw, scope, context),
    type,
    subtype,
    identity: readExpressions(raw.identity, scope, context),
    value: needed('value'),
    fields,
    tags: optional('tags'),
    withdraw: readOptionalSource(raw.withdraw, scope, context),
    ref: readOptionalSource(raw.ref, scope, context),
    ...attributesOf(raw.attributes, scope, context),
    related:
      raw.related === undefined
        ? []
        : itemsOf(raw.related).map(([index]) => readRelated(raw.related ?? [], index, declaredKeys(all), scope, context)),
    place: placeOfKey(all, name),
  };
};

const readRelated = (
  list: readonly unknown[],
  index: number,
  entries: ReadonlySet<string>,
  scope: Scope,
  context: Context,
): ReportEntry['related'][number] => {
  const item = list[index] as string | (RawMap & { readonly to: string });
  const [to, as, place] =
    typeof item === 'string'
      ? [item, undefined, placeOfValue(list, index)]
      : [item.to, readOptionalValue(item, 'as', scope, context), placeOfValue(item, 'to')];
  if (!entries.has(to) && !context.findings.isLost(to))
    context.findings.error(
      'report.unknown-entry',
      place,
      `There is no report entry \`${to.slice(0, 64)}\`.`,
      suggest(to, entries),
    );
  return { to, as, place };
};
