/** When an instance is due, and what of a schedule is a finding. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../../engine/api/config/read-config.ts';
import { dueAfter, dueUntil, type Schedule, type Turns } from '../../../engine/api/config/schedule.ts';
import { UsageError } from '../../../engine/language/basics/errors.ts';

const configured = (turns: string, name = 'one'): ReturnType<typeof readConfig> => {
  const folder = mkdtempSync(join(tmpdir(), 'feedwright-schedule-'));
  writeFileSync(join(folder, 'feedwright.yaml'), `instances:\n  ${name}: { feed: a/b, ${turns} }\n`);
  return readConfig(folder, undefined);
};

const scheduleOf = (turns: string, name = 'one'): Schedule => {
  const schedule = configured(turns, name).instances.get(name)?.schedule;
  if (schedule === undefined) throw new Error('There is no schedule.');
  return schedule;
};

const findingsOf = (turns: string): readonly string[] => {
  try {
    configured(turns);
    return [];
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return error.diagnostics.map(
      ({ code, place, message, hint }) => `${place.line}:${place.column} ${code}: ${message} ${hint ?? ''}`,
    );
  }
};

const iso = (time: number | undefined): string | undefined => (time === undefined ? undefined : new Date(time).toISOString());
const days = (turns: string, from: string, count: number): readonly (string | undefined)[] => {
  const schedule = scheduleOf(turns);
  const found = [dueAfter(schedule, Date.parse(from))];
  while (found.length < count) found.push(dueAfter(schedule, found.at(-1) ?? 0));
  return found.map(iso);
};

describe('the next turn', () => {
  test.each([
    ["schedule: '*/5 * * * *'", '2026-01-08T00:02:00Z', ['2026-01-08T00:05:00.000Z', '2026-01-08T00:10:00.000Z']],
    ['every: PT5M', '2026-01-08T00:05:00Z', ['2026-01-08T00:10:00.000Z', '2026-01-08T00:15:00.000Z']],
    ["schedule: '@daily', zone: Asia/Kathmandu", '2026-01-08T00:00:00Z', ['2026-01-08T18:15:00.000Z']],
    // The hour from two to three is left out on the 29th of March, and comes twice on the 25th of October.
    [
      "schedule: '30 2 * * *', zone: Europe/Berlin",
      '2026-03-28T00:00:00Z',
      ['2026-03-28T01:30:00.000Z', '2026-03-29T01:00:00.000Z', '2026-03-30T00:30:00.000Z'],
    ],
    [
      "schedule: '30 2,14 * * *', zone: Europe/Berlin",
      '2026-03-29T00:00:00Z',
      ['2026-03-29T01:00:00.000Z', '2026-03-29T12:30:00.000Z'],
    ],
    [
      "schedule: '30 2 * * *', zone: Europe/Berlin",
      '2026-10-24T12:00:00Z',
      ['2026-10-25T00:30:00.000Z', '2026-10-26T01:30:00.000Z'],
    ],
    [
      "schedule: '*/30 * * * *', zone: Europe/Berlin",
      '2026-10-25T00:10:00Z',
      ['2026-10-25T00:30:00.000Z', '2026-10-25T01:00:00.000Z', '2026-10-25T01:30:00.000Z'],
    ],
    ["schedule: '0 0 29 2 *'", '2026-01-08T00:00:00Z', ['2028-02-29T00:00:00.000Z']],
  ])('of %s after %s', (turns, from, expected) => {
    expect(days(turns, from, expected.length)).toEqual(expected);
  });

  const field = (min: number, max: number): fc.Arbitrary<string> =>
    fc.oneof(
      fc.constant('*'),
      fc.integer({ min: 2, max: 15 }).map((step) => `*/${step}`),
      fc.uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 3 }).map((all) => all.join(',')),
    );
  const cron = fc.tuple(field(0, 59), field(0, 23), fc.constantFrom('*', '*', '13'), fc.constantFrom('*', '*', '1,5'));
  const turns: fc.Arbitrary<Turns> = fc.oneof(
    fc.record({
      cron: cron.map(([minute, hour, day, weekday]) => `${minute} ${hour} ${day} * ${weekday}`),
      every: fc.constant(undefined),
      zone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Kathmandu'),
      offset: fc.integer({ min: 0, max: 3600 }).map((seconds) => seconds * 1000),
    }),
    fc.record({
      cron: fc.constant(undefined),
      every: fc.integer({ min: 1000, max: 90_000_000 }),
      zone: fc.constant('UTC'),
      offset: fc.constant(0),
    }),
  );
  const changes = ['2026-03-29', '2026-10-25', '2026-03-08', '2026-11-01', '2026-04-04', '2026-10-03'].map((day) =>
    Date.parse(day),
  );

  test('and the last one enclose every time, around each change of the clock', () => {
    fc.assert(
      fc.property(
        turns,
        fc.constantFrom(...changes),
        fc.integer({ min: -40 * 3_600_000, max: 40 * 3_600_000 }),
        (one, day, by) => {
          const time = day + by;
          const [last, next] = [dueUntil(one, time) ?? NaN, dueAfter(one, time) ?? NaN];
          expect(last).toBeLessThanOrEqual(time);
          expect(next).toBeGreaterThan(time);
          expect([dueAfter(one, last), dueUntil(one, next - 1), dueUntil(one, next)]).toEqual([next, last, next]);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('jitter', () => {
  test('puts off the turns of an instance by the same part of it, those of others by another', () => {
    const names = Array.from({ length: 50 }, (_, index) => `feed-${index}`);
    const offsets = names.map((name) => scheduleOf('every: PT5M, jitter: PT1M', name).offset);
    expect(Math.max(...offsets)).toBeLessThan(60_000);
    expect(new Set(offsets).size).toBeGreaterThan(20);
    expect(names.map((name) => scheduleOf('every: PT5M, jitter: PT1M', name).offset)).toEqual(offsets);
    const schedule = scheduleOf('every: PT5M, jitter: PT1M', 'feed-1');
    expect(dueAfter(schedule, Date.parse('2026-01-08T00:00:00Z') + schedule.offset)).toBe(
      Date.parse('2026-01-08T00:05:00Z') + schedule.offset,
    );
  });
});

test('what is not said has its default', () => {
  expect(scheduleOf("schedule: '0 3 * * *'")).toMatchObject({
    text: '0 3 * * *',
    zone: 'UTC',
    jitter: 0,
    offset: 0,
    catchUp: true,
  });
  expect(scheduleOf('every: P1D, catch_up: false')).toMatchObject({ text: 'every P1D', every: 86_400_000, catchUp: false });
  expect(configured('source: S').instances.get('one')?.schedule).toBeUndefined();
});

describe('a finding', () => {
  test.each([
    [
      'schedule: hourly',
      '2:31 config.bad-schedule: `hourly` is never due: it does not have five fields. Write minute, hour, day',
    ],
    ["schedule: '61 * * * *'", '2:31 config.bad-schedule: `61 * * * *` is never due: invalid value for minute: 61. Write'],
    ["schedule: '0 0 30 2 *'", '2:31 config.bad-schedule: `0 0 30 2 *` is never due: there is no such day. Write'],
    ["schedule: '* * * * * *'", '2:31 config.bad-schedule: `* * * * * *` is never due: it does not have five fields.'],
    ["schedule: '? * * * *'", '2:31 config.bad-schedule: '],
    ["schedule: '@reboot'", '2:31 config.bad-schedule: `@reboot` is never due: @reboot is not supported in this environment.'],
    ["schedule: '2026-01-01T00:00:00Z'", '2:31 config.bad-schedule: '],
    ["schedule: ''", '2:31 config.wrong-value: '],
    [`schedule: '${'0,'.repeat(3000)}1 * * * *'`, '2:31 config.wrong-value: '],
    ['every: 5m', '2:28 config.wrong-value: '],
    ['every: PT0S', '2:28 config.bad-schedule: `every: PT0S` is under a second. Write a duration from PT1S to P366D'],
    ['every: P400D', '2:28 config.bad-schedule: `every: P400D` is over a year.'],
    ["schedule: '0 3 * * *', every: P1D", '2:51 config.two-schedules: `one` is due by `schedule` and by `every`. Keep one'],
    [
      "schedule: '0 3 * * *', zone: Europe/Berln",
      '2:50 config.bad-zone: There is no time zone `Europe/Berln`. Did you mean `Europe/Berlin`?',
    ],
    ["schedule: '0 3 * * *', zone: '+02:00'", '2:50 config.bad-zone: There is no time zone `+02:00`. Use an IANA name'],
    ['every: P1D, zone: Europe/Berlin', '2:39 config.bad-zone: `every` counts time as it passes'],
    ['every: PT5M, jitter: PT5M', '2:42 config.bad-jitter: A jitter of PT5M is as long as the time between two turns, PT5M.'],
    ["schedule: '0,2 * * * *', jitter: PT3M", '2:54 config.bad-jitter: A jitter of PT3M is as long as the time between'],
    ['jitter: PT5M', '2:29 config.no-schedule: `jitter` is about turns, and nothing says when `one` is due. Write `every: PT5M`'],
    ['catch_up: false', '2:31 config.no-schedule: '],
    [
      "schedule: '0 3 * * *', health: { every: PT6H }",
      '2:61 health.contradiction: `one` is due less often than its `health.every` expects: P1D may lie between two turns. Write at least `P1D`',
    ],
    ['health: {}', '2:29 config.wrong-count: '],
    ['health: { reconcile: 5 }', '2:31 config.unknown-key: There is no key `reconcile` here.'],
  ])('%s', (turns, expected) => {
    expect(findingsOf(turns).map((found) => found.slice(0, expected.length))).toEqual([expected]);
  });
});
