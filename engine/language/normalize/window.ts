import type { Scope } from '../check/scope.ts';
import { formatDuration } from '../duration.ts';
import type { WindowSpec } from '../model.ts';
import type { Expr } from '../value.ts';
import { placeOf, placeOfValue } from '../yaml/positions.ts';
import type { Context, RawMap } from './context.ts';
import { ms, optionalMs, optionalSource } from './values.ts';

export const windowOf = (raw: RawMap, scope: Scope, context: Context): WindowSpec => {
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
    place: placeOf(raw),
  };
  check(raw, window, context);
  return window;
};

const check = (raw: RawMap, { period, step, align, whole, lookback, oldest }: WindowSpec, { findings }: Context): void => {
  const wrong = (key: string, message: string, hint: string): void =>
    findings.error('window.contradiction', placeOfValue(raw, key), message, hint);
  for (const key of ['period', 'step', 'align'] as const) {
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
