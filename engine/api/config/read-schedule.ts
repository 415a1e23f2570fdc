/** The turns of an instance as they stand in `feedwright.yaml`, and what can't be right about them. */
import { createHash } from 'node:crypto';
import { formatDuration, parseDuration } from '../../language/basics/duration.ts';
import type { Findings } from '../../language/basics/findings.ts';
import { nearest } from '../../language/basics/nearest.ts';
import { boolean, described, duration, text, withExamples } from '../../language/basics/shape.ts';
import { placeOfValue } from '../../language/yaml/positions.ts';
import { dueAfter, type Schedule, shortestGap, type Turns } from './schedule.ts';

const DEFAULT_ZONE = 'UTC';
const LEAST = 1000;
const MOST = 366 * 86_400_000;

export const scheduleOptions = {
  schedule: described(
    withExamples(text({ minLength: 1, maxLength: 256 }), '*/5 * * * *', '0 3 * * *'),
    'When it is due, as a cron expression: minute, hour, day, month and weekday, or one such as `@hourly`. At an hour that the clock leaves out it is due right behind it; at one that comes twice, once.',
  ),
  every: described(duration(), 'How often it is due, counted from 1970-01-01T00:00:00Z, in the place of `schedule`.'),
  zone: described(
    withExamples(text({ minLength: 1, maxLength: 64 }), 'UTC', 'Europe/Berlin'),
    'The time zone of `schedule`, an IANA name.',
    DEFAULT_ZONE,
  ),
  jitter: described(
    duration(),
    'Each of its turns comes later by a part of this, always the same one, so that not all instances start at once.',
    'PT0S',
  ),
  catch_up: described(
    boolean(),
    'A turn that was missed because nothing was running is made up for at once, by one run however many they were; `false`: it waits for the next.',
    true,
  ),
};

export interface RawSchedule {
  readonly schedule?: string | undefined;
  readonly every?: string | undefined;
  readonly zone?: string | undefined;
  readonly jitter?: string | undefined;
  readonly catch_up?: boolean | undefined;
}

