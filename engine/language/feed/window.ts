import { boolean, described, duration, expr, object, readPlain, withExamples } from '../basics/shape.ts';
import type { PlainOf } from '../basics/shape.ts';
import { defaults } from '../basics/defaults.ts';
import { formatDuration, parseDuration } from '../basics/duration.ts';
import type { Place } from '../basics/place.ts';
import type { Expr } from '../basics/value.ts';
import type { Scope } from '../check/scope.ts';
import type { Context, RawMap } from '../reading/context.ts';
import { readOptionalSource } from '../reading/values.ts';
import { placeOf, placeOfKey, placeOfValue } from '../yaml/positions.ts';

export const windowShape = object(
  { period: described(duration(), 'How far back the first run reaches.') },
  {
    time: described(expr(), "The record's own time: rows outside the window are dropped and counted."),
    step: described(
      duration(),
      'The longest stretch of one window; a longer range is cut into several, each kept before the next one begins.',
    ),
    align: described(duration(), 'Windows start on such a boundary (counted from 1970 in UTC): `P1D` is midnight.'),
    whole: described(
      boolean(),
      'Windows end on a boundary of `align` as well: a stretch that is not over yet, such as the day of a daily file, is left to a later run.',
      false,
    ),
    delay: described(duration(), 'The last window ends so long before now, where a vendor is late with what is new.', 'PT0S'),
    lookback: described(
      duration(),
      'Each run starts so long before the end of the last one, for records that turn up late; what was there already is a duplicate.',
      'PT0S',
    ),
    oldest: described(
      duration(),
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

/** `answer`: what an expression over a page may name. */
export const windowOf = (raw: RawMap, scope: Scope, answer: Scope, context: Context): WindowSpec => {
  const { atLeast, ...plain } = readPlain(windowShape, raw);
  const window: WindowSpec = {
    ...plain,
    time: readOptionalSource(raw['time'] as Expr | undefined, scope, context),
    halve: halveOf(raw, atLeast, answer, context),
    place: placeOf(raw),
  };
  check(raw, window, context);
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

const check = (raw: RawMap, { period, step, align, whole, lookback, oldest }: WindowSpec, { findings }: Context): void => {
  const wrong = (key: string, message: string, hint: string): void =>
    findings.error('window.contradiction', placeOfValue(raw, key), message, hint);
  for (const key of ['period', 'step', 'align', 'at_least'] as const) {
    if (raw[key] !== undefined && parseDuration(raw[key] as string) === 0)
      wrong(key, `\`window.${key}\` is no stretch of time.`, 'Write a duration above zero, such as `P1D`.');
  }
  if (whole && align === undefined)
    wrong('whole', 'Without `align` no stretch is whole.', 'Write `align`, such as `P1D` for daily files.');
  if (step !== undefined && align !== undefined && align > 0 && step % align !== 0)
    wrong(
      'step',
      'The step of the window is no multiple of its `align`, so windows could not start on the boundary.',
      `Write a multiple of \`${formatDuration(align)}\`.`,
    );
  if (oldest !== undefined && period > oldest)
    wrong(
      'period',
      'The first run would reach further back than `oldest` allows.',
      `Write at most \`${formatDuration(oldest)}\`.`,
    );
  if (oldest !== undefined && lookback > oldest)
    wrong('lookback', 'The lookback reaches further back than `oldest` allows.', `Write at most \`${formatDuration(oldest)}\`.`);
  if (oldest !== undefined && step !== undefined && step > oldest)
    wrong('step', 'One window would be longer than `oldest` allows.', `Write at most \`${formatDuration(oldest)}\`.`);
};
