import {
  described,
  expr,
  integer,
  list,
  map,
  number,
  object,
  readPlain,
  reference,
  text,
  withExamples,
} from '../basics/shape.ts';
import type { Infer, PlainOf } from '../basics/shape.ts';
import { names, parts, slug, use } from '../basics/common-shapes.ts';
import { defaults } from '../basics/defaults.ts';
import type { Place } from '../basics/place.ts';
import type { Decided, Expr } from '../basics/value.ts';
import { checkCycles } from '../check/cycles.ts';
import { extend } from '../check/scope.ts';
import type { Scope } from '../check/scope.ts';
import { readComponent } from '../connection/component.ts';
import type { ComponentUse, RawComponent } from '../connection/component.ts';
import type { Context, RawMap } from '../reading/context.ts';
import { readExpressions, readOptionalSource } from '../reading/values.ts';
import { letBindings, readBindings } from '../report/bindings.ts';
import type { Binding } from '../report/bindings.ts';
import type { Relate } from '../report/relate.ts';
import { reportEntryShape, reportOf } from '../report/report.ts';
import type { ReportEntry } from '../report/report.ts';
import type { UserField } from '../user-field/user-field-model.ts';
import { userFields } from '../user-field/user-field-shape.ts';
import { declaredKeys, placeOfKey } from '../yaml/positions.ts';
import { checkDocuments } from './check-documents.ts';
import { driftOf, driftShape } from './drift.ts';
import type { DriftPolicy } from './drift.ts';
import { filterShape, filtersOf } from './filters.ts';
import type { Filter } from './filters.ts';
import { fulfillmentShape, fulfillmentsOf } from './fulfillment.ts';
import type { Fulfillment } from './fulfillment.ts';
import { healthOf, healthShape } from './health.ts';
import type { HealthSpec } from './health.ts';
import { partitionOf, partitionShape } from './partition.ts';
import type { Partition } from './partition.ts';
import { pageScope, positionsOf, stateScope } from './positions.ts';
import { snapshotOf, snapshotShape } from './snapshot.ts';
import type { Snapshot } from './snapshot.ts';
import { sourceOf, sourceShape } from './source.ts';
import type { Source } from './source.ts';
import { readSupplementals } from './supplemental.ts';
import type { RawSupplemental, Supplemental } from './supplemental.ts';
import { windowOf, windowShape } from './window.ts';
import type { WindowSpec } from './window.ts';

const quarantineLimitShape = object(
  {},
  {
    records: described(
      integer({ minimum: 0 }),
      'More records than this, set aside in one window, fail the run.',
      defaults.quarantineLimit.records,
    ),
    share: described(
      number({ minimum: 0, maximum: 1 }),
      'A larger share than this, of the records that passed the filters, fails the run; fewer than ten records do not.',
      defaults.quarantineLimit.share,
    ),
  },
);

export const feedShape = object(
  {
    title: described(text({ minLength: 1 }), 'What people call the feed.'),
    source: withExamples(
      described(
        sourceShape(),
        'Where the records come from: an endpoint; `{ call, with }`; an index and its documents (`{ each, call, with }`); or variants by option.',
      ),
      'reports',
      [{ when: '!expr $user.fast', call: 'recent' }, { call: 'all' }],
    ),
    report: described(
      map(reportEntryShape, { ...names(slug), minProperties: 1 }),
      'What a record becomes: objects by entry name.',
    ),
  },
  {
    use: use(),
    description: described(text(), 'What the feed brings, in a sentence or two.'),
    user_fields: withExamples(described(userFields(), 'Options of this feed alone.'), {
      threshold: { label: 'Threshold', type: 'number', minimum: 0, maximum: 100, default: 70 },
    }),
    partition: withExamples(
      described(
        partitionShape(),
        'Over `$user`: the feed runs once for each value, with a state of its own; `$partition` in the request.',
      ),
      '!expr $user.lists',
      { of: '!expr $user.lists', gone: 'withdraw' },
    ),
    window: windowShape,
    state: described(reference<RawComponent>('state'), 'What is kept between runs, other than the clock.'),
    key: described(
      parts(),
      'What makes two records the same one, over a record as the filters leave it; instead of the one of the endpoint.',
    ),
    version: described(
      expr(),
      'What tells two states of the same record apart, and which is later; instead of the one of the endpoint.',
    ),
    filters: described(list(filterShape), 'Applied in order, before supplemental calls.'),
    supplemental: described(
      reference<Readonly<Record<string, RawSupplemental>>>('supplementals'),
      'Further calls for each record, in order; each sees the answers of those before it.',
    ),
    let: described(letBindings(), 'Names for values, in order; each sees those before it and every supplemental.'),
    fulfillment: described(map(fulfillmentShape, { ...names(slug) }), 'How attachments get their bytes.'),
    snapshot: described(snapshotShape(), 'The source always lists everything: what is no longer listed is withdrawn.', false),
    health: withExamples(healthShape, { every: 'PT1H', newest_age: 'P2D', rows: { at_least: 100 } }),
    quarantine_limit: described(
      quarantineLimitShape,
      'How many records may be set aside before the run fails. Where not one could be mapped it fails whatever stands here.',
    ),
    drift: driftShape(),
  },
  { description: 'A feed: records from a vendor, and the objects that they become.' },
);

