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

describe('a run fails, with its place and a word in the ledger, and keeps nothing', () => {
  const fails = (code: string) => ({
    status: 'failed',
    stop_reason: 'a failure',
    error: { code, place: expect.stringContaining('paging.yaml:'), hint: expect.any(String) },
    objects: { created: 0 },
  });

  test.each(['number', 'offset', 'cursor-in-query', 'cursor-in-body', 'cursor-in-header', 'address', 'link', 'key', 'taxii'])(
    'where the server answers the same for ever: %s',
    async (feed) => {
      vendor.answer = () => ({
        headers: { Link: '<?from=2>; rel="next"', 'X-Next-Cursor': 'again' },
        json:
          feed === 'link' ? page(0) : { items: page(0), objects: page(0), more: true, meta: { next: 'again' }, next: '/again' },
      });
      const { row, values } = await run(feed);
      expect(row).toMatchObject(fails('paginate.repeated-page'));
      expect(values).toEqual([]);
      expect(vendor.asked).toHaveLength(2);
    },
  );

  test('where the server gives one token twice', async () => {
    vendor.answer = ({ url }) => ({ json: { items: page(url.search === '' ? 0 : 2), meta: { next: 'again' } } });
    expect((await run('cursor-in-query')).row).toMatchObject(fails('paginate.repeated-token'));
  });

  test('where there are more pages than the definition allows', async () => {
    const { row, values } = await run('bounded');
    expect(row).toMatchObject(fails('paginate.too-many-pages'));
    expect(values).toEqual([]);
    expect(vendor.asked).toHaveLength(2);
  });
});

const HOSTILE = [
  ['another host', 'http://other.invalid/address?from=2', 'http.host-not-allowed'],
  ['another host by its name alone', '//other.invalid/address', 'http.host-not-allowed'],
  ['another host behind backslashes', '\\\\other.invalid/address', 'http.host-not-allowed'],
  ['another port of the same host', 'http://127.0.0.1:9/address', 'http.host-not-allowed'],
  ['a metadata service', 'http://169.254.169.254/latest', 'http.host-not-allowed'],
  ['a file', 'file:///etc/hosts', 'paginate.address'],
  ['another scheme', 'ftp://127.0.0.1/address', 'paginate.address'],
  ['a script', 'javascript:hush', 'paginate.address'],
  ['credentials', 'http://user:hush@127.0.0.1/', 'paginate.address'],
  ['a host that looks like ours', 'http://127.0.0.1@other.invalid/', 'paginate.address'],
  ['megabytes of address', `/address?hush=${'x'.repeat(20_000)}`, 'paginate.token'],
] as const;

test.each([
  ...HOSTILE.map((one) => ['address', ...one] as const),
  ...HOSTILE.slice(0, 2).map((one) => ['link', ...one] as const),
])('a next address of %s to %s is not followed', async (feed, _, next, code) => {
  vendor.answer = () =>
    feed === 'link' ? { json: page(0), headers: { Link: `<${next}>; rel="next"` } } : { json: { items: page(0), next } };
  const { row, values } = await run(feed);
  expect(row).toMatchObject({ status: 'failed', stop_reason: 'a failure', error: { code } });
  expect(JSON.stringify(row)).not.toContain('hush');
  expect(vendor.asked).toHaveLength(1);
  expect(values).toEqual([]);
});

describe('a total is held against records by their keys', () => {
  const shifting =
    (pages: readonly (readonly number[])[], totals: readonly number[]): Vendor['answer'] =>
    ({ url }) => {
      const at = Number(url.searchParams.get('page')) - 1;
      const items = (pages[at] ?? []).map((id) => ({ id, name: `host${id}.example` }));
      return { json: { items, total: totals[at] ?? totals.at(-1) } };
    };

  test.each(['keyed', 'keyless'])('a list that shifts while it is paged is read to its end: %s', async (feed) => {
    // Two of the first page come again on the second.
    vendor.answer = shifting(
      [
        [1, 2],
        [1, 2, 3],
        [4, 5],
      ],
      [5],
    );
    const { row, values } = await run(feed);
    expect(values).toEqual(NAMES);
    expect(row).toMatchObject({
      status: 'succeeded',
      stop_reason: 'all of 5 records',
      requests: { count: 3 },
      records: { fetched: 7 },
    });
  });

  test.each(['keyed', 'keyless'])(
    'what never comes is missing from the total, and a failure where the definition says so: %s',
    async (feed) => {
      vendor.answer = shifting([[1, 2], [1, 2, 3], []], [5]);
      expect((await run(feed)).row).toMatchObject({
        status: 'failed',
        error: {
          code: 'paginate.short-of-total',
          message: expect.stringContaining('after 3 of 5 records (2 came more than once)'),
        },
      });
      const { row } = await run(`${feed}-noting`);
      expect(row).toMatchObject({
        status: 'succeeded',
        stop_reason: 'an empty page, after 3 of 5 records (2 came more than once)',
      });
    },
  );

  test('a total that falls is a note, or a failure', async () => {
    vendor.answer = shifting(
      [
        [1, 2],
        [4, 5],
      ],
      [5, 4],
    );
    expect((await run('keyed')).row).toMatchObject({ status: 'failed', error: { code: 'paginate.total-changed' } });
    expect((await run('keyed-noting')).row).toMatchObject({
      status: 'succeeded',
      notes: { 'the total fell while its pages were read: records may be missing': 1 },
    });
  });
});
