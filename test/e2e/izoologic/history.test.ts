/** A run over 95 days: its windows, what it takes to go on with it, and what belongs to the run as a whole. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { MockVendor } from '../../../engine/mock/start-mock.ts';
import { inProcess } from '../in-process.ts';
import {
  asked,
  CLOCK,
  digestOf,
  INCIDENTS,
  inspect,
  leadingTo,
  newFolder,
  objectIn,
  objectsIn,
  runHere,
  startCases,
} from './vendor.ts';

const SINCE = '2025-05-12T12:00:00.000Z';
const HOUR = 3_600_000;

const WINDOWS = [
  ['2025-05-12T12:00:00.000Z', '2025-06-11T12:00:00.000Z'],
  ['2025-06-11T12:00:00.000Z', '2025-07-11T12:00:00.000Z'],
  ['2025-07-11T12:00:00.000Z', '2025-08-10T12:00:00.000Z'],
  ['2025-08-10T12:00:00.000Z', '2025-08-15T12:00:00.000Z'],
];

/** The starts of the windows that were asked for. */
const starts = ({ requests }: MockVendor): readonly string[] =>
  requests
    .filter(({ url }) => url.endsWith('/CaseSync'))
    .map(({ body }) => new Date((JSON.parse(body.toString()) as { lastsyncntime: number }).lastsyncntime * 1000).toISOString());

const details = ({ requests }: MockVendor): readonly (string | null)[] =>
  requests
    .filter(({ url }) => url.includes('/CaseDetail'))
    .map(({ url }) => new URL(url, 'http://mock').searchParams.get('caseid'));

const windowsOf = (row: {
  readonly windows: readonly { readonly since: string | null; readonly until: string | null }[];
}): unknown => row.windows.map(({ since, until }) => [since, until]);

test('a clean run asks for each of its four windows once', async () => {
  const [cwd, vendor] = [newFolder(), await startCases()];
  const { row } = await runHere(vendor, INCIDENTS, {}, { since: SINCE }, { cwd });
  expect(row).toMatchObject({ status: 'succeeded', records: { mapped: 6 }, requests: { logins: 1 } });
  expect(windowsOf(row)).toEqual(WINDOWS);
  expect(starts(vendor)).toEqual(WINDOWS.map(([since]) => since));
  expect(details(vendor).toSorted()).toEqual(['CASE123456', 'CASE123457', 'CASE123458', 'CASE200001', 'CASE200002', 'gz3kEgBWO']);
});

test('a case of the third window has its communications of the first two', async () => {
  const [cwd, vendor] = [newFolder(), await startCases()];
  await runHere(vendor, INCIDENTS, {}, { since: SINCE }, { cwd });
  const notes = objectIn(cwd, 'incident', 'CASE123457').related.filter(({ to }) => to.type === 'note');
  expect(notes.map(({ to }) => to.value)).toEqual([
    '2025-05-20 10:00:00 - Takedown requested',
    '2025-06-20 10:00:00 - Takedown confirmed',
    '2025-08-04 09:00:00 - Follow-up',
  ]);
  const ranges = vendor.requests
    .filter(({ url }) => url.includes('caseid=CASE123457') && url.includes('Communications'))
    .map(({ url }) => ['fromdate', 'todate'].map((name) => Number(new URL(url, 'http://mock').searchParams.get(name))));
  const days = ranges.map((range) => range.map((at) => new Date(at * 1000).toISOString().slice(0, 19)));
  expect(days.toSorted()).toEqual([
    ['2025-05-12T00:00:00', '2025-06-11T00:00:00'],
    ['2025-06-11T00:00:00', '2025-07-11T00:00:00'],
    ['2025-07-11T00:00:00', '2025-08-10T00:00:00'],
    ['2025-08-10T00:00:00', '2025-08-16T00:00:00'],
  ]);
});

