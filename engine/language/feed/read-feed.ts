import { entryScope, envelopeScope, extend, recordScope, requestScope, settingScope } from '../check/scope.ts';
import { checkCycles } from '../check/cycles.ts';
import type { Scope } from '../check/scope.ts';
import { parseBytes } from '../basics/byte-size.ts';
import { defaults } from '../basics/defaults.ts';
import type { Feed, Fulfillment, Snapshot, Source, SourceVariant, UserField } from '../model.ts';
import { suggest } from '../basics/nearest.ts';
import type { Place } from '../basics/place.ts';
import type { RawFeed } from './feed-shape.ts';
import type { Expr } from '../basics/value.ts';
import { declaredKeys, entriesOf, itemsOf, placeOf, placeOfKey, placeOfValue } from '../yaml/positions.ts';
import { isExpr } from '../yaml/tagged.ts';
import { bindings } from '../reading/bindings.ts';
import { call, checkName } from '../reading/calls.ts';
import { component } from '../connection/read-component.ts';
import { checkDocuments } from './read-documents-of.ts';
import type { Context, RawMap } from '../reading/context.ts';
import { filtersOf } from './read-filters.ts';
import { reportOf } from '../report/read-report.ts';
import { supplementals } from './read-supplemental.ts';
import { expressions, optionalSource, source } from '../reading/values.ts';
import { windowOf } from './read-window.ts';

/** `user`: names of every option of the feed, the pack's and the connection's among them. */
export const feedOf = (
  all: Readonly<Record<string, RawFeed>>,
  name: string,
  userFields: readonly UserField[],
  user: Iterable<string>,
  context: Context,
): Feed => {
  const raw = all[name] as RawFeed & RawMap;
  const positions = positionsOf(raw.window === undefined ? name : undefined, user);
  const { setting, record } = positions;
  const before: Scope = {
    ...record,
    later: new Set([...declaredKeys(raw.supplemental), ...declaredKeys(raw.let as RawMap | undefined)]),
  };
  const extra = supplementals(raw.supplemental, record, declaredKeys(raw.let as RawMap | undefined), context);
  const bound = bindings(raw.let as RawMap | undefined, extra.scope, context);
  const reporting = extend(bound.scope, 'the report', { record: undefined });
  const limit = { ...defaults.quarantineLimit, ...raw.quarantine_limit };
  checkCycles(raw.supplemental, context);
  checkDocuments(raw, context);
  return {
    name,
    title: raw.title,
    description: raw.description,
    userFields,
    source: sourceOf(raw, positions, context),
    partition: optionalSource(raw.partition, setting, context),
    window:
      raw.window === undefined ? undefined : windowOf(raw.window as unknown as RawMap, record, pageScope(positions), context),
    state: raw.state === undefined ? undefined : component(raw.state, context.vocabulary.states, stateScope(positions), context),
    key: expressions(raw.key, before, context),
    version: optionalSource(raw.version, before, context),
    filters: filtersOf(raw.filters, before, context),
    supplemental: extra.supplemental,
    let: bound.bindings,
    ...reportOf(raw.report, reporting, context),
    fulfillment: fulfillmentsOf(raw, reporting, context),
    snapshot: snapshotOf(raw, setting, context),
    quarantineLimit: { records: limit.records, share: limit.share },
    place: placeOfKey(all, name),
  };
};

/** What expressions at the places of one feed may name. */
interface Positions {
  readonly setting: Scope;
  readonly request: Scope;
  readonly record: Scope;
}

/** `without`: the feed, where it has no window. */
const positionsOf = (without: string | undefined, user: Iterable<string>): Positions => {
  const windowless = without === undefined ? undefined : { feed: without, always: true };
  return {
    setting: settingScope(user),
    request: { ...requestScope(user, []), windowless },
    record: { ...recordScope(user), windowless },
  };
};

/** Over a page of the source, when its records have been counted. */
const pageScope = ({ request }: Positions): Scope =>
  extend(envelopeScope(request), 'a page of the source', { records: undefined });

/** Over an answer, or over a record; of a document `$parent` is the entry of the index. */
const stateScope = ({ request }: Positions): Scope => extend(envelopeScope(request), 'the state', { parent: undefined });

const sourceOf = (raw: RawFeed & RawMap, positions: Positions, context: Context): Source => {
  const { source: written } = raw;
  if (written === undefined) return { kind: 'call', variants: [] };
  const place = placeOfValue(raw, 'source');
  if (typeof written === 'string')
    return {
      kind: 'call',
      variants: [{ when: undefined, ...call(raw, 'source', undefined, positions.request, context), place }],
    };
  if (Array.isArray(written)) {
    return { kind: 'call', variants: itemsOf(written as readonly RawMap[]).map(([, one]) => variant(one, positions, context)) };
  }
  const map = written as unknown as RawMap;
  return map['each'] === undefined
    ? { kind: 'call', variants: [withoutIndex(map, positions, context)] }
    : eachOf(map, positions, place, context);
};

