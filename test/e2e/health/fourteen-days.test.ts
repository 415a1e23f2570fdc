/** Fourteen days of a feed that runs every six hours, and of its vendor's troubles: what `health` says at each turn. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answering, type Case, CONFIG, DEFINITION, page, watched, type HealthLine, type Looked } from './watched-feed.ts';

const ONE: Case = { id: 1, domain: 'one.example', severity: 'high', changed_at: '2025-12-31T20:00:00Z' };
const TWO: Case = { id: 2, domain: 'two.example', severity: 'low', changed_at: '2025-12-31T21:00:00Z' };
const at = (one: Case, changed_at: string, more: Partial<Case> = {}): Case => ({ ...one, changed_at, ...more });

/** A time without its year and seconds; of another month it is that of a file, for which no clock was moved. */
const short = (time: string | null | undefined): string => {
  if (typeof time !== 'string') return '–';
  return time.startsWith('2026-01-') ? time.slice(8, 16) : 'the file';
};

/** What differs from machine to machine is named. */
const words = (text: string): string =>
  text
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, 'HOST')
    .replaceAll(/2026-01-(\d\dT\d\d:\d\d):00Z/g, '$1')
    .replace(/^[\d.]+ \w+ are free/, 'SO MUCH is free')
    .replaceAll(/\d{14}-\w{8}/g, 'RUN')
    .replace(/The file .*feeds\.db/, 'The file feeds.db');

/** `exit code, state | since | next | words | last good`; of several lines the first one. */
const said = ({ code, lines: [one] }: Looked): string => {
  if (one === undefined) throw new Error('Nothing was said.');
  const { state, since, next_run: next, last_good: good } = one;
  return [`${code} ${state}`, short(since), short(next), words(one.words), short(good?.at)].join(' | ');
};

