import type { Scope } from '../check/scope.ts';
import { defaults } from '../basics/defaults.ts';
import { formatDuration } from '../basics/duration.ts';
import type { WindowSpec } from '../model.ts';
import type { Expr } from '../basics/value.ts';
import { placeOf, placeOfKey, placeOfValue } from '../yaml/positions.ts';
import type { Context, RawMap } from '../reading/context.ts';
import { ms, optionalMs, optionalSource } from '../reading/values.ts';

/** `answer`: what an expression over a page may name. */
export const windowOf = (raw: RawMap, scope: Scope, answer: Scope, context: Context): WindowSpec => {
  const read = (key: string): number | undefined => optionalMs(raw[key] as string | undefined);
  const window: WindowSpec = {
    time: optionalSource(raw['time'] as Expr | undefined, scope, context),
    period: ms(raw['period'] as string),
    step: read('step'),
    align: read('align'),
    whole: raw['whole'] === true,
    delay: read('delay') ?? 0,
    lookback: read('lookback') ?? 0,
    oldest: read('oldest'),
    halve: halveOf(raw, answer, context),
    place: placeOf(raw),
  };
  check(raw, window, context);
  return window;
};

const halveOf = (raw: RawMap, answer: Scope, context: Context): WindowSpec['halve'] => {
  const when = optionalSource(raw['halve_when'] as Expr | undefined, answer, context);
  if (when !== undefined) return { when, atLeast: ms((raw['at_least'] as string | undefined) ?? defaults.shortestWindow) };
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
    if (raw[key] !== undefined && ms(raw[key] as string) === 0)
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
