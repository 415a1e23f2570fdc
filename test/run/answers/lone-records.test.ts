import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emptyFolder, runLive, startVendor } from '../../components/live.ts';
import type { Vendor } from '../../components/live.ts';

let vendor: Vendor;
beforeAll(async () => {
  vendor = await startVendor();
});
afterAll(() => vendor.close());

const run = (feed: string, json: unknown, folder = emptyFolder(), dryRun = false) => {
  vendor.answer = () => ({ json });
  return runLive({ file: join(import.meta.dirname, '../fixtures/lone.yaml'), feed, vendor, folder, run: { dryRun } });
};

const a = { name: 'a.example' };
const b = { name: 'b.example' };

describe('an object where a list of records was looked for', () => {
  test.each(['list', 'picked', 'one', 'one-picked'])('is one record: %s', async (feed) => {
    expect((await run(feed, { data: a })).values).toEqual(['a.example']);
    expect((await run(feed, { data: { ...a, 0: 'x' } })).values).toEqual(['a.example']);
  });

  test.each(['list', 'picked', 'one', 'one-picked'])('is none where its names are all numbers: %s', async (feed) => {
    for (const data of [{ 0: a, 2: b }, { 0: a }, { 0: 'a.example', 10: 'b.example' }]) {
      const { row } = await run(feed, { data });
      expect(row).toMatchObject({
        status: 'failed',
        error: {
          code: 'decode.map-of-records',
          message: expect.stringContaining('is a map whose names are numbers (0'),
          hint: expect.stringContaining('entries_as'),
        },
      });
    }
  });

  test('the entries of such a map are records where the definition says so', async () => {
    expect((await run('entries', { data: { 0: a, 2: b } })).values).toEqual(['a.example', 'b.example']);
  });

  test.each([
    ['list', { data: {} }],
    ['picked', { data: {} }],
    ['top', {}],
    ['list', { data: [] }],
  ])('is no record where it is empty: %s', async (feed, json) => {
    expect((await run(feed, json)).row).toMatchObject({ status: 'succeeded', records: { fetched: 0 } });
  });

  test.each(['one', 'one-picked'])('is one although empty where one is asked for: %s', async (feed) => {
    expect((await run(feed, { data: {} })).row).toMatchObject({ status: 'succeeded', records: { fetched: 1, skipped: 1 } });
  });
});

describe('a listing that made no object withdraws nothing', () => {
  test.each([
    ['an empty map', {}, 'has 0 rows, fewer than its floor of 1', 'lower `floor` to 0'],
    ['an empty list', [], 'has 0 rows, fewer than its floor of 1', 'lower `floor` to 0'],
    ['rows without a value', [{ name: '' }, { name: ' ' }], 'has 2 rows and not one object', 'set `floor: 0`'],
  ])('%s', async (_, data, message, hint) => {
    const folder = emptyFolder();
    await run('whole', { data: [a, b] }, folder);
    const { row, expired } = await run('whole', { data }, folder);
    expect(row).toMatchObject({
      status: 'failed',
      error: { code: 'store.snapshot-refused', message: expect.stringContaining(message), hint: expect.stringContaining(hint) },
    });
    expect(expired).toEqual([]);
    expect((await run('whole-or-none', { data: [a] }, folder)).row.status).toBe('succeeded');
  });

  test('a dry run says so as well', async () => {
    const folder = emptyFolder();
    await run('whole', { data: [a] }, folder);
    expect((await run('whole', { data: [{ name: '' }] }, folder, true)).row).toMatchObject({ status: 'failed' });
  });

  test('but one whose floor is 0 may be empty, and one that lists another object is no such', async () => {
    for (const [feed, data] of [
      ['whole-or-none', []],
      ['whole-or-none', [{ name: '' }]],
      ['whole', [b]],
    ] as const) {
      const folder = emptyFolder();
      await run(feed, { data: [a] }, folder);
      const { row, expired } = await run(feed, { data }, folder);
      expect([row.status, row.objects.withdrawn, expired]).toEqual(['succeeded', 1, ['a.example']]);
    }
  });
});

describe('the ledger', () => {
  test('says of an entry whether its type was skipped or it had no value', async () => {
    const { row } = await run('chosen', { data: [{ ...a, kind: 'a' }, { ...b, kind: 'z' }, { kind: 'a' }] });
    expect(row).toMatchObject({
      records: { mapped: 1, skipped: 2 },
      notes: { 'entries whose type a table skips (host)': 1, 'entries without a value (host)': 1 },
    });
  });

  test('counts a withdrawal of what was never listed as no object, and a second one as unchanged', async () => {
    const folder = emptyFolder();
    const gone = { ...a, kind: 'a', gone: true };
    const unknown = await run('chosen', { data: [gone, { ...b, kind: 'a' }] }, folder);
    expect(unknown.row.objects).toEqual({
      created: 1,
      updated: 0,
      unchanged: 0,
      withdrawn: 0,
      nothing_to_withdraw: 1,
      by_type: { indicator: 1 },
    });
    expect(unknown.values).toEqual(['b.example']);
    await run('chosen', { data: [{ ...a, kind: 'a' }] }, folder);
    expect((await run('chosen', { data: [gone] }, folder)).row.objects).toMatchObject({ withdrawn: 1 });
    expect((await run('chosen', { data: [gone] }, folder)).row.objects).toMatchObject({ unchanged: 1, withdrawn: 0 });
  });
});
