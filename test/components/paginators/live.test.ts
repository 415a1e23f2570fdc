import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Asked, Given, Vendor } from '../live.ts';
import { emptyFolder, runLive, startVendor } from '../live.ts';

const FILE = join(import.meta.dirname, 'fixtures/paging.yaml');
const ALL = Array.from({ length: 5 }, (_, index) => ({ id: index + 1, name: `host${index + 1}.example` }));
const NAMES = ALL.map(({ name }) => name);
const page = (from: number): readonly unknown[] => ALL.slice(from, from + 2);

const ways: Readonly<Record<string, (asked: Asked) => Given>> = {
  '/number': ({ url }) => ({ json: { items: page((Number(url.searchParams.get('page')) - 1) * 2), total: 5 } }),
  '/offset': ({ url }) => ({ json: { items: page(Number(url.searchParams.get('skip'))) } }),
  '/cursor': ({ url }) => byCursor(url.searchParams.get('cursor')),
  '/cursor-body': ({ body }) => byCursor((JSON.parse(body) as { cursor?: string }).cursor),
  '/cursor-header': ({ headers }) => {
    const from = Number(headers['x-cursor'] ?? 0);
    return { json: { items: page(from) }, headers: from < 4 ? { 'X-Next-Cursor': String(from + 2) } : {} };
  },
  '/address': ({ url }) =>
    byAddress(Number(url.searchParams.get('from')), (next) => ({
      json: { items: page(next - 2), ...(next < 6 ? { next: `/address?from=${next}` } : {}) },
    })),
  '/link': ({ url }) =>
    byAddress(Number(url.searchParams.get('from')), (next) => ({
      json: page(next - 2),
      headers: next < 6 ? { Link: ['</link>; rel="first"', `<?from=${next}>; rel="next"`] } : {},
    })),
  '/key': ({ url }) => ({ json: { items: page(Number(url.searchParams.get('after') ?? 0)) } }),
  '/taxii': ({ url }) => {
    const from = Number(url.searchParams.get('next') ?? 0);
    return { json: from >= 4 ? { objects: page(from) } : { objects: page(from), more: true, next: String(from + 2) } };
  },
};
const byCursor = (cursor: string | null | undefined): Given => {
  const from = Number(cursor ?? 0);
  return { json: { items: page(from), meta: { next: from < 4 ? String(from + 2) : null } } };
};
const byAddress = (from: number, give: (next: number) => Given): Given => give(from + 2);

let vendor: Vendor;
beforeAll(async () => {
  vendor = await startVendor();
});
beforeEach(() => {
  vendor.answer = (asked) => ways[asked.url.pathname]?.(asked) ?? { status: 404 };
  vendor.asked.length = 0;
});
afterAll(() => vendor.close());

const run = (feed: string) => runLive({ file: FILE, feed, vendor, folder: emptyFolder() });

describe('a feed over several pages brings all of them, and says why it stopped', () => {
  test.each([
    ['number', 3, 'all of 5 records'],
    ['offset', 4, 'an empty page'],
    ['cursor-in-query', 3, 'no further token'],
    ['cursor-in-body', 3, 'no further token'],
    ['cursor-in-header', 3, 'no further token'],
    ['address', 3, 'no next address'],
    ['link', 3, 'no link with rel="next"'],
    ['key', 4, 'an empty page'],
    ['taxii', 3, 'no more objects'],
  ])('%s', async (feed, requests, because) => {
    const { row, values } = await run(feed);
    expect(row.error).toBeNull();
    expect(values).toEqual(NAMES);
    expect(row).toMatchObject({ stop_reason: because, requests: { count: requests }, records: { fetched: 5, mapped: 5 } });
  });
});

test('records that a filter drops count as records of their page', async () => {
  vendor.answer = ({ url }) => {
    const from = Number(url.searchParams.get('skip'));
    return { json: { items: page(from).map((one) => (from === 2 ? { ...(one as object), hidden: true } : one)) } };
  };
  const { row, values } = await run('offset');
  expect(values).toEqual(['host1.example', 'host2.example', 'host5.example']);
  expect(row.records).toMatchObject({ fetched: 5, dropped: { hidden: 2 }, mapped: 3 });
});

test('a server that goes round in circles fails the run, and nothing of it is kept', async () => {
  vendor.answer = () => ({ json: { items: page(0), meta: { next: 'again' } } });
  const { row, values } = await run('cursor-in-query');
  expect(row).toMatchObject({
    status: 'failed',
    error: { code: 'paginate.repeated-page', place: expect.stringContaining('paging.yaml:') },
  });
  expect(values).toEqual([]);
});

test.each([
  ['another host', 'http://other.invalid/address?from=2', 'http.host-not-allowed'],
  ['a file', 'file:///etc/hosts', 'paginate.address'],
  ['credentials', 'http://user:hush@127.0.0.1/', 'paginate.address'],
])('a next address to %s is not followed', async (_, next, code) => {
  vendor.answer = () => ({ json: { items: page(0), next } });
  const { row } = await run('address');
  expect(row.error?.code).toBe(code);
  expect(row.error?.message).not.toContain('hush');
  expect(vendor.asked).toHaveLength(1);
});
