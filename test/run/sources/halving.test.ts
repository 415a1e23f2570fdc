import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { feedwright, workingDirectory } from '../../cli/feedwright.ts';
import { emptyFolder, runLive, startVendor } from '../../components/live.ts';
import type { Live, LiveRun, Vendor } from '../../components/live.ts';
import { demo } from '../../language/load-text.ts';

const file = join(import.meta.dirname, '../fixtures/halving.yaml');
const NOW = Date.UTC(2024, 5, 9);
const HOUR = 3_600_000;
const START = NOW - 8 * 24 * HOUR;
/** So many an answer holds in all, whatever a query has. */
const CAP = 4;

interface Event {
  readonly id: number;
  readonly name: string;
  readonly at: string;
}
const event = (id: number, hours: number): Event => ({
  id,
  name: `h${String(id).padStart(2, '0')}.example`,
  at: new Date(START + hours * HOUR).toISOString(),
});
/** Most in one day, one of them right where the first two halves meet. */
const EVENTS = [0, 1, 5, 96, 97, 98, 99.5, 100, 100.5, 101, 102, 103, 110, 111, 190].map((hours, index) =>
  event(index + 1, hours),
);
const NAMES = EVENTS.map(({ name }) => name);

let vendor: Vendor;
let filler = '';
beforeAll(async () => {
  vendor = await startVendor();
});
afterAll(() => vendor.close());
beforeEach(() => {
  vendor.asked.length = 0;
  filler = '';
  serve(EVENTS);
});

const serve = (events: readonly Event[], total = true): void => {
  vendor.answer = ({ url: { pathname, searchParams } }) => {
    if (pathname === '/detail') return { json: { id: Number(searchParams.get('id')) } };
    const [from, to] = [Date.parse(searchParams.get('from') ?? ''), Date.parse(searchParams.get('to') ?? '')];
    const found = events.filter(({ at }) => Date.parse(at) >= from && Date.parse(at) < to);
    const first = (Number(searchParams.get('page')) - 1) * 2;
    const page = found.slice(0, CAP).slice(first, first + 2);
    return { json: { events: page, filler, ...(total ? { total: found.length } : {}) } };
  };
};

const run = (feed: string, more: Partial<LiveRun> = {}): Promise<Live> =>
  runLive({ file, feed, vendor, folder: emptyFolder(), now: NOW, ...more });
const details = (): number => vendor.asked.filter(({ url }) => url.pathname === '/detail').length;

/** Windows without a gap, and none twice. */
const expectWhole = ({ row }: Live): void => {
  expect(row.windows[0]?.since).toBe(new Date(START).toISOString());
  expect(row.windows.at(-1)?.until).toBe(new Date(NOW).toISOString());
  for (const [index, { since }] of row.windows.entries()) if (index > 0) expect(since).toBe(row.windows[index - 1]?.until);
  expect(new Set(row.windows.map(({ status }) => status))).toEqual(new Set(['done']));
};

describe('a window whose answer is cut off', () => {
  test('is asked for in halves until nothing is missing, and counted once', async () => {
    const live = await run('by-total');
    expect(live.row).toMatchObject({
      status: 'succeeded',
      records: { fetched: EVENTS.length, mapped: EVENTS.length, duplicate: 0, outside_window: 0 },
      objects: { created: EVENTS.length },
    });
    expect(live.values.toSorted()).toEqual(NAMES);
    expectWhole(live);
    expect(live.row.windows.length).toBeGreaterThan(4);
    expect(live.row.notes['windows halved']).toBe(live.row.windows.length - 1);
    // Every request is in the ledger, and nothing was called for what did not count.
    expect(live.row.requests.count).toBe(vendor.asked.length);
    expect(details()).toBe(EVENTS.length);
    expect(live.row.mapping.find(({ part }) => part === 'value')).toMatchObject({ given: EVENTS.length, of: EVENTS.length });
  });

  test('is known by how much came, where the vendor gives no total, and parted where windows may start', async () => {
    serve(
      EVENTS.filter(({ id }) => id < 6 || id > 13),
      false,
    );
    const live = await run('by-count');
    expect(live.row).toMatchObject({ status: 'succeeded', records: { fetched: 7, mapped: 7 } });
    expectWhole(live);
    expect(live.row.windows.every(({ since }) => Date.parse(since ?? '') % (24 * HOUR) === 0)).toBe(true);
  });

  test('may be that of an index: its documents are fetched once', async () => {
    const live = await run('indexed');
    expect(live.row).toMatchObject({ status: 'succeeded', records: { fetched: EVENTS.length, mapped: EVENTS.length } });
    expect(live.values.toSorted()).toEqual(NAMES);
    expect(details()).toBe(EVENTS.length);
    expectWhole(live);
  });

  test('is known at the end of a body that is too long to look at beforehand', async () => {
    filler = 'x'.repeat(2 ** 21);
    const live = await run('by-total');
    expect(live.row).toMatchObject({
      status: 'succeeded',
      records: { fetched: EVENTS.length },
      objects: { created: EVENTS.length },
    });
    expectWhole(live);
  });

  test('can not be halved for ever', async () => {
    serve(Array.from({ length: 9 }, (_, index) => event(index + 1, 50)));
    const { row, values } = await run('by-total');
    expect(row).toMatchObject({
      status: 'failed',
      error: {
        code: 'run.window-full',
        message: expect.stringMatching(/^The window from 2024-06-03T0\S+ to 2024-06-03T0\S+ holds more than one answer may/),
        hint: expect.stringContaining('at_least'),
        place: expect.stringContaining('fixtures/halving.yaml:24:'),
      },
    });
    expect(values).toEqual([]);
    expect(row.windows.map(({ status }) => status)).toContain('failed');
  });

  test('moves the checkpoint to the end of the run, and the next run begins there', async () => {
    const folder = emptyFolder();
    await run('by-total', { folder });
    vendor.asked.length = 0;
    await run('by-total', { folder, now: NOW + HOUR });
    expect(vendor.asked.map(({ url }) => url.searchParams.get('from'))).toEqual([new Date(NOW).toISOString()]);
  });

  test('is halved in a dry run too, which writes nothing', async () => {
    const live = await run('by-total', { run: { dryRun: true } });
    expect(live.row).toMatchObject({
      status: 'succeeded',
      records: { fetched: EVENTS.length },
      objects: { created: EVENTS.length },
    });
    expect(live.values).toEqual([]);
  });
});

