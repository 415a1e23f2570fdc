import { expressionFacts } from '../expression/definition/source-facts.ts';
import type { Evaluator } from '../expression/definition/evaluator.ts';
import { formatDuration, parseDuration } from '../language/basics/duration.ts';
import { UsageError } from '../language/basics/errors.ts';
import type { Expr } from '../language/basics/value.ts';
import { contradictionsOf } from '../language/feed/window.ts';
import type { ComponentUse, DecidedFeed, Feed } from '../language/model.ts';

/** A duration that an expression over the options gave. */
export interface DecidedDuration {
  /** Where it stands in the feed, such as `window.period`. */
  readonly key: string;
  readonly ms: number;
  /** The options that it hangs on. */
  readonly options: readonly string[];
  readonly expr: Expr;
}

type Options = Readonly<Record<string, unknown>>;

const DAY = 86_400_000;
/** What lies further from now is no time that a vendor has anything of. */
const MOST_DAYS = 1_000_000;

const WINDOW = { period: 'period', step: 'step', delay: 'delay', lookback: 'lookback', oldest: 'oldest' } as const;
const ENTRY = { valid_for: 'validFor' } as const;

/** Does none of its durations hang on an option? */
export const isDecided = (feed: Feed): feed is DecidedFeed =>
  Object.values(WINDOW).every((key) => typeof feed.window?.[key] !== 'object') &&
  feed.report.every(({ validFor }) => typeof validFor !== 'object') &&
  typeof feed.state?.options['overlap'] !== 'object';

/** The feed as a run under these options has it. Throws UsageError `plan.duration` where one of its durations can't be had. */
export function decideDurations(
  feed: Feed,
  options: Options,
  evaluator: Evaluator,
): { readonly feed: DecidedFeed; readonly decided: readonly DecidedDuration[] } {
  const decided: DecidedDuration[] = [];
  const decide = <T extends object>(part: T, where: string, keys: Readonly<Record<string, keyof T>>): T =>
    Object.entries(keys).reduce((whole, [written, key]) => {
      const expr = part[key] as number | Expr | undefined;
      if (typeof expr !== 'object') return whole;
      const one = durationOf(expr, `${where}.${written}`, options, evaluator);
      decided.push(one);
      return { ...whole, [key]: one.ms };
    }, part);
  if (isDecided(feed)) return { feed, decided };
  const window = feed.window && decide(feed.window, 'window', WINDOW);
  const report = feed.report.map((entry) => decide(entry, `report.${entry.name}`, ENTRY));
  const state = feed.state && decideOverlap(feed.state, options, evaluator, decided);
  const whole = { ...feed, window, report, state } as DecidedFeed;
  checkTogether(whole, decided);
  return { feed: whole, decided };
}

/** A number is one of days only where the state is a time. */
function decideOverlap(state: ComponentUse, options: Options, evaluator: Evaluator, decided: DecidedDuration[]): ComponentUse {
  const expr = state.options['overlap'] as Expr | string | number | undefined;
  if (typeof expr !== 'object') return state;
  const given = evaluator.expr(expr).evaluate(undefined, { user: options });
  if (typeof given === 'number' && given >= 0 && state.options['as'] !== 'time')
    return { ...state, options: { ...state.options, overlap: given } };
  const one = durationOf(expr, 'state.overlap', options, evaluator);
  decided.push(one);
  return { ...state, options: { ...state.options, overlap: formatDuration(one.ms) } };
}

const optionsOf = ({ source }: Expr): readonly string[] => [
  ...new Set(expressionFacts(source).variables.flatMap(({ path: [member] }) => (member === undefined ? [] : [member]))),
];

/** "the option `days`", as a sentence names what a duration hangs on. */
const namedOptions = (names: readonly string[]): string =>
  names.length === 0
    ? 'the options'
    : `the option${names.length === 1 ? '' : 's'} ${names.map((name) => `\`${name}\``).join(', ')}`;

function durationOf(expr: Expr, key: string, options: Options, evaluator: Evaluator): DecidedDuration {
  const given = evaluator.expr(expr).evaluate(undefined, { user: options });
  const names = optionsOf(expr);
  const refuse = (says: string, hint: string): UsageError =>
    new UsageError('plan.duration', `\`${key}\` ${says}.`, { place: expr.place, hint });
  if (given === undefined)
    throw refuse(
      `has no value: it hangs on ${namedOptions(names)}`,
      `Give ${names.map((name) => `\`--set ${name}=…\``).join(' or ')}, or let the definition give a default.`,
    );
  const ms = typeof given === 'number' ? Math.round(given * DAY) : typeof given === 'string' ? parseDuration(given) : undefined;
  if (ms !== undefined && ms >= 0 && ms <= MOST_DAYS * DAY) return { key, ms, options: names, expr };
  const shown = typeof given === 'object' ? 'a list or an object' : `\`${String(given).slice(0, 40)}\``;
  throw refuse(
    `is ${shown} by ${namedOptions(names)}, which is no number of days from 0 on and no duration`,
    'Let it give a number such as 30, or a duration such as P30D or PT6H; months and years have no fixed length.',
  );
}

/** What holds for a window that is written out holds for one that the options made. */
function checkTogether({ window }: DecidedFeed, decided: readonly DecidedDuration[]): void {
  if (window === undefined) return;
  const of = (key: string): DecidedDuration | undefined => decided.find((one) => one.key === `window.${key}`);
  const [first] = contradictionsOf(window);
  if (first === undefined) return;
  const [own, oldest] = [of(first.key), of('oldest')];
  const about = own ?? oldest;
  if (about === undefined) return;
  const told = [own, oldest].flatMap((one) =>
    one === undefined ? [] : [`\`${one.key}\` is ${formatDuration(one.ms)} by ${namedOptions(one.options)}`],
  );
  throw new UsageError('plan.duration', `${first.says.replace(/\.$/, '')}: ${told.join(', ')}.`, {
    place: about.expr.place,
    hint:
      own === undefined
        ? `Change ${namedOptions(about.options)}, or write ${first.takes} as \`window.${first.key}\`.`
        : `Let ${namedOptions(about.options)} give ${first.takes}.`,
  });
}