describe('a run that was cut off in its third window', () => {
  /** Kills a child with SIGKILL while its third window waits for a detail. */
  const killed = async (cwd: string): Promise<MockVendor> => {
    const vendor = await startCases({
      faults: [{ route: 'GET /api/ThreatManagement/CaseDetail', fault: { kind: 'hang' }, after: 2, times: Infinity }],
    });
    const child = spawn(process.execPath, [join(import.meta.dirname, 'history-child.ts'), cwd, SINCE, String(CLOCK)], {
      env: { ...process.env, ...leadingTo(vendor) },
      stdio: 'ignore',
    });
    while (details(vendor).length < 3) await new Promise((next) => setTimeout(next, 5));
    child.kill('SIGKILL');
    await once(child, 'exit');
    await vendor.close();
    return vendor;
  };
  /** Another host would be another option, and another run. */
  const inPlaceOf = (vendor: MockVendor): Promise<MockVendor> => startCases({ port: Number(vendor.origin.port) });

  test('by SIGKILL goes on with the same range, repeats none of the first two, and makes the same store', async () => {
    const cwd = newFolder();
    const first = await killed(cwd);
    expect(starts(first)).toEqual(WINDOWS.slice(0, 3).map(([since]) => since));
    expect(inspect(cwd, (store) => store.showState({ feed: INCIDENTS, instance: '', partition: '' })?.until)).toBeUndefined();

    const second = await inPlaceOf(first);
    const { row, stderr } = await runHere(second, INCIDENTS, {}, {}, { cwd, now: () => CLOCK + HOUR });
    expect(stderr).toContain('goes on at window 3 of 4');
    expect(row).toMatchObject({ status: 'succeeded', records: { mapped: 6 } });
    expect(windowsOf(row)).toEqual(WINDOWS);
    expect(starts(second)).toEqual(WINDOWS.slice(2).map(([since]) => since));
    expect(details(second).toSorted()).toEqual(['CASE123456', 'CASE123457', 'CASE123458', 'gz3kEgBWO']);

    const clean = newFolder();
    await runHere(await startCases(), INCIDENTS, {}, { since: SINCE }, { cwd: clean });
    expect(digestOf(cwd)).toBe(digestOf(clean));
    expect(objectsIn(cwd)).toEqual(objectsIn(clean));
  });

  test('by an interruption does the same, and the run after it starts at its end, the lookback before', async () => {
    const cwd = newFolder();
    const stop = new AbortController();
    const first = await startCases({
      onRequest: ({ url }) => void (url.endsWith('/CaseSync') && starts(first).length === 3 && stop.abort()),
    });
    const cut = await runHere(first, INCIDENTS, {}, { since: SINCE }, { cwd, signal: stop.signal });
    expect({ code: cut.code, status: cut.row.status }).toEqual({ code: 130, status: 'interrupted' });
    expect(cut.row.windows.map(({ status }) => status)).toEqual(['done', 'done', 'failed', 'pending']);

    await first.close();
    const second = await inPlaceOf(first);
    await runHere(second, INCIDENTS, {}, { since: SINCE }, { cwd });
    expect(starts(second)).toEqual(WINDOWS.slice(2).map(([since]) => since));

    const { row } = await runHere(second, INCIDENTS, {}, {}, { cwd, now: () => CLOCK + HOUR });
    expect(windowsOf(row)).toEqual([['2025-08-15T11:55:00.000Z', '2025-08-15T13:00:00.000Z']]);
    expect(row).toMatchObject({ records: { fetched: 1, mapped: 1 }, objects: { created: 2 } });
  });

  test('is given up where other options are wanted, and nothing of it is lost', async () => {
    const cwd = newFolder();
    const second = await inPlaceOf(await killed(cwd));
    const { row, stderr } = await runHere(second, INCIDENTS, { ip_as_attribute: true }, { since: SINCE }, { cwd });
    expect(stderr).toContain('abandoned');
    expect(starts(second)).toHaveLength(4);
    expect(row).toMatchObject({ status: 'succeeded', records: { mapped: 6 } });
  });
});