const isZone = (name: string): boolean => {
  // An offset is one to Intl as well; it would be without daylight saving, which nobody means.
  if (/^[+-]/.test(name)) return false;
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

/** The part of the jitter that falls to a name: the same on every machine and at every start. */
const shareOf = (jitter: number, name: string): number =>
  Math.floor((createHash('sha256').update(name).digest().readUIntBE(0, 6) / 2 ** 48) * (jitter / 1000)) * 1000;

const CRON =
  'Write minute, hour, day, month and weekday, as in `*/5 * * * *` (every five minutes) or `0 3 * * *` (daily at three).';

/** croner's reason without its class in front and without what it repeats of the text. */
const reasonOf = (error: unknown): string => {
  const message = error instanceof Error ? error.message : '';
  const said = message
    .replace(/^Cron\w+: /, '')
    .replace(/\. .*$|\.$/s, '')
    .slice(0, 120);
  return said === '' ? 'it is none' : said[0]!.toLowerCase() + said.slice(1);
};

const wrongCron = (cron: string, turns: Turns): string | undefined => {
  // A date is read as one single turn, and `?` becomes the time at which it is read.
  if (!/^\s*(?:@\w+|\S+(?:\s+\S+){4})\s*$/.test(cron) || cron.includes('?')) return 'it does not have five fields';
  try {
    return dueAfter(turns, 0) === undefined ? 'there is no such day' : undefined;
  } catch (error) {
    return reasonOf(error);
  }
};

/** A finding about one key: its code behind `config.`, what is wrong, what to write instead. */
type Wrong = readonly [key: keyof RawSchedule, code: string, message: string, hint: string];

/** What is about turns although there are none. */
const withoutTurns = (raw: RawSchedule, name: string): readonly Wrong[] =>
  (['zone', 'jitter', 'catch_up'] as const)
    .filter((key) => raw[key] !== undefined)
    .map((key) => [
      key,
      'no-schedule',
      `\`${key}\` is about turns, and nothing says when \`${name}\` is due.`,
      `Write \`every: PT5M\` or \`schedule: "*/5 * * * *"\` as well, or take \`${key}\` away.`,
    ]);

const wrongZone = ({ zone, every }: RawSchedule): Wrong | undefined => {
  if (zone === undefined) return undefined;
  if (every !== undefined)
    return [
      'zone',
      'bad-zone',
      '`every` counts time as it passes, which is the same in every zone.',
      'Take `zone` away, or write the times of the day as `schedule`, for instance `schedule: "0 3 * * *"`.',
    ];
  if (isZone(zone)) return undefined;
  const near = nearest(zone, Intl.supportedValuesOf('timeZone'));
  const hint = near === undefined ? 'Use an IANA name, such as `UTC` or `Europe/Berlin`.' : `Did you mean \`${near}\`?`;
  return ['zone', 'bad-zone', `There is no time zone \`${zone}\`.`, hint];
};

const wrongTurns = ({ schedule, every: often }: RawSchedule, turns: Turns): Wrong | undefined => {
  const { every } = turns;
  if (every !== undefined && (every < LEAST || every > MOST))
    return [
      'every',
      'bad-schedule',
      `\`every: ${often}\` is ${every < LEAST ? 'under a second' : 'over a year'}.`,
      `Write a duration from ${formatDuration(LEAST)} to ${formatDuration(MOST)}, for instance \`every: PT5M\`.`,
    ];
  const wrong = schedule === undefined ? undefined : wrongCron(schedule, turns);
  return wrong === undefined ? undefined : ['schedule', 'bad-schedule', `\`${schedule}\` is never due: ${wrong}.`, CRON];
};

const wrongJitter = (spread: string | undefined, jitter: number, turns: Turns): Wrong | undefined => {
  const gap = jitter === 0 ? undefined : shortestGap(turns);
  if (gap === undefined || jitter < gap) return undefined;
  const between = formatDuration(gap);
  const message = `A jitter of ${spread} is as long as the time between two turns, ${between}.`;
  return ['jitter', 'bad-jitter', message, `Write less than ${between}.`];
};

/** Of an instance; undefined where nothing says when it is due. What is wrong is a finding with its place. */
export const readSchedule = (raw: RawSchedule, name: string, findings: Findings): Schedule | undefined => {
  const at = (key: keyof RawSchedule) => placeOfValue(raw as Readonly<Record<string, unknown>>, key);
  const tell = ([key, code, message, hint]: Wrong): void => findings.error(`config.${code}`, at(key), message, hint);
  const { schedule, every: often } = raw;
  if (schedule === undefined && often === undefined) {
    withoutTurns(raw, name).forEach(tell);
    return undefined;
  }
  const [every, jitter] = [often, raw.jitter].map((one) => (one === undefined ? undefined : (parseDuration(one) ?? 0)));
  const turns: Turns = { cron: schedule?.trim(), every, zone: raw.zone ?? DEFAULT_ZONE, offset: 0 };
  const wrong =
    (schedule !== undefined && often !== undefined ? twoSchedules(name) : undefined) ??
    wrongZone(raw) ??
    wrongTurns(raw, turns) ??
    wrongJitter(raw.jitter, jitter ?? 0, turns);
  if (wrong !== undefined) {
    tell(wrong);
    return undefined;
  }
  return {
    text: schedule ?? `every ${often}`,
    ...turns,
    jitter: jitter ?? 0,
    offset: shareOf(jitter ?? 0, name),
    catchUp: raw.catch_up ?? true,
    place: at(schedule === undefined ? 'every' : 'schedule'),
  };
};

const twoSchedules = (name: string): Wrong => [
  'every',
  'two-schedules',
  `\`${name}\` is due by \`schedule\` and by \`every\`.`,
  'Keep one of them: `every` for so much time between turns, `schedule` for times of the day.',
];