/** What only a source with an index has. */
const OF_INDEX = ['where', 'changed', 'concurrency', 'order', 'on_failure'];

const withoutIndex = (map: RawMap, positions: Positions, context: Context): SourceVariant => {
  for (const name of OF_INDEX)
    if (map[name] !== undefined)
      context.findings.error(
        `source.${name}`,
        placeOfKey(map, name),
        `\`${name}\` belongs to a source with \`each\`.`,
        name === 'where' ? "Leave records out with the feed's `filters`." : 'Remove it.',
      );
  return variant(map, positions, context);
};

const checkIndex = (map: RawMap, context: Context): void => {
  const name = map['each'] as string;
  checkName(map, 'each', name, context);
  if ((context.endpoints.get(name)?.args.size ?? 0) > 0)
    context.findings.error(
      'source.index-arguments',
      placeOfValue(map, 'each'),
      `The index \`${name}\` has arguments, which nothing gives it: \`with\` is for the documents.`,
      'Let its request read `$user`, `$window`, `$state` or `$partition` instead of `$args`.',
    );
};

const eachOf = (map: RawMap, { request, record }: Positions, place: Place, context: Context): Source => {
  checkIndex(map, context);
  const entry = 'an entry of the index';
  const sequential = map['order'] === 'sequential';
  const given = map['concurrency'] as number | undefined;
  if (sequential && given !== undefined && given > 1)
    context.findings.error(
      'source.concurrency',
      placeOfKey(map, 'concurrency'),
      `Documents in \`order: sequential\` are not fetched ${given} at once.`,
      'Keep one of the two.',
    );
  return {
    kind: 'each',
    each: map['each'] as string,
    ...call(map, 'call', map['with'], entryScope(request, entry, { parent: undefined }), context),
    where: optionalSource(map['where'] as Expr | undefined, extend(record, entry, { state: undefined }), context),
    changed: optionalSource(map['changed'] as Expr | undefined, extend(record, entry, { state: undefined }), context),
    concurrency: sequential ? 1 : (given ?? defaults.concurrency),
    onFailure: (map['on_failure'] ?? 'fail') as Extract<Source, { kind: 'each' }>['onFailure'],
    place,
  };
};

const variant = (raw: RawMap, { setting, request }: Positions, context: Context): SourceVariant => ({
  when: optionalSource(raw['when'] as SourceVariant['when'], setting, context),
  ...call(raw, 'call', raw['with'], request, context),
  place: placeOf(raw),
});

const fulfillmentsOf = (raw: RawFeed, scope: Scope, context: Context): readonly Fulfillment[] =>
  (raw.fulfillment === undefined ? [] : entriesOf(raw.fulfillment)).map(([name, one]) => {
    const entries = declaredKeys(raw.report);
    const map = one as unknown as RawMap;
    if (!entries.has(one.of))
      context.findings.error(
        'report.unknown-entry',
        placeOfValue(map, 'of'),
        `There is no report entry \`${one.of.slice(0, 64)}\`.`,
        suggest(one.of, entries),
      );
    return {
      name,
      of: one.of,
      ...call(map, 'call', one.with, scope, context),
      maxBytes: parseBytes(one.max_bytes ?? defaults.fileSize) ?? 0,
      place: placeOfKey(raw.fulfillment as RawMap, name),
    };
  });

const snapshotOf = (raw: RawFeed & RawMap, setting: Scope, context: Context): Snapshot | undefined => {
  const { snapshot } = raw;
  if (snapshot === undefined || snapshot === false) return undefined;
  const usual = {
    of: 'source' as const,
    when: undefined,
    floor: defaults.snapshot.floor,
    maxShare: defaults.snapshot.max_share,
    place: placeOfValue(raw, 'snapshot'),
  };
  if (snapshot === true) return usual;
  if (isExpr(snapshot)) return { ...usual, when: source(snapshot, setting, context) };
  const limits = snapshot as unknown as {
    readonly when?: Snapshot['when'];
    readonly of?: Snapshot['of'];
    readonly floor?: number;
    readonly max_share?: number;
  };
  return {
    ...usual,
    of: limits.of ?? usual.of,
    when: optionalSource(limits.when, setting, context),
    floor: limits.floor ?? usual.floor,
    maxShare: limits.max_share ?? usual.maxShare,
  };
};