describe('the reach of the vendor', () => {
  const plan = async (feed: string, flags: object) => {
    const vendor = await startCases();
    const ended = await inProcess('plan', flags, [`izoologic-sync-cases/${feed}`], {
      cwd: newFolder(),
      env: leadingTo(vendor),
      now: () => CLOCK,
    });
    expect(vendor.requests).toEqual([]);
    return ended;
  };

  test('a plan of 95 days shows four windows and their requests, and makes none', async () => {
    const { code, stdout } = await plan('incident-case-sync', { since: 'P95D' });
    expect(code).toBe(0);
    expect(stdout).toMatch(/: 4 windows, 2025-05-12T12:00:00Z → 2025-08-15T12:00:00Z; nothing has been requested/);
    expect(stdout.match(/^ {2}window \d {2}\S+ → \S+$/gm)).toHaveLength(4);
    expect(stdout.match(/^ {4}POST .*\/api\/ThreatManagement\/CaseSync {2}\{"lastsyncntime":\d+\}$/gm)).toHaveLength(4);
    expect(stdout).toMatch(
      /GET case_detail, for each record\n {4}GET case_communications, for each record × 4\n {4}POST download_case_file, for each file/,
    );
  });

  test('ninety days are three windows', async () => {
    const { stdout } = await plan('incident-case-sync', { since: 'P90D', json: true });
    expect((JSON.parse(stdout) as { windows: unknown[] }).windows).toHaveLength(3);
  });

  test.each([
    ['incident-case-sync', 'P181D', '180 days', '2025-02-15T12:00:00.000Z', '2025-02-16T12:00:00.000Z'],
    ['dlr-case-sync', 'P95D', '60 days', '2025-05-12T12:00:00.000Z', '2025-06-16T12:00:00.000Z'],
  ])(
    '%s over %s names what can no longer be had, and runs without it where it is told to',
    async (feed, since, reach, from, to) => {
      const refused = await plan(feed, { since });
      expect(refused).toMatchObject({ code: 2, stdout: '' });
      expect(refused.stderr).toContain(
        `The vendor reaches back ${reach}, to ${to}: the part from ${from} to ${to} cannot be had.`,
      );
      expect(refused.stderr).toContain('--clip');

      const vendor = await startCases();
      const run = await runHere(vendor, `izoologic-sync-cases/${feed}`, {}, { since }, { cwd: newFolder() });
      expect(run).toMatchObject({ code: 2, stdout: '' });
      expect(vendor.requests).toEqual([]);
      const clipped = await runHere(vendor, `izoologic-sync-cases/${feed}`, {}, { since, clip: true }, { cwd: newFolder() });
      expect(clipped.row.status).toBe('succeeded');
      expect(clipped.row.windows[0]?.since).toBe(to);
      expect(clipped.stderr).toContain(from);
    },
  );

  test('a store that was left alone for too long is told so too', async () => {
    const [cwd, vendor] = [newFolder(), await startCases()];
    await runHere(vendor, INCIDENTS, {}, { since: 'P1D' }, { cwd });
    const later = await runHere(vendor, INCIDENTS, {}, {}, { cwd, now: () => CLOCK + 200 * 24 * HOUR });
    expect(later.code).toBe(2);
    expect(later.stderr).toContain('the part from 2025-08-15T12:00:00.000Z to 2025-09-04T12:00:00.000Z cannot be had');
  });
});

test('a range without any case is no failure', async () => {
  const [cwd, vendor] = [newFolder(), await startCases({}, (data) => void data.cases.splice(0))];
  const { row } = await runHere(vendor, INCIDENTS, {}, { since: 'P1D' }, { cwd });
  expect(row).toMatchObject({
    status: 'succeeded',
    records: { fetched: 0 },
    stop_reason: 'no data in this range',
    notes: { 'no data in this range': 1 },
  });
  expect(asked(vendor)).toEqual({ Authenticate: 1, CaseSync: 1 });
});
