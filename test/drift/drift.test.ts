/** Vendors whose records change their shape, from definition and answer to what the run says and keeps. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DriftFinding } from '../../engine/drift/told/finding.ts';
import { openStore } from '../../engine/store/sqlite/open-store.ts';
import { emptyFolder, runLive, startVendor, type Live, type LiveRun, type Vendor } from '../components/live.ts';

let vendor: Vendor;
beforeAll(async () => {
  vendor = await startVendor();
});
afterAll(() => vendor.close());

const FILE = join(import.meta.dirname, 'fixtures/cases.yaml');
const DAY = 24 * 60 * 60 * 1000;
const START = Date.UTC(2026, 0, 1);
const NAME = { feed: 'watched/cases', instance: '', partition: '' };

interface Case {
  readonly [name: string]: unknown;
}
type Shape = (record: Case) => Case;

let number = 0;
const caseOf = (): Case => ({
  id: `C${++number}`,
  state: 'open',
  severity: 'HIGH',
  name: 'One',
  unread: 5,
  targets: [{ host: `a${number}.example` }, { host: `b${number}.example` }],
});

const OWNER = { owner: { name: 'Ann' } };
const same: Shape = (record) => record;
const without =
  (...names: readonly string[]): Shape =>
  (record) =>
    Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));
const renamed =
  (from: string, to: string): Shape =>
  (record) => ({ ...without(from)(record), [to]: record[from] });

/** The vendor answers with so many cases of a shape. */
const sends = (many: number, shape: Shape = same, detail: unknown = OWNER): void => {
  const items = Array.from({ length: many }, () => shape(caseOf()));
  vendor.answer = ({ url }) => ({ json: url.pathname === '/cases' ? { items } : detail });
};

/** Each run is a day later than the one before. */
const feedOf = (feed = 'cases') => {
  const folder = emptyFolder();
  let day = 0;
  const run = (more: Partial<LiveRun> = {}): Promise<Live> =>
    runLive({ file: FILE, feed, vendor, folder, now: START + DAY * day++, ...more });
  return { folder, run, drift: async (more: Partial<LiveRun> = {}) => (await run(more)).row.drift };
};

const brief = ({ what, path, was, now, appeared, feeds, counts }: DriftFinding) => ({
  what,
  path,
  counts,
  ...(was.length === 0 ? {} : { was }),
  ...(now.length === 0 ? {} : { now }),
  ...(appeared.length === 0 ? {} : { appeared }),
  feeds: feeds.map(({ what: one, place }) => `${one} :${place.split(':').at(-2)}`),
});

const shapeOf = async (folder: string, name = NAME) => {
  const store = openStore({ path: join(folder, 'store.db'), readOnly: true });
  try {
    return store.shapeOf(name);
  } finally {
    await store.close();
  }
};