test('the state, its since, its words and the exit code are right at each step', async () => {
  const world = await watched();
  const { vendor, go, run, health } = world;
  const log: string[] = [];
  /** The last line of each state. */
  const seen = new Map<string, HealthLine>();
  const look = async (time: string): Promise<void> => {
    go(`2026-01-${time}:00Z`);
    const looked = await health();
    log.push(`${time} ${said(looked)}`);
    for (const one of looked.lines) seen.set(one.state, one);
  };
  /** A turn, and a look right behind it. */
  const turn = async (time: string, answer: typeof vendor.answer | undefined): Promise<void> => {
    go(`2026-01-${time}:00Z`);
    if (answer !== undefined) vendor.answer = answer;
    await run();
    await look(time);
  };
  const none = answering(page([]));

  // Never run; then new, up to date, nothing new.
  await look('01T00:00');
  await turn('01T00:00', answering(page([ONE, TWO])));
  await turn('01T06:00', answering(page([at(ONE, '2026-01-01T05:00:00Z')])));
  await turn('01T12:00', none);
  await turn('01T18:00', none);
  // Its newest record is of the first, at five: dormant from the third on, at five.
  await turn('02T00:00', none);
  for (const time of ['02T06:00', '02T12:00', '02T18:00', '03T00:00', '03T06:00', '03T12:00']) await turn(time, none);
  // The vendor counts five, and sends two.
  await turn(
    '03T18:00',
    answering(page([at(ONE, '2026-01-03T17:00:00Z', { severity: 'low' }), at(TWO, '2026-01-03T17:10:00Z')], 5)),
  );
  await turn('04T00:00', answering(page([at(ONE, '2026-01-03T23:00:00Z')], null)));
  await turn('04T06:00', answering(page([at(ONE, '2026-01-04T05:00:00Z', { severity: 'high' })])));
  // A record whose name is a number; then it has one.
  const bad: Case = { id: 3, domain: 5, severity: 'low', changed_at: '2026-01-04T11:00:00Z' };
  await turn('04T12:00', answering(page([bad, at(ONE, '2026-01-04T11:30:00Z')])));
  await turn('04T18:00', none);
  await turn('05T00:00', answering(page([at(bad, '2026-01-04T23:00:00Z', { domain: 'three.example' })])));
  // Refused, at first since it is busy, then for good.
  await turn('05T06:00', () => ({ status: 429, json: { message: 'slow down' } }));
  await turn('05T12:00', () => ({ status: 401, json: { message: 'key expired' } }));
  await turn('05T18:00', undefined);
  await turn('06T00:00', answering(page([at(ONE, '2026-01-05T23:00:00Z', { severity: 'low' })])));
  // A vendor in trouble once, then for longer.
  await turn('06T06:00', () => ({ status: 503, text: 'down' }));
  await turn('06T12:00', undefined);
  await turn('06T18:00', () => ({ text: '{"data": [', cut: 5 }));
  await turn('07T00:00', answering(page([at(ONE, '2026-01-06T23:00:00Z', { severity: 'high' })])));
  // The definition is spoilt: nothing begins.
  world.write('definitions/watch.yaml', DEFINITION.replace('value: !expr $lowercase', 'valve: !expr $lowercase'));
  await turn('07T06:00', undefined);
  world.write('definitions/watch.yaml', DEFINITION);
  // Nobody starts it for a day.
  await look('07T06:00');
  await look('07T08:00');
  await look('08T00:30');
  await turn('08T06:00', answering(page([at(ONE, '2026-01-08T05:00:00Z')])));
  // No room; then the store is damaged, and is put back.
  world.write('feedwright.yaml', `${CONFIG}health: { disk_free: 999999 GiB }\n`);
  await look('08T07:00');
  world.write('feedwright.yaml', CONFIG);
  world.copy('feeds.db', 'backup.db');
  for (const suffix of ['-wal', '-shm']) rmSync(join(world.cwd, `feeds.db${suffix}`), { force: true });
  writeFileSync(join(world.cwd, 'feeds.db'), Buffer.alloc(16_384, 'no database'));
  await turn('08T12:00', none);
  world.copy('backup.db', 'feeds.db');
  await turn('08T18:00', none);
  // The vendor renames what feeds an attribute; the definition follows, and nothing need run for that to be seen.
  const many = (hour: string, more: object): readonly Case[] =>
    Array.from({ length: 12 }, (_, id) => ({
      id: id + 10,
      domain: `d${id}.example`,
      changed_at: `2026-01-${hour}:00Z`,
      ...more,
    }));
  for (const hour of ['00', '06', '12']) await turn(`09T${hour}:00`, answering(page(many(`08T23:${hour}`, { severity: hour }))));
  for (const hour of ['18']) await turn(`09T${hour}:00`, answering(page(many(`09T17:${hour}`, { risk: 'high' }))));
  world.write('definitions/watch.yaml', DEFINITION.replace('!expr severity', '!expr risk'));
  await look('09T19:00');
  // All is well again, to the end.
  for (const day of ['10', '11', '12', '13', '14'])
    await turn(
      `${day}T00:00`,
      answering(page([at(TWO, `2026-01-${String(Number(day) - 1).padStart(2, '0')}T23:00:00Z`, { severity: day })])),
    );
  // A window is held.
  world.write('feedwright.yaml', CONFIG.replace('feed: watch/cases', 'feed: watch/cases, hold: true'));
  await turn('14T06:00', answering(page(many('14T05:00', { risk: 'low' }))));
  expect(log).toEqual([
    '01T00:00 1 never run | – | 01T06:00 | it has never run; it is to run `0 */6 * * *` in UTC | –',
    '01T00:00 0 new | 01T00:00 | 01T06:00 | 2 new objects, of 2 records | 01T00:00',
    '01T06:00 0 up to date | 01T06:00 | 01T12:00 | 1 record came, and changed nothing in the store | 01T06:00',
    '01T12:00 0 nothing new | 01T12:00 | 01T18:00 | the vendor says so: it has no record for 01T06:00 → 01T12:00 | 01T12:00',
    '01T18:00 0 nothing new | 01T12:00 | 02T00:00 | the vendor says so: it has no record for 01T12:00 → 01T18:00 | 01T18:00',
    '02T00:00 0 nothing new | 01T12:00 | 02T06:00 | the vendor says so: it has no record for 01T18:00 → 02T00:00 | 02T00:00',
    '02T06:00 0 nothing new | 01T12:00 | 02T12:00 | the vendor says so: it has no record for 02T00:00 → 02T06:00 | 02T06:00',
    '02T12:00 0 nothing new | 01T12:00 | 02T18:00 | the vendor says so: it has no record for 02T06:00 → 02T12:00 | 02T12:00',
    '02T18:00 0 nothing new | 01T12:00 | 03T00:00 | the vendor says so: it has no record for 02T12:00 → 02T18:00 | 02T18:00',
    '03T00:00 0 nothing new | 01T12:00 | 03T06:00 | the vendor says so: it has no record for 02T18:00 → 03T00:00 | 03T00:00',
    '03T06:00 1 source dormant | 03T05:00 | 03T12:00 | it answers, but its newest record is of 01T05:00, 2 d 1 h ago; at most P2D is expected | 03T06:00',
    '03T12:00 1 source dormant | 03T05:00 | 03T18:00 | it answers, but its newest record is of 01T05:00, 2 d 7 h ago; at most P2D is expected | 03T12:00',
    "03T18:00 1 partial | 03T18:00 | 04T00:00 | 2 of 5 came, by the vendor's own count | 03T12:00",
    '04T00:00 1 partial | 03T18:00 | 04T06:00 | the answer has no total where `reconcile` looks (an empty page) | 03T12:00',
    '04T06:00 0 up to date | 04T06:00 | 04T12:00 | 1 record came, and changed nothing in the store | 04T06:00',
    '04T12:00 1 blocked by records | 04T12:00 | 04T18:00 | 1 record set aside: Argument 1 of function "lowercase" does not match its signature. (definitions/watch.yaml:31:60) | 04T06:00',
    '04T18:00 1 blocked by records | 04T12:00 | 05T00:00 | 1 record set aside: Argument 1 of function "lowercase" does not match its signature. (definitions/watch.yaml:31:60) | 04T18:00',
    '05T00:00 0 new | 05T00:00 | 05T06:00 | 1 new object, of 1 record | 05T00:00',
    '05T06:00 0 refused | 05T06:00 | 05T12:00 | cases: GET HOST/cases: answered 429 Too Many Requests (it says: slow down); it is tried again at 05T12:00 | 05T00:00',
    '05T12:00 1 refused | 05T06:00 | 05T18:00 | cases: GET HOST/cases: answered 401: it was refused (it says: key expired) | 05T00:00',
    '05T18:00 1 refused | 05T06:00 | 06T00:00 | cases: GET HOST/cases: answered 401: it was refused (it says: key expired) | 05T00:00',
    '06T00:00 0 new | 06T00:00 | 06T06:00 | 1 object changed, of 1 record | 06T00:00',
    '06T06:00 0 failing | 06T06:00 | 06T12:00 | cases: GET HOST/cases: answered 503 Service Unavailable; it is tried again at 06T12:00 | 06T00:00',
    '06T12:00 1 failing | 06T06:00 | 06T18:00 | cases: GET HOST/cases: answered 503 Service Unavailable | 06T00:00',
    '06T18:00 1 failing | 06T06:00 | 07T00:00 | cases: GET HOST/cases: the connection was closed | 06T00:00',
    '07T00:00 0 new | 07T00:00 | 07T06:00 | 1 object changed, of 1 record | 07T00:00',
    "07T06:00 1 failing | the file | 07T12:00 | its next run can't begin: There is no key `valve` here | 07T00:00",
    '07T06:00 0 new | 07T00:00 | 07T12:00 | 1 object changed, of 1 record | 07T00:00',
    '07T08:00 1 overdue | 07T06:00 | 07T12:00 | it is to run `0 */6 * * *` in UTC, and was due 2 h 00 min ago: its last run ended 07T00:00 | 07T00:00',
    '08T00:30 1 overdue | 07T06:00 | 08T06:00 | it is to run `0 */6 * * *` in UTC, and was due 18 h 30 min ago: its last run ended 07T00:00 | 07T00:00',
    '08T06:00 0 up to date | 08T06:00 | 08T12:00 | 1 record came, and changed nothing in the store | 08T06:00',
    '08T07:00 1 store unwell | – | – | SO MUCH is free on the disk of the store, and 1073.7 TB are to be | –',
    '08T12:00 1 store unwell | – | – | The file feeds.db is no intact SQLite database | –',
    '08T18:00 0 nothing new | 08T18:00 | 09T00:00 | the vendor says so: it has no record for 08T06:00 → 08T18:00 | 08T18:00',
    '09T00:00 0 new | 09T00:00 | 09T06:00 | 12 new objects, of 12 records | 09T00:00',
    '09T06:00 0 up to date | 09T06:00 | 09T12:00 | 12 records came, and changed nothing in the store | 09T06:00',
    '09T12:00 0 up to date | 09T06:00 | 09T18:00 | 12 records came, and changed nothing in the store | 09T12:00',
    '09T18:00 1 drifting | 09T18:00 | 10T00:00 | `severity` is gone from all 12 records since run RUN; it feeds Severity, watch.yaml:31; `risk` is new | 09T18:00',
    '09T19:00 0 up to date | 09T06:00 | 10T00:00 | 12 records came, and changed nothing in the store | 09T18:00',
    '10T00:00 0 up to date | 09T06:00 | 10T06:00 | 1 record came, and changed nothing in the store | 10T00:00',
    '11T00:00 0 up to date | 09T06:00 | 11T06:00 | 1 record came, and changed nothing in the store | 11T00:00',
    '12T00:00 0 up to date | 09T06:00 | 12T06:00 | 1 record came, and changed nothing in the store | 12T00:00',
    '13T00:00 0 up to date | 09T06:00 | 13T06:00 | 1 record came, and changed nothing in the store | 13T00:00',
    '14T00:00 0 up to date | 09T06:00 | 14T06:00 | 1 record came, and changed nothing in the store | 14T00:00',
    '14T06:00 1 held | 14T06:00 | 14T12:00 | run RUN is sealed and waits to be looked at: `hold: true` of the instance watched | 14T00:00',
  ]);
  const told = [...seen.values()].map(({ state, place, remedy }) => [state, place?.slice('definitions/'.length), remedy]);
  expect(told).toEqual([
    ['never run', 'watch.yaml:25:3', 'Run it: feedwright run watched'],
    ['new', 'watch.yaml:25:3', null],
    ['up to date', 'watch.yaml:25:3', null],
    ['nothing new', 'watch.yaml:25:3', null],
    ['source dormant', 'watch.yaml:29:27', expect.stringContaining('Ask the vendor whether the source has moved or ended')],
    ['partial', 'watch.yaml:29:49', expect.stringContaining('look at its pages and the filters of its request')],
    ['blocked by records', 'watch.yaml:31:60', expect.stringContaining('feedwright quarantine watched lists them')],
    ['refused', 'watch.yaml:15:14', 'Check the credentials and what they are allowed to read.'],
    ['failing', 'watch.yaml:31:47', 'Did you mean `value`?'],
    ['overdue', 'watch.yaml:25:3', expect.stringContaining('to run it now: feedwright run watched')],
    ['store unwell', 'watch.yaml:25:3', expect.stringContaining('Restore a backup')],
    ['drifting', 'watch.yaml:31:119', expect.stringContaining('feedwright run watched --accept-drift')],
    ['held', 'watch.yaml:25:3', expect.stringContaining('feedwright review 20260114060000-')],
  ]);
});
