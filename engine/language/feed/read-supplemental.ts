import { extend } from '../check/scope.ts';
import type { Scope } from '../check/scope.ts';
import { defaults } from '../basics/defaults.ts';
import type { Supplemental } from '../model.ts';
import { suggest } from '../basics/nearest.ts';
import type { RawSupplemental } from './feed-shape.ts';
import { declaredKeys, entriesOf, placeOfKey, placeOfValue } from '../yaml/positions.ts';
import { checkBoundName } from '../reading/bindings.ts';
import { call } from '../reading/calls.ts';
import type { Context, RawMap } from '../reading/context.ts';
import { ms, optionalMs, optionalSource, source, value } from '../reading/values.ts';

type RawSupplementals = Readonly<Record<string, RawSupplemental>>;

/** Supplemental calls in order, each with the answers of those before it; the scope that comes back has them all. */
export const supplementals = (
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
    all.push(supplemental(raw as RawSupplementals, name, here, context));
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
  return { of: batch.of, into: batch.into, match: source(batch.match, answer, context) };
};

const supplemental = (all: RawSupplementals, name: string, scope: Scope, context: Context): Supplemental => {
  const raw = all[name] as RawSupplemental;
  const { over } = raw;
  const sliced: Scope = over === undefined ? scope : extend(scope, scope.label, { slice: ['since', 'until'] }, scope.later);
  const nested = extend(scope, 'a record of a supplemental call', { parent: undefined });
  return {
    name,
    ...call(raw as unknown as RawMap, 'call', raw.with, sliced, context),
    when: optionalSource(raw.when, scope, context),
    concurrency: raw.concurrency ?? defaults.concurrency,
    onFailure: raw.on_failure ?? 'quarantine',
    over:
      over === undefined
        ? undefined
        : {
            since: value(over as unknown as RawMap, 'since', scope, context),
            until: value(over as unknown as RawMap, 'until', scope, context),
            step: ms(over.step),
            align: optionalMs(over.align),
          },
    batch: batchOf(raw, nested, context),
    supplemental: supplementals(raw.supplemental, nested, [], context).supplemental,
    place: placeOfKey(all, name),
  };
};
