/** Every option of the feed, over the made-up rows of the fixtures. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunRow } from '../../../engine/run/context/run-row.ts';
import { inProcess } from '../in-process.ts';
import {
  CLOCK,
  digestOf,
  expectedObjects,
  FEED,
  newFolder,
  objectsIn,
  type Options,
  runHere,
  startVendor,
  storeIn,
} from './vendor.ts';

/** A run at the mock's clock: what it says of itself, and the addresses that it stored. */
const runWith = async (options: Options, flags: object = {}) => {
  const cwd = newFolder();
  const { row, stderr } = await runHere(await startVendor(), options, flags, { cwd, now: () => CLOCK });
  expect({ status: row.status, stderr }).toEqual({ status: 'succeeded', stderr: '' });
  return { row, store: storeIn(cwd), addresses: objectsIn(storeIn(cwd)).map(({ value }) => value) };
};

const dropped = (row: RunRow): number => Object.values(row.records.dropped).reduce((sum, times) => sum + times, 0);

const DEFAULTS = expectedObjects('made-up-defaults').map(({ value }) => value);

test('the default options keep the wanted categories from 70 on, one object an address', async () => {
  const { row, store } = await runWith({});
  expect(row).toMatchObject({
    records: {
      fetched: 20,
      dropped: { 'below the importance threshold': 7, 'none of the detected categories': 2 },
      mapped: 11,
      quarantined: 0,
    },
    objects: { created: 10, updated: 0, unchanged: 0, withdrawn: 0, by_type: { indicator: 10 } },
    attributes: 42,
    requests: { count: 1, retried: 0 },
    notes: {},
    error: null,
  });
  expect(objectsIn(store)).toEqual(expectedObjects('made-up-defaults'));
});

