/** Tables, of which most rows are dropped before they are built, or known from the last run. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { emptyFolder, runLive, startVendor, type LiveRun, type Vendor } from '../components/live.ts';

let vendor: Vendor;
beforeAll(async () => {
  vendor = await startVendor();
});
afterAll(() => vendor.close());

interface Row {
  readonly ip: string;
  readonly score: string;
  readonly country: string;
  readonly note: string;
}

const rowsOf = (many: number, from = 0): readonly Row[] =>
  Array.from({ length: many }, (_, at) => ({
    ip: `198.51.${Math.floor((from + at) / 250)}.${(from + at) % 250}`,
    score: String((from + at) % 100),
    country: 'AT',
    note: 'seen',
  }));

const sends = (rows: readonly Row[], columns: readonly (keyof Row)[] = ['ip', 'score', 'country', 'note']): void => {
  const text = [columns.join(','), ...rows.map((row) => columns.map((name) => row[name]).join(',')), ''].join('\n');
  vendor.answer = () => ({ text, headers: { 'content-type': 'text/csv' } });
};

const feedOf = () => {
  const folder = emptyFolder();
  const file = join(import.meta.dirname, 'fixtures/table.yaml');
  let now = Date.UTC(2026, 0, 1);
  return async (more: Partial<LiveRun> = {}) => {
    const { row } = await runLive({ file, feed: 'rows', vendor, folder, now: (now += 1000), shortcuts: true, ...more });
    return { status: row.status, records: row.records, drift: row.drift.map(({ what, path }) => `${what} ${path}`), row };
  };
};

test('a column that an attribute reads is gone from every row, those that filters have dropped as well', async () => {
  const run = feedOf();
  sends(rowsOf(400));
  expect(await run()).toMatchObject({ status: 'succeeded', drift: [] });
  sends(rowsOf(400), ['ip', 'score', 'country']);
  const { drift, row } = await run();
  expect(drift).toEqual(['gone note']);
  expect(row.drift[0]).toMatchObject({ records: { came: 400, looked_at: 400, have_it: 0 } });
  expect(row.drift[0]?.words).toMatch(/^`note` is gone from all 400 records since run \S+; it feeds Note, table\.yaml:24$/);
});

test('a column of which no row was built is missed all the same', async () => {
  const run = feedOf();
  sends(rowsOf(100));
  await run();
  sends(rowsOf(40), ['ip', 'score', 'country']);
  expect((await run()).drift).toEqual(['gone note']);
});

test('rows that are known from the last run have what they had: a few new ones without it make no drift', async () => {
  const run = feedOf();
  const first = rowsOf(2000);
  sends(first);
  await run();
  const added = rowsOf(30, 2050).map((row) => ({ ...row, country: '', score: '99' }));
  sends([...first, ...added]);
  const { records, drift, row } = await run();
  expect(row.notes).toMatchObject({ 'rows as in the last run': 1000 });
  expect([records.fetched, drift]).toEqual([2030, []]);
  sends(first.map((one) => ({ ...one, country: '' })));
  expect((await run()).drift).toEqual(['blank country']);
});

test('an option that lets in other rows changes nothing by itself', async () => {
  const run = feedOf();
  const rows = rowsOf(500).map((row) => ({ ...row, country: Number(row.score) >= 50 ? 'AT' : '' }));
  sends(rows);
  await run();
  expect(await run({ options: { least: 10 } })).toMatchObject({ status: 'succeeded', drift: [] });
  sends(rows.filter(({ score }) => Number(score) < 50));
  expect(await run({ options: { least: 0 } })).toMatchObject({ status: 'succeeded', drift: [] });
});
