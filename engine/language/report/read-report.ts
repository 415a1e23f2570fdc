import type { Scope } from '../check/scope.ts';
import { checkObjectType, checkWords } from '../check/object-type.ts';
import type { Relate, ReportEntry } from '../model.ts';
import { suggest } from '../basics/nearest.ts';
import type { RawFeed } from '../feed/feed-shape.ts';
import type { RawReportEntry } from './report-shape.ts';
import type { Expr } from '../basics/value.ts';
import { declaredKeys, entriesOf, itemsOf, placeOf, placeOfKey, placeOfValue } from '../yaml/positions.ts';
import { isMap } from '../validate/accepts.ts';
import { attributesOf } from './read-attributes.ts';
import type { Context, RawMap } from '../reading/context.ts';
import { optionalReportValue, reportValue, withKey } from './read-report-value.ts';
import { expressions, optionalMs, optionalSource, optionalValue, source } from '../reading/values.ts';

type RawReport = RawFeed['report'];

/** The entries that make objects, and those that only relate what other records made. */
export const reportOf = (
  raw: RawReport,
  scope: Scope,
  context: Context,
): { readonly report: readonly ReportEntry[]; readonly relate: readonly Relate[] } => {
  // A feed without a report has been reported.
  const all = (raw as RawReport | undefined) === undefined ? [] : entriesOf(raw);
  return {
    report: all.filter(([, one]) => one.relate === undefined).map(([name]) => entry(raw, name, scope, context)),
    relate: all.filter(([, one]) => one.relate !== undefined).map(([name, one]) => relateOf(raw, name, one, scope, context)),
  };
};

const entry = (all: RawReport, name: string, scope: Scope, context: Context): ReportEntry => {
  const raw = all[name] as RawReportEntry & RawMap;
  const needed = (key: 'type' | 'value'): ReportEntry['value'] => {
    if (raw[key] !== undefined) return reportValue(raw, key, scope, context);
    context.findings.error(
      'report.incomplete',
      placeOfKey(all, name),
      `The report entry \`${name}\` has no \`${key}\`.`,
      `Add \`${key}:\`; only an entry with \`relate\` makes no object.`,
    );
    return { kind: 'literal', value: '', place: placeOfKey(all, name) };
  };
  const optional = (key: string): ReportEntry['subtype'] => optionalReportValue(raw, key, scope, context);
  const type = withKey(needed('type'));
  if (raw.type !== undefined) checkObjectType(type, context);
  const words = { type, subtype: withKey(optional('subtype')), status: optional('status'), tlp: optional('tlp') };
  checkWords(words, context);
  return {
    name,
    when: optionalSource(raw.when, scope, context),
    each: eachOf(raw, scope, context),
    ...words,
    identity: expressions(raw.identity, scope, context),
    value: needed('value'),
    required: raw.required ?? false,
    title: optional('title'),
    description: optional('description'),
    tags: optional('tags'),
    publishedAt: optional('published_at'),
    happenedAt: optional('happened_at'),
    expiresAt: optional('expires_at'),
    validFor: optionalMs(raw.valid_for),
    withdraw: optionalSource(raw.withdraw, scope, context),
    ref: optionalSource(raw.ref, scope, context),
    ...attributesOf(raw.attributes, scope, context),
    related:
      raw.related === undefined
        ? []
        : itemsOf(raw.related).map(([index]) => related(raw.related ?? [], index, declaredKeys(all), context)),
    place: placeOfKey(all, name),
  };
};

const eachOf = (raw: RawReportEntry, scope: Scope, context: Context): ReportEntry['each'] => {
  if (raw.each === undefined) return undefined;
  if (!isMap(raw.each)) return { levels: expressions(raw.each as Expr | readonly Expr[], scope, context), where: undefined };
  const filtered = raw.each as unknown as { readonly in: Expr | readonly Expr[]; readonly where?: Expr };
  return { levels: expressions(filtered.in, scope, context), where: optionalSource(filtered.where, scope, context) };
};

const related = (
  list: readonly unknown[],
  index: number,
  entries: ReadonlySet<string>,
  { findings }: Context,
): ReportEntry['related'][number] => {
  const item = list[index] as string | { readonly to: string; readonly as?: string };
  const [to, as, place] =
    typeof item === 'string'
      ? [item, undefined, placeOfValue(list, index)]
      : [item.to, item.as, placeOfValue(item as unknown as RawMap, 'to')];
  if (!entries.has(to))
    findings.error('report.unknown-entry', place, `There is no report entry \`${to.slice(0, 64)}\`.`, suggest(to, entries));
  return { to, as, place };
};

const relateOf = (all: RawReport, name: string, raw: RawReportEntry, scope: Scope, context: Context): Relate => {
  for (const key of Object.keys(raw)) {
    if (key === 'relate' || key === 'when') continue;
    context.findings.error(
      'report.relate-alone',
      placeOfKey(raw as unknown as RawMap, key),
      `The entry \`${name}\` relates objects of other records and has no \`${key}\`.`,
      'Keep only `when` and `relate`, and make objects in an entry of their own.',
    );
  }
  const relate = raw.relate as NonNullable<RawReportEntry['relate']>;
  return {
    name,
    when: optionalSource(raw.when, scope, context),
    from: source(relate.from, scope, context),
    to: source(relate.to, scope, context),
    as: optionalValue(relate as unknown as RawMap, 'as', scope, context),
    place: placeOf(relate as unknown as RawMap),
  };
};