export type RawFeed = Infer<typeof feedShape>;

export interface Feed extends PlainOf<typeof feedShape> {
  readonly name: string;
  /** Of the connection, the pack and the feed, in this order; a later one of the same name replaces label and help. */
  readonly userFields: readonly UserField[];
  readonly source: Source;
  readonly partition: Partition | undefined;
  readonly window: WindowSpec | undefined;
  readonly state: ComponentUse | undefined;
  readonly key: readonly Expr[];
  readonly version: Expr | undefined;
  readonly filters: readonly Filter[];
  readonly supplemental: readonly Supplemental[];
  readonly let: readonly Binding[];
  readonly report: readonly ReportEntry[];
  readonly relate: readonly Relate[];
  readonly fulfillment: readonly Fulfillment[];
  readonly snapshot: Snapshot | undefined;
  readonly health: HealthSpec | undefined;
  /** Records that may be set aside before the run fails: so many, and such a share (0..1) of those that passed the filters. */
  readonly quarantineLimit: PlainOf<typeof quarantineLimitShape>;
  readonly drift: DriftPolicy;
  readonly place: Place;
}

/** A feed whose durations a run has decided. */
export type DecidedFeed = Omit<Feed, 'window' | 'report'> & {
  readonly window: Decided<WindowSpec> | undefined;
  readonly report: readonly Decided<ReportEntry>[];
};

/** `user`: names of every option of the feed, the pack's and the connection's among them. */
export const feedOf = (
  all: Readonly<Record<string, RawFeed>>,
  name: string,
  userFields: readonly UserField[],
  user: Iterable<string>,
  context: Context,
): Feed => {
  const raw = all[name] as RawFeed & RawMap;
  const positions = positionsOf(declaredKeys(raw).has('window') ? undefined : name, user);
  const { setting, record } = positions;
  const before: Scope = {
    ...record,
    later: new Set([...declaredKeys(raw.supplemental), ...declaredKeys(raw.let as RawMap | undefined)]),
  };
  checkCycles(raw.supplemental, context);
  const extra = readSupplementals(raw.supplemental, record, declaredKeys(raw.let as RawMap | undefined), context);
  const bound = readBindings(raw.let as RawMap | undefined, extra.scope, context);
  const reporting = extend(bound.scope, 'the report', { record: undefined });
  checkDocuments(raw, context);
  const window =
    raw.window === undefined
      ? undefined
      : windowOf(raw.window as unknown as RawMap, { setting, record, answer: pageScope(positions) }, context);
  return {
    ...readPlain(feedShape, raw),
    name,
    userFields,
    source: sourceOf(raw, positions, context),
    partition: partitionOf(raw, setting, context),
    window,
    state:
      raw.state === undefined ? undefined : readComponent(raw.state, context.vocabulary.states, stateScope(positions), context),
    key: readExpressions(raw.key, before, context),
    version: readOptionalSource(raw.version, before, context),
    filters: filtersOf(raw.filters, declaredKeys(raw.report), before, context),
    supplemental: extra.supplemental,
    let: bound.bindings,
    ...reportOf(raw.report, reporting, setting, context),
    fulfillment: fulfillmentsOf(raw.fulfillment, declaredKeys(raw.report), reporting, context),
    snapshot: snapshotOf(raw, setting, context),
    health: healthOf(raw, window, pageScope(positions), context),
    quarantineLimit: readPlain(quarantineLimitShape, raw.quarantine_limit ?? {}),
    drift: driftOf(raw, placeOfKey(all, name)),
    place: placeOfKey(all, name),
  };
};
