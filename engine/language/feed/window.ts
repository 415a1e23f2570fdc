import { boolean, decidedDuration, described, duration, expr, object, readPlain, withExamples } from '../basics/shape.ts';
import type { PlainOf } from '../basics/shape.ts';
import { defaults } from '../basics/defaults.ts';
import { formatDuration, parseDuration } from '../basics/duration.ts';
import type { Place } from '../basics/place.ts';
import type { Decided, Expr } from '../basics/value.ts';
import type { Scope } from '../check/scope.ts';
import type { Context, RawMap } from '../reading/context.ts';
import { readOptionalSource, readSource } from '../reading/values.ts';
import { placeOf, placeOfKey, placeOfValue } from '../yaml/positions.ts';
import { isExpr } from '../yaml/tagged.ts';

/** Said once, of all that are decided in this way. */
const byOption =
  'As `step`, `delay`, `lookback` and `oldest` it may be an expression over `$user`, decided once a run: it gives a number of days, or a duration.';

export const windowShape = object(
  {
    period: withExamples(
      described(decidedDuration(), `How far back the first run reaches. ${byOption}`),
      'P7D',
      '!expr $user.days',
    ),
  },
  {
    time: described(expr(), "The record's own time: rows outside the window are dropped and counted."),
    step: described(
      decidedDuration(),
      'The longest stretch of one window; a longer range is cut into several, each kept before the next one begins.',
    ),
    align: described(duration(), 'Windows start on such a boundary (counted from 1970 in UTC): `P1D` is midnight.'),
    whole: described(
      boolean(),
      'Windows end on a boundary of `align` as well: a stretch that is not over yet, such as the day of a daily file, is left to a later run.',
      false,
    ),
    delay: described(
      decidedDuration(),
      'The last window ends so long before now, where a vendor is late with what is new.',
      'PT0S',
    ),
    lookback: described(
      decidedDuration(),
      'Each run starts so long before the end of the last one, for records that turn up late; what was there already is a duplicate.',
      'PT0S',
    ),
    oldest: described(
      decidedDuration(),
      'The vendor serves nothing older: a start further back is an error, unless the run says `--clip`.',
    ),
    halve_when: withExamples(
      described(
        expr(),
        'For a vendor that cuts long answers off: where this holds, over the document around the records of a page, nothing of the window counts and its two halves are asked for instead. `$records` is how many records the window has had so far, this page included.',
      ),
      '!expr total > 10000',
    ),
    at_least: described(
      duration(),
      'A window is not halved to less than this: one that still holds too much fails the run.',
      defaults.shortestWindow,
    ),
  },
  { description: 'Which stretch of time a run asks for; half-open.' },
);

export interface WindowSpec extends Omit<PlainOf<typeof windowShape>, 'atLeast'> {
  /** The record's own time. Missing: the engine drops nothing by time. */
  readonly time: Expr | undefined;
  /** Over a page's answer: it is cut off, so that the window has to be halved; `atLeast`: ms of the shortest half. */
  readonly halve: { readonly when: Expr; readonly atLeast: number } | undefined;
  readonly place: Place;
}

/** Its durations are numbers of ms, or expressions that no run has decided yet. */
const DURATIONS = ['period', 'step', 'delay', 'lookback', 'oldest'] as const;

/** `setting`: what a duration may name; `answer`: what an expression over a page may. */
export const windowOf = (raw: RawMap, scopes: Record<'setting' | 'record' | 'answer', Scope>, context: Context): WindowSpec => {
  const { atLeast, ...plain } = readPlain(windowShape, raw);
  for (const key of DURATIONS) if (isExpr(plain[key])) readSource(plain[key], scopes.setting, context);
  const window: WindowSpec = {
    ...plain,
    time: readOptionalSource(raw['time'] as Expr | undefined, scopes.record, context),
    halve: halveOf(raw, atLeast, scopes.answer, context),
    place: placeOf(raw),
  };
  for (const key of ['align', 'at_least'] as const) {
    if (raw[key] !== undefined && parseDuration(raw[key] as string) === 0)
      context.findings.error('window.contradiction', placeOfValue(raw, key), noStretch(key), `Write ${ABOVE_ZERO}.`);
  }
  // What the options decide is looked at when they have.
  const known = Object.fromEntries(Object.entries(plain).filter(([, value]) => !isExpr(value)));
  for (const { key, says, takes } of contradictionsOf(known))
    context.findings.error('window.contradiction', placeOfValue(raw, key), says, `Write ${takes}.`);
  return window;
};

const halveOf = (raw: RawMap, atLeast: number, answer: Scope, context: Context): WindowSpec['halve'] => {
  const when = readOptionalSource(raw['halve_when'] as Expr | undefined, answer, context);
  if (when !== undefined) return { when, atLeast };
  if (raw['at_least'] !== undefined)
    context.findings.error(
      'window.contradiction',
      placeOfKey(raw, 'at_least'),
      'Without `halve_when` no window is halved, so `at_least` says nothing.',
      'Write `halve_when: !expr …` over the answer, or remove it.',
    );
  return undefined;
};

interface Contradiction {
  readonly key: 'whole' | (typeof DURATIONS)[number];
  readonly says: string;
  /** What should stand there: the rest of a hint. */
  readonly takes: string;
}

const noStretch = (key: string): string => `\`window.${key}\` is no stretch of time.`;
const ABOVE_ZERO = 'a duration above zero, such as `P1D`';

/** What of a window does not go together, as far as its durations are known. */
export const contradictionsOf = (window: Partial<Decided<WindowSpec>>): readonly Contradiction[] => {
  const { period, step, align, whole, lookback, oldest } = window;
  const found: Contradiction[] = [];
  const wrong = (key: Contradiction['key'], says: string, takes: string): unknown => found.push({ key, says, takes });
  for (const key of ['period', 'step'] as const) if (window[key] === 0) wrong(key, noStretch(key), ABOVE_ZERO);
  if (whole === true && align === undefined)
    wrong('whole', 'Without `align` no stretch is whole.', '`align`, such as `P1D` for daily files');
  if (step !== undefined && align !== undefined && align > 0 && step % align !== 0)
    wrong(
      'step',
      'The step of the window is no multiple of its `align`, so windows could not start on the boundary.',
      `a multiple of \`${formatDuration(align)}\``,
    );
  if (oldest === undefined) return found;
  const most = `at most \`${formatDuration(oldest)}\``;
  if (period !== undefined && period > oldest)
    wrong('period', 'The first run would reach further back than `oldest` allows.', most);
  if (lookback !== undefined && lookback > oldest)
    wrong('lookback', 'The lookback reaches further back than `oldest` allows.', most);
  if (step !== undefined && step > oldest) wrong('step', 'One window would be longer than `oldest` allows.', most);
  return found;
};