describe('what the vendor changes is told with its path, what it feeds and the line', () => {
  test('a field that is renamed', async () => {
    const { run, drift } = feedOf();
    sends(12);
    expect(await drift()).toEqual([]);
    sends(12, renamed('severity', 'riskLevel'));
    const { row } = await run();
    expect(row.drift.map(brief)).toEqual([
      {
        what: 'renamed',
        path: 'severity',
        was: ['text'],
        appeared: ['riskLevel'],
        feeds: ['$risk :31', 'Severity :38'],
        counts: true,
      },
    ]);
    expect(row.drift[0]).toMatchObject({
      endpoint: 'cases',
      records: { came: 12, looked_at: 12, have_it: 0 },
      share_before: 1,
      since: { run: row.run, at: '2026-01-02T00:00:00.000Z' },
      words: `\`severity\` is gone from all 12 records since run ${row.run}; it feeds $risk, cases.yaml:31, and Severity, cases.yaml:38; \`riskLevel\` is new`,
    });
    sends(12, renamed('severity', 'riskLevel'));
    const [later] = await drift();
    expect(later).toMatchObject({ records: { came: 24 }, since: { run: row.run } });
    sends(12);
    expect(await drift()).toEqual([]);
  });

  test('one that is dropped, emptied, in an element, in the answer to a further call, or read by nothing', async () => {
    const { drift } = feedOf();
    sends(12);
    await drift();
    const hosts: Shape = (record) => ({ ...record, state: '', targets: [{ ip: '192.0.2.1' }, { ip: '192.0.2.2' }] });
    sends(12, (record) => hosts(without('name', 'unread')(record)), { owner: { label: 'Ann' } });
    const found = await drift();
    expect(found.map(brief)).toEqual([
      { what: 'blank', path: 'state', was: ['text'], counts: true, feeds: ['the filter "closed" :27'] },
      { what: 'gone', path: 'name', was: ['text'], counts: true, feeds: ['title of case :36'] },
      { what: 'renamed', path: 'targets[].host', was: ['text'], appeared: ['ip'], counts: true, feeds: ['value of target :44'] },
      { what: 'renamed', path: 'owner.name', was: ['text'], appeared: ['label'], counts: true, feeds: ['Owner :39'] },
      { what: 'gone', path: 'unread', was: ['number'], counts: false, feeds: [] },
    ]);
    expect(found.map(({ words }) => words.replace(/run-\S+?;/, 'R;'))).toEqual([
      '`state` is empty in all 12 records since run R; it feeds the filter "closed", cases.yaml:27',
      '`name` is gone from all 12 records since run R; it feeds title of case, cases.yaml:36',
      '`targets.host` is gone from all 24 `targets` since run R; it feeds value of target, cases.yaml:44; `ip` is new',
      '`owner.name` of `detail` is gone from all 12 `owner` since run R; it feeds Owner, cases.yaml:39; `label` is new',
      '`unread` is gone from all 12 records since run R; nothing reads it',
    ]);
  });

  test('a list that becomes an object, a text that becomes a number, and one that is sometimes a list', async () => {
    const { drift } = feedOf();
    sends(40);
    await drift();
    sends(40, (record) => ({
      ...record,
      targets: { host: 'a.example' },
      severity: number % 2 === 0 ? ['HIGH'] : 'HIGH',
      name: 7,
    }));
    const found = await drift();
    expect(found.map(brief)).toMatchObject([
      { what: 'kind', path: 'severity', was: ['text'], now: ['list'], feeds: ['$risk :31', 'Severity :38'] },
      { what: 'kind', path: 'name', was: ['text'], now: ['number'], feeds: ['title of case :36'] },
      { what: 'kind', path: 'targets', was: ['list'], now: ['object'], feeds: ['each of target :41', 'value of target :44'] },
    ]);
    expect(found[0]?.words).toContain('`severity` is a list in 20 of 40 since run');
    expect(found[2]?.words).toContain('`targets` is an object in all 40 since run');
  });

  test('one that comes in a few of the records only, and one that is new, which is told once', async () => {
    const { drift } = feedOf();
    sends(40);
    await drift();
    sends(40, (record) => ({ ...(number % 4 === 0 ? record : without('severity')(record)), extra: 1 }));
    expect((await drift()).map(brief)).toMatchObject([
      { what: 'sparse', path: 'severity' },
      { what: 'new', path: 'extra', now: ['number'], counts: false },
    ]);
    sends(40, (record) => ({ ...record, extra: 1 }));
    expect(await drift()).toEqual([]);
  });

  test('after windows too small to tell by themselves', async () => {
    const { drift } = feedOf();
    sends(50);
    await drift();
    const told: number[] = [];
    for (let at = 0; at < 6; at++) {
      sends(1, without('severity'));
      told.push((await drift()).length);
    }
    expect(told).toEqual([0, 0, 0, 0, 1, 1]);
  });
});

describe('nothing is told', () => {
  test('of windows without records, of a limit, or of a mapping, a secret and an option that change', async () => {
    const { drift, folder } = feedOf();
    sends(20);
    await drift();
    const before = await shapeOf(folder);
    sends(0);
    expect(await drift()).toEqual([]);
    sends(20);
    expect(await drift({ run: { limit: 3 } })).toEqual([]);
    expect(await shapeOf(folder)).toMatchObject({ sources: (before as { sources: object }).sources });
    const other = join(emptyFolder(), 'cases.yaml');
    writeFileSync(other, readFileSync(FILE, 'utf8').replace('Severity: !expr $risk', 'Severity: !expr $risk & $user.unheard'));
    expect(await drift({ file: other, options: { key: 'another', unheard: 'b' } })).toEqual([]);
    sends(20, without('severity'));
    expect(await drift({ file: other })).toMatchObject([{ path: 'severity' }]);
  });

  test('where something else was asked for: what comes then is held against itself', async () => {
    const { drift } = feedOf();
    sends(20);
    await drift();
    sends(20, without('severity'));
    expect(await drift({ options: { fields: 'few' } })).toEqual([]);
    sends(20, without('severity', 'state'));
    expect((await drift({ options: { fields: 'few' } })).map(({ path }) => path)).toEqual(['state']);
  });

  test('of paths that the feed ignores, or of fewer records than it wants', async () => {
    const { drift } = feedOf('patient');
    sends(20);
    await drift();
    sends(20, (record) => ({ ...without('severity')(record), targets: [{ ip: 1 }] }));
    expect(await drift()).toEqual([]);
    sends(20, without('severity'));
    expect((await drift()).map(({ path }) => path)).toEqual(['severity']);
  });
});

