/** A record that is larger than its connection allows: set aside with its place, counted, and the run goes on. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore } from '../../../engine/store/sqlite/open-store.ts';
import { emptyFolder, runLive, startVendor } from '../../components/live.ts';
import type { Vendor } from '../../components/live.ts';

const DEFINITION = `language: 1
name: large
title: Large
version: 1.0.0
connection:
  user_fields: { host: { label: Host, type: url, required: true } }
  http: { base_url: !tmpl "{{@user.host}}", retry: { attempts: 1 }, limits: { record: 1 KB } }
endpoints:
  list:
    request: { path: /list, query: { page: !expr $page.number } }
    records: items
    key: !expr id
    paginate: { kind: page_number, size: 3 }
  index: { request: { path: /index }, records: items }
  entry: { request: { path: !tmpl "/entry/{{@args.id}}" }, records: items, args: { id: number } }
  picked: { request: { path: /picked }, records: !expr items }
feeds:
  list: &feed
    title: Large
    source: list
    report: { host: { type: indicator, subtype: FQDN, value: !expr name } }
  documents: { <<: *feed, source: { each: index, call: entry, with: { id: !expr id }, on_failure: quarantine } }
  picked: { <<: *feed, source: picked }
  detailed:
    title: Detailed
    source: index
    supplemental:
      detail: { call: entry, with: { id: !expr id }, on_failure: quarantine }
    report: { host: { type: indicator, subtype: FQDN, value: !expr name } }
`;

let vendor: Vendor;
beforeAll(async () => {
  vendor = await startVendor();
});
afterAll(() => vendor.close());

const large = (id: number) => ({ id, name: `large-${id}.example`, text: 'x'.repeat(2000) });
const small = (id: number) => ({ id, name: `h${id}.example` });

const run = async (feed: string, pages: Readonly<Record<string, readonly object[]>>) => {
  const folder = emptyFolder();
  const file = join(folder, 'large.yaml');
  writeFileSync(file, DEFINITION);
  vendor.asked.length = 0;
  vendor.answer = ({ url }) => ({ json: { items: pages[url.searchParams.get('page') ?? url.pathname] ?? [] } });
  const ran = await runLive({ file, feed, vendor, folder });
  const store = openStore({ path: join(folder, 'store.db'), readOnly: true, ifMissing: 'empty' });
  const aside = [...store.quarantine({})].map(({ place, code, error }) => ({ place, code, error }));
  store.close();
  return { ...ran, aside, asked: vendor.asked.map(({ url }) => url.pathname + url.search) };
};

test('in a list it counts for the paging, and stands in the quarantine', async () => {
  // `{"id":12,"name":"large-12.example","text":"…"}`: 47 bytes around the 2,000.
  const { row, values, aside, asked } = await run('list', {
    1: [small(1), small(2), small(3)],
    2: [small(4), large(12), small(5), small(6)].slice(0, 3),
    3: [small(7)],
  });
  expect(asked).toEqual(['/list?page=1', '/list?page=2', '/list?page=3', '/list?page=4']);
  expect(row).toMatchObject({ status: 'succeeded', records: { fetched: 7, quarantined: 1, mapped: 6 } });
  expect(values.toSorted()).toEqual(['h1.example', 'h2.example', 'h3.example', 'h4.example', 'h5.example', 'h7.example']);
  expect(aside).toEqual([
    {
      place: 'items[1]',
      code: 'decode.record-too-large',
      error: 'The record has 2045 bytes, more than the 1000 that `limits.record` allows.',
    },
  ]);
});

test('two of one place are two', async () => {
  const { row, aside } = await run('list', { 1: [large(1), small(2), small(3)], 2: [large(4)], 3: [] });
  expect(row?.records).toMatchObject({ fetched: 4, quarantined: 2, mapped: 2 });
  expect(aside.map(({ place }) => place)).toEqual(['items[0]', 'items[0]']);
});

test('where nothing else came the run fails', async () => {
  const { row, values } = await run('list', { 1: [large(1)] });
  expect(row).toMatchObject({
    status: 'failed',
    error: { code: 'run.quarantine', message: expect.stringContaining('limits.record') },
  });
  expect(values).toEqual([]);
});

test('in a document it is set aside alone', async () => {
  const { row, values, aside } = await run('documents', {
    '/index': [small(1), small(2)],
    '/entry/1': [small(11), large(12)],
    '/entry/2': [small(21)],
  });
  expect(row).toMatchObject({ status: 'succeeded', records: { fetched: 3, quarantined: 1 } });
  expect(values.toSorted()).toEqual(['h11.example', 'h21.example']);
  expect(aside.map(({ place }) => place)).toEqual(['items[1]']);
});

test('an index entry, and a record that an expression picks, are needed whole or not at all', async () => {
  for (const [feed, path] of [
    ['documents', '/index'],
    ['detailed', '/entry/1'],
  ] as const) {
    const { row, aside } = await run(feed, { '/index': [small(1), small(2)], '/entry/2': [], [path]: [small(1), large(2)] });
    if (feed === 'documents') expect(row).toMatchObject({ status: 'failed', error: { code: 'decode.record-too-large' } });
    else {
      expect(row).toMatchObject({ status: 'succeeded', records: { quarantined: 1, mapped: 1 } });
      expect(aside).toMatchObject([{ code: 'decode.record-too-large' }]);
    }
  }
});