describe('the importance threshold', () => {
  const from40 = ['192.0.2.12', '192.0.2.13'];
  test.each<[number, readonly string[], readonly string[]]>([
    [39, from40, []],
    [40, from40, []],
    [41, ['192.0.2.12'], ['192.0.2.13']],
    [69, ['192.0.2.12'], ['192.0.2.13']],
    [70, ['192.0.2.11'], from40],
    [71, [], [...from40, '192.0.2.11']],
    [100, ['192.0.2.14'], ['192.0.2.15']],
  ])('%d includes its own score, and no row without one', async (threshold, present, absent) => {
    const { addresses } = await runWith({ importance_threshold: threshold });
    expect(addresses).toEqual(expect.arrayContaining([...present]));
    for (const address of [...absent, '192.0.2.19']) expect(addresses).not.toContain(address);
  });

  test('of 0 takes every row with a score, and sets aside the one whose address is none', async () => {
    const { row, addresses } = await runWith({ importance_threshold: 0, detected_categories: '' });
    expect(row.records).toMatchObject({
      fetched: 20,
      dropped: { 'below the importance threshold': 1 },
      mapped: 18,
      quarantined: 1,
    });
    expect(addresses).toContain('192.0.2.25');
    expect(addresses).not.toContain('198.51.100.0/24');
  });

  test.each([-1, 101, 'many'])('of %s is refused', async (threshold) => {
    const cwd = newFolder();
    const { code, stderr, stdout } = await runHere(await startVendor(), { importance_threshold: threshold }, {}, { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/`importance_threshold` \(given by --set\) (is|must be|can't be)/);
  });
});

describe('normalized scores', () => {
  test('are High from 70, Medium from 40, Low below, beside the number', async () => {
    const cwd = newFolder();
    const head = 'ip,importance,detected_categories\n';
    const file = join(cwd, 'dump.csv');
    writeFileSync(file, head + [0, 39, 40, 69, 70, 100].map((score) => `192.0.2.${score},${score},spam\n`).join(''));
    const vendor = await startVendor({ files: { 'predictions.csv': file } });
    await runHere(
      vendor,
      { importance_threshold: 0, detected_categories: '', normalize_importance: true, context: 'Importance' },
      {},
      { cwd },
    );
    expect(
      Object.fromEntries(objectsIn(storeIn(cwd)).map(({ value, attributes }) => [value, attributes.map((one) => one.value)])),
    ).toEqual({
      '192.0.2.0': ['0', 'Low'],
      '192.0.2.39': ['39', 'Low'],
      '192.0.2.40': ['40', 'Medium'],
      '192.0.2.69': ['69', 'Medium'],
      '192.0.2.70': ['70', 'High'],
      '192.0.2.100': ['100', 'High'],
    });
  });
});

describe('the detected categories', () => {
  test('are compared without regard to case, on both sides', async () => {
    expect((await runWith({ detected_categories: 'phishing' })).addresses).toEqual(['192.0.2.11', '192.0.2.16', '192.0.2.24']);
    expect((await runWith({ detected_categories: ' Phishing \n\nSPAM' })).addresses).toEqual([
      '192.0.2.11',
      '192.0.2.14',
      '192.0.2.16',
      '192.0.2.21',
      '192.0.2.24',
    ]);
  });

  test('are all taken where the list is empty', async () => {
    const { row, addresses } = await runWith({ detected_categories: '' });
    expect(dropped(row)).toBe(7);
    expect(addresses).toEqual([...DEFAULTS, '192.0.2.21', '192.0.2.22'].toSorted());
  });
});

describe('filter by date', () => {
  test("drops what was last seen before the run's start, or never", async () => {
    const { row, addresses } = await runWith({ filter_by_date: true });
    expect(row.records.dropped).toEqual({
      'below the importance threshold': 7,
      'none of the detected categories': 2,
      "last seen before the run's start": 3,
    });
    expect(addresses).toEqual(DEFAULTS.filter((address) => address !== '192.0.2.16' && address !== '192.0.2.23'));
  });

  test('takes the start of a manual run', async () => {
    const earlier = await runWith({ filter_by_date: true }, { since: '2025-08-14T11:59:59Z' });
    expect(earlier.addresses).toContain('192.0.2.16');
    const later = await runWith({ filter_by_date: true }, { since: '2025-08-15T05:00:00Z' });
    expect(later.addresses).toEqual(['192.0.2.10', '192.0.2.11']);
  });

  test('reads times without a zone as UTC, and works the same under the mock flag', async () => {
    const cwd = newFolder();
    const { stdout } = await inProcess('run', { mock: true, json: true, set: ['filter_by_date=true'] }, [FEED], { cwd });
    expect((JSON.parse(stdout) as RunRow).records.dropped).toMatchObject({ "last seen before the run's start": 3 });
  });
});

describe('the dataset', () => {
  test('B is asked for at its own address and gives the same as A from 70 on', async () => {
    const cwd = newFolder();
    const vendor = await startVendor();
    const { row } = await runHere(vendor, { dataset: 'B' }, {}, { cwd });
    expect(vendor.requests.map(({ url }) => new URL(url, vendor.origin).pathname)).toEqual([
      '/bulk/seen-predictions-dump-b.json.gz',
    ]);
    expect(row.records).toMatchObject({ fetched: 13, mapped: 11 });
    expect(digestOf(storeIn(cwd))).toBe(digestOf((await runWith({})).store));
  });
});

test('the latest run decides what may change, and adds to what may not', async () => {
  const cwd = newFolder();
  const file = join(cwd, 'dump.csv');
  const head =
    'ip,predicted_at,predicted_netblock,predicted_category,cluster,detected_by,detected_identifiers,detected_categories,detected_at,last_seen_at,importance\n';
  const every = {
    context: 'Predicted At,Predicted Category,Detected At,Last Seen At,Importance,Detected Categories',
    normalize_importance: true,
  };
  const vendor = await startVendor({ files: { 'predictions.csv': file } });
  writeFileSync(file, `${head}192.0.2.1,2025-01-01T00:00:00,,spam,,,,botnet,2025-01-02T00:00:00,2025-01-03T00:00:00,95\n`);
  await runHere(vendor, { ...every, importance_threshold: 0 }, {}, { cwd });
  writeFileSync(file, `${head}192.0.2.1,2025-02-01T00:00:00,,tor,,,,phishing,2025-02-02T00:00:00,,60\n`);
  const { row } = await runHere(vendor, { ...every, importance_threshold: 0 }, {}, { cwd });
  expect(row.objects).toMatchObject({ created: 0, updated: 1 });
  expect(objectsIn(storeIn(cwd))[0]?.attributes.map(({ name, value }) => `${name}=${value}`)).toEqual([
    'Detected At=2025-02-02T00:00:00',
    'Detected Categories=botnet',
    'Detected Categories=phishing',
    'Importance=60',
    // A blank removes nothing.
    'Last Seen At=2025-01-03T00:00:00',
    'Normalized Importance=Medium',
    'Predicted At=2025-02-01T00:00:00',
    'Predicted Category=spam',
    'Predicted Category=tor',
  ]);
});
