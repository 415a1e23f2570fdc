import { choice, described, duration, expr, integer, map, object, readPlain, reference, text, value } from '../basics/shape.ts';
import type { Infer, PlainOf, Shape } from '../basics/shape.ts';
import { identifier, names } from '../basics/common-shapes.ts';
import { defaults } from '../basics/defaults.ts';
import { suggest } from '../basics/nearest.ts';
import type { Place } from '../basics/place.ts';
import type { Expr, TreeMap, Value } from '../basics/value.ts';
import { extend } from '../check/scope.ts';
import type { Scope } from '../check/scope.ts';
import { endpointName, readCall, withArguments } from '../reading/calls.ts';
import type { Context, RawMap } from '../reading/context.ts';
import { readOptionalSource, readSource, readValue } from '../reading/values.ts';
import { checkBoundName } from '../report/bindings.ts';
import { declaredKeys, entriesOf, placeOfKey, placeOfValue } from '../yaml/positions.ts';

const overShape = object(
  {
    since: described(value(), 'Where the stretch starts.'),
    until: described(value(), 'Where it ends; not part of it.'),
    step: described(duration(), 'The longest slice; one call for each.'),
  },
  { align: described(duration(), 'Slices start on such a boundary.') },
);

const batchShape = object(
  {
    of: described(integer({ minimum: 2, maximum: 10_000 }), 'So many records in one call, at most.'),
    into: described(text({ minLength: 1 }), 'The argument that gathers: the endpoint gets it as a list, each value once.'),
    match: described(expr(), 'Over a record of the answer: the value of the argument that it belongs to.'),
  },
  {},
);

export const supplementalShape = object(
  { call: endpointName('The endpoint.') },
  {
    with: withArguments(),
    when: described(expr(), 'Only for records where this holds.'),
    concurrency: described(integer({ minimum: 1, maximum: 256 }), 'Calls under way at once.', defaults.concurrency),
    on_failure: described(
      choice('quarantine', 'absent', 'fail'),
      'A call that fails sets the record aside, leaves the answer missing, or fails the window.',
      'quarantine',
    ),
    batch: described(batchShape, 'Several records in one call; each gets back what `match` says is its own.'),
    over: described(overShape, 'One call for each `$slice` of a stretch of time.'),
    supplemental: described(reference<unknown>('supplementals'), 'Further calls for each record of the answer.'),
  },
  { description: 'A further call for each record; its answer, all pages of it, is `$<name>`.' },
);

export interface RawSupplemental extends Infer<typeof supplementalShape> {
  readonly supplemental?: RawSupplementals;
}
type RawSupplementals = Readonly<Record<string, RawSupplemental>>;

export const supplementalsShape = (): Shape<RawSupplementals> => ({
  schema: map(reference('supplemental'), { ...names(identifier) }).schema,
});

export interface Supplemental extends PlainOf<typeof supplementalShape> {
  readonly name: string;
  readonly with: TreeMap | undefined;
  readonly when: Expr | undefined;
  readonly over: (PlainOf<typeof overShape> & { readonly since: Value; readonly until: Value }) | undefined;
  /** Records that share a call: the values of the argument `into` are sent together, `match` says whose an answer's record is. */
  readonly batch: (PlainOf<typeof batchShape> & { readonly match: Expr }) | undefined;
  readonly supplemental: readonly Supplemental[];
  readonly place: Place;
}

/** Supplemental calls in order, each with the answers of those before it; the scope that comes back has them all. */
export const readSupplementals = (
  raw: RawSupplementals | undefined,
  start: Scope,
  later: Iterable<string>,
  context: Context,
): { readonly supplemental: readonly Supplemental[]; readonly scope: Scope } => {
  const names = declaredKeys(raw);
  let scope = start;
  const all: Supplemental[] = [];
  for (const [name] of raw === undefined ? [] : entriesOf(raw)) {
    checkBoundName(raw as unknown as RawMap, name, start, context);
    const here = extend(scope, `the supplemental call \`${name}\``, {}, [...names, ...later]);
    all.push(readSupplemental(raw as RawSupplementals, name, here, context));
    scope = extend(scope, scope.label, { [name]: undefined });
  }
  return {
    supplemental: all,
    scope: extend(start, start.label, Object.fromEntries([...names].map((name) => [name, undefined]))),
  };
};

const batchOf = (raw: RawSupplemental, answer: Scope, context: Context): Supplemental['batch'] => {
  const { batch, over } = raw;
  if (batch === undefined) return undefined;
  const { findings, endpoints } = context;
  const map = batch as unknown as RawMap;
  if (over !== undefined)
    findings.error(
      'batch.over',
      placeOfKey(raw as unknown as RawMap, 'batch'),
      "A call can't be both cut by time and shared by records.",
      'Keep `over` or `batch`.',
    );
  if (![...declaredKeys(raw.with as RawMap | undefined)].includes(batch.into))
    findings.error(
      'batch.argument',
      placeOfValue(map, 'into'),
      `\`${batch.into.slice(0, 64)}\` is no argument of this call.`,
      endpoints.get(raw.call)?.known === true
        ? suggest(batch.into, declaredKeys(raw.with as RawMap | undefined))
        : 'Give it under `with`.',
    );
  return { ...readPlain(batchShape, batch), match: readSource(batch.match, answer, context) };
};

const readSupplemental = (all: RawSupplementals, name: string, scope: Scope, context: Context): Supplemental => {
  const raw = all[name] as RawSupplemental;
  const { over } = raw;
  const sliced: Scope = over === undefined ? scope : extend(scope, scope.label, { slice: ['since', 'until'] }, scope.later);
  const nested = extend(scope, 'a record of a supplemental call', { parent: undefined });
  return {
    ...readPlain(supplementalShape, raw),
    name,
    ...readCall(raw as unknown as RawMap, 'call', raw.with, sliced, context),
    when: readOptionalSource(raw.when, scope, context),
    over:
      over === undefined
        ? undefined
        : {
            ...readPlain(overShape, over),
            since: readValue(over as unknown as RawMap, 'since', scope, context),
            until: readValue(over as unknown as RawMap, 'until', scope, context),
          },
    batch: batchOf(raw, nested, context),
    supplemental: readSupplementals(raw.supplemental, nested, [], context).supplemental,
    place: placeOfKey(all, name),
  };
};
