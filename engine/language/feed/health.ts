/** What is expected of a feed that is well: what it does not keep up is told by `feedwright health`. */
import { described, duration, expr, integer, object, readPlain, withExamples } from '../basics/shape.ts';
import type { Infer, PlainOf } from '../basics/shape.ts';
import { formatDuration } from '../basics/duration.ts';
import type { Place } from '../basics/place.ts';
import type { Expr } from '../basics/value.ts';
import type { Scope } from '../check/scope.ts';
import type { Context, RawMap } from '../reading/context.ts';
import { readOptionalSource } from '../reading/values.ts';
import { declaredKeys, placeOfKey, placeOfValue } from '../yaml/positions.ts';
import type { WindowSpec } from './window.ts';

const rowsShape = object(
  { at_least: described(integer({ minimum: 1 }), 'A run that fetches fewer records than this is partial.') },
  {},
);

/** Those that an instance in `feedwright.yaml` may have otherwise. */
export const expectations = {
  every: withExamples(
    described(
      duration(),
      'A run begins at least so often, whatever starts it; one that does not come is overdue. Without it: by the schedule of the instance, where it has one.',
    ),
    'PT1H',
  ),
  newest_age: withExamples(
    described(
      duration(),
      'The newest record, by `time` of the window, is at most so old, else the source is dormant. Without it: the `period` of the window, a week at least, beyond which it is told but calls nobody.',
    ),
    'P2D',
  ),
  rows: withExamples(described(rowsShape, 'How many records a run fetches.'), { at_least: 100 }),
  changed: withExamples(
    described(
      duration(),
      'Some run changes an object at least so often, else the source is dormant. Without it, where records have no time: P30D, beyond which it is told but calls nobody.',
    ),
    'P7D',
  ),
};

export const healthShape = object(
  {},
  {
    ...expectations,
    reconcile: described(
      expr(),
      'How many records there are by what the vendor says, over the document around the records of the last page: a window that brings fewer is partial. With a source of an index: how many entries the index has.',
    ),
  },
  { minProperties: 1, description: 'What is expected of the feed: `feedwright health` tells what it does not keep up.' },
);

/** Durations are ms. */
export interface Expected {
  readonly every: number | undefined;
  readonly newestAge: number | undefined;
  readonly changed: number | undefined;
  readonly rows: { readonly atLeast: number } | undefined;
  /** Where each of them is written. */
  readonly places: Readonly<Partial<Record<ExpectedKey, Place>>>;
}

export interface HealthSpec extends Expected {
  readonly reconcile: Expr | undefined;
}

/** As they are written. */
export type ExpectedKey = keyof typeof expectations | 'reconcile';

type RawExpected = Infer<typeof healthShape>;

/** What a checked map says of them. */
export const expectedOf = (raw: RawMap): Expected => {
  const { every, newestAge, changed } = readPlain(healthShape, raw) as PlainOf<typeof healthShape>;
  const { rows } = raw as RawExpected;
  const places = Object.fromEntries([...declaredKeys(raw)].map((key) => [key, placeOfValue(raw, key)]));
  return { every, newestAge, changed, rows: rows === undefined ? undefined : { atLeast: rows.at_least }, places };
};

/** One set of expectations over another: what the second one says counts. */
export const expectedOver = (base: HealthSpec | undefined, own: Expected | undefined): HealthSpec | undefined => {
  if (own === undefined) return base;
  return {
    every: own.every ?? base?.every,
    newestAge: own.newestAge ?? base?.newestAge,
    changed: own.changed ?? base?.changed,
    rows: own.rows ?? base?.rows,
    reconcile: base?.reconcile,
    places: { ...base?.places, ...own.places },
  };
};

export interface HealthContradiction {
  readonly key: ExpectedKey;
  readonly code: 'health.contradiction' | 'health.no-time';
  readonly says: string;
  readonly hint: string;
}

/** What no run of the feed could keep up, as far as its window's durations are written out. */
export const healthContradictions = (expected: Expected, window: WindowSpec | undefined): readonly HealthContradiction[] => {
  const { every, newestAge, changed, rows: _rows } = expected;
  const found: HealthContradiction[] = [];
  const wrong = (key: ExpectedKey, says: string, hint: string): void =>
    void found.push({ key, code: 'health.contradiction', says, hint });
  const stretches = [
    ['every', every],
    ['newest_age', newestAge],
    ['changed', changed],
  ] as const;
  for (const [key, ms] of stretches)
    if (ms === 0) wrong(key, `\`health.${key}\` is no stretch of time.`, 'Write a duration above zero, such as `P1D`.');
  if (found.length > 0) return found;
  for (const [key, ms] of stretches.slice(1))
    if (ms !== undefined && every !== undefined && ms < every)
      wrong(
        key,
        `\`health.${key}\` is shorter than the time between two runs (\`every: ${formatDuration(every)}\`): right before a run it could not be kept up.`,
        `Write at least \`${formatDuration(every)}\`, or let it run more often.`,
      );
  if (newestAge === undefined && every === undefined) return found;
  if (newestAge !== undefined && window?.time === undefined) {
    const says = 'Nothing says what the time of a record is, so no record can be too old.';
    const hint = 'Write `time: !expr …` in the `window` of the feed, or expect `changed` instead.';
    found.push({ key: 'newest_age', code: 'health.no-time', says, hint });
    return found;
  }
  const held = heldBack(window);
  if (newestAge !== undefined && held > 0 && newestAge <= held)
    wrong(
      'newest_age',
      `Records come only when they are \`${formatDuration(held)}\` old (\`delay\` and \`whole\` of the window): their source would always be dormant.`,
      `Write more than \`${formatDuration(held)}\`.`,
    );
  const oldest = window?.oldest;
  if (every !== undefined && typeof oldest === 'number' && every > oldest)
    wrong(
      'every',
      `What comes between two runs would be lost: the vendor serves nothing older than \`${formatDuration(oldest)}\` (\`oldest\` of the window).`,
      `Write at most \`${formatDuration(oldest)}\`.`,
    );
  return found;
};

/** How old the newest record is at least when its window comes: late by `delay`, and by a stretch that has to be over. */
const heldBack = (window: WindowSpec | undefined): number => {
  const { delay, whole, align } = window ?? {};
  return (typeof delay === 'number' ? delay : 0) + (whole === true && align !== undefined ? align : 0);
};

/** Of a feed; undefined where nothing is expected of it. `answer`: what an expression over a page may name. */
export const healthOf = (
  feed: RawMap,
  window: WindowSpec | undefined,
  answer: Scope,
  context: Context,
): HealthSpec | undefined => {
  const raw = feed['health'] as RawMap | undefined;
  if (raw === undefined) return undefined;
  const expected = expectedOf(raw);
  for (const { key, code, says, hint } of healthContradictions(expected, window))
    context.findings.error(code, key === 'rows' ? placeOfKey(raw, key) : placeOfValue(raw, key), says, hint);
  return { ...expected, reconcile: readOptionalSource(raw['reconcile'] as Expr | undefined, answer, context) };
};