describe('policies', () => {
  test('`fail` ends the run before anything counts, until the definition or the user says otherwise', async () => {
    const { run, folder } = feedOf('failing');
    sends(12);
    await run();
    const before = await shapeOf(folder, { ...NAME, feed: 'watched/failing' });
    sends(12, renamed('severity', 'riskLevel'));
    for (let again = 0; again < 2; again++) {
      const { row, values } = await run();
      expect(row).toMatchObject({
        status: 'failed',
        objects: { created: 0 },
        drift: [{ what: 'renamed' }],
        error: {
          code: 'run.drift',
          place: expect.stringMatching(/cases\.yaml:31:/),
          hint: expect.stringContaining('--accept-drift'),
        },
      });
      expect(row.error?.message).toContain('`severity` is gone from all 12 records');
      expect(values).toHaveLength(36);
      expect(await shapeOf(folder, { ...NAME, feed: 'watched/failing' })).toEqual(before);
    }
    expect((await run({ run: { acceptDrift: true } })).row).toMatchObject({ status: 'succeeded', drift: [{ what: 'renamed' }] });
    sends(12, renamed('severity', 'riskLevel'));
    expect((await run()).row).toMatchObject({ status: 'succeeded', drift: [] });
  });

  test('`fail` leaves a run alone whose records lack what nothing reads', async () => {
    const { run } = feedOf('failing');
    sends(12);
    await run();
    sends(12, without('unread'));
    expect((await run()).row).toMatchObject({ status: 'succeeded', drift: [{ path: 'unread', counts: false }] });
  });

  test('`hold` seals the window and brings nothing to the store; who applies it takes its shape for the right one', async () => {
    const { run, folder } = feedOf('held');
    sends(12);
    const first = await run();
    sends(12, renamed('severity', 'riskLevel'));
    const { row, values, digest } = await run();
    expect(row).toMatchObject({ status: 'held', objects: { created: 0 }, drift: [{ what: 'renamed' }] });
    expect(row.held?.why).toContain('`severity` is gone from all 12 records');
    expect([values, digest]).toEqual([first.values, first.digest]);

    const store = openStore({ path: join(folder, 'store.db') });
    const key = { ...NAME, feed: 'watched/held', source: 'Cases' };
    const instance = await store.open(key, { now: START + 9 * DAY });
    expect(instance.held?.run).toBe(row.run);
    await instance.applyHeld(START + 9 * DAY);
    await instance.close();
    expect([...store.objects({})]).toHaveLength(72);
    await store.close();
    sends(12, renamed('severity', 'riskLevel'));
    expect((await run({ now: START + 10 * DAY })).row).toMatchObject({ status: 'succeeded', drift: [] });
  });
});

test('a run that is cut off at any durable step, then goes on, remembers what one clean run does', async () => {
  const clean = feedOf();
  sends(12);
  await clean.run();
  await clean.run();
  const wanted = await shapeOf(clean.folder);
  for (const step of ['sealed', 'batch', 'committed', 'deleted']) {
    const { run, folder } = feedOf();
    await run();
    const crash = (name: string): void => {
      if (name === step) throw new Error('killed here');
    };
    await expect(run({ onStep: crash }), step).rejects.toThrow('killed here');
    await run({ now: START + DAY });
    const kept = JSON.stringify(await shapeOf(folder));
    // What the vendor was asked for once more came once more; a window that had been sealed is not among it.
    expect((JSON.parse(kept) as { windows: number }).windows, step).toBe(2);
    expect(JSON.parse(kept), step).toEqual(wanted);
  }
});

test('neither values nor names that are data are kept, and little of whatever comes', async () => {
  const { drift, folder } = feedOf();
  const deep = (levels: number): unknown => (levels === 0 ? 'SECRET-VALUE' : { inner: deep(levels - 1) });
  for (let day = 0; day < 3; day++) {
    sends(30, (record) => ({
      ...record,
      cves: { [`CVE-2024-${number}`]: 'SECRET-VALUE' },
      hosts: { [`host${number}.example.com`]: { seen: 'SECRET-VALUE' } },
      people: { [`p${[...String(number)].map((digit) => 'abcdefghij'[Number(digit)]).join('')}`]: { mail: 'SECRET-VALUE' } },
      wide: Object.fromEntries(
        Array.from({ length: 2000 }, (_, at) => [`w${at.toString(26).replaceAll(/\d/g, 'x')}y${at % 99}`, 1]),
      ),
      deep: deep(40),
    }));
    await drift();
  }
  const text = JSON.stringify(await shapeOf(folder));
  expect(text).not.toMatch(/SECRET|CVE|example|"p[a-j]+"/);
  expect(text.length).toBeLessThan(60_000);
  expect(JSON.parse(text)).toMatchObject({
    sources: { cases: { members: { cves: { entries: {} }, people: { isMap: true, entries: { members: { mail: {} } } } } } },
  });
});

test('of many records a sample is looked at, and the words say so', async () => {
  const { drift } = feedOf();
  const closed: Shape = (record) => ({ ...record, state: 'closed' });
  sends(3000, closed);
  await drift();
  sends(3000, (record) => without('severity')(closed(record)));
  const [found] = await drift();
  expect(found?.records).toEqual({ came: 3000, looked_at: 1064, have_it: 0 });
  expect(found?.words).toContain('is gone from all 1,064 records that were looked at (of 3,000)');
});