describe('a run of halved windows that is cut off', () => {
  test('at any step of the store goes on as if nothing had happened', async () => {
    const steps: string[] = [];
    const clean = await run('by-total', { onStep: (name) => void steps.push(name) });
    expect(steps.length).toBeGreaterThan(20);
    for (const [at, step] of steps.entries()) {
      const folder = emptyFolder();
      let count = 0;
      const crash = (): void => {
        if (count++ === at) throw new Error('crash');
      };
      await expect(run('by-total', { folder, onStep: crash }), `step ${at}, ${step}`).rejects.toThrow('crash');
      const { row, digest } = await run('by-total', { folder });
      expect({ at, step, status: row.status, digest }).toEqual({ at, step, status: 'succeeded', digest: clean.digest });
      expect(row).toMatchObject({ records: clean.row.records, objects: clean.row.objects, windows: clean.row.windows });
    }
  });

  test('at any request goes on with the halves that it had come to', async () => {
    const clean = await run('by-total');
    const requests = vendor.asked.length;
    const { answer } = vendor;
    for (let at = 1; at <= requests; at += 3) {
      const folder = emptyFolder();
      const stop = new AbortController();
      vendor.asked.length = 0;
      vendor.answer = (asked) => {
        if (vendor.asked.length === at) stop.abort();
        return answer(asked);
      };
      const first = await run('by-total', { folder, signal: stop.signal });
      expect(first.row.status, `request ${at}`).toBe('interrupted');
      vendor.answer = answer;
      vendor.asked.length = 0;
      const { row, digest } = await run('by-total', { folder });
      expect({ at, digest }).toEqual({ at, digest: clean.digest });
      expect(row).toMatchObject({ records: clean.row.records, objects: clean.row.objects, windows: clean.row.windows });
      // It begins where it was, not with the whole range.
      if (first.row.windows.length > 1)
        expect(vendor.asked[0]?.url.searchParams.get('to')).toBe(
          first.row.windows.find(({ status }) => status !== 'done')?.until,
        );
    }
  });
});

test.each([2, 9, 20])('a process that is killed at its request %i loses nothing and doubles nothing', async (killAt) => {
  const cwd = workingDirectory();
  const range = ['--since', new Date(START).toISOString(), '--until', new Date(NOW).toISOString()];
  const args = ['run', `${file}#by-total`, '--set', `host=${vendor.origin}`, '--store', 'sqlite:./feeds.db', '--json', ...range];
  let child: ChildProcess | undefined;
  const { answer } = vendor;
  vendor.answer = (asked) => {
    if (vendor.asked.length === killAt) child?.kill('SIGKILL');
    return answer(asked);
  };
  expect((await feedwright(args, { cwd, whileRunning: (process) => (child = process) })).code).toBeNull();
  child = undefined;
  const next = await feedwright(args, { cwd });
  expect(next.code).toBe(0);
  expect(JSON.parse(next.stdout)).toMatchObject({
    records: { fetched: EVENTS.length, mapped: EVENTS.length, duplicate: 0 },
    objects: { created: EVENTS.length, updated: 0, unchanged: 0 },
  });
  const { stdout } = await feedwright(['objects', '--store', 'sqlite:./feeds.db', '--json'], { cwd });
  const values = stdout
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { value: string }).value);
  expect(values.toSorted()).toEqual(NAMES);
});

test('what is written of it is checked', () => {
  const found = (more: string): readonly string[] =>
    demo(`endpoints: { one: { request: { path: /a, query: { from: !expr $window.since } }, records: $ } }
feeds: { f: { title: F, source: one, window: { period: P1D, ${more} }, report: { a: { type: report, value: !expr a } } } }`).diagnostics.map(
      ({ code }) => code,
    );
  expect(found('halve_when: !expr total > 5')).toEqual([]);
  expect(found('halve_when: !expr $records >= $page.size and $response.status = 200, at_least: PT1S')).toEqual([]);
  expect(found('at_least: PT1M')).toEqual(['window.contradiction']);
  expect(found('halve_when: !expr total > 5, at_least: PT0S')).toEqual(['window.contradiction']);
  expect(found('halve_when: !expr total > $parent.most')).toEqual(['expression.unknown-variable']);
});
