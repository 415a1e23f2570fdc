import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Given, Live, LiveRun, Vendor } from '../live.ts';
import { emptyFolder, runLive, startVendor } from '../live.ts';
import { openStore } from '../../../engine/store/sqlite/open-store.ts';

const FILE = join(import.meta.dirname, 'fixtures/keeping.yaml');

let vendor: Vendor;
let folder: string;
beforeAll(async () => {
  vendor = await startVendor();
});
beforeEach(() => {
  folder = emptyFolder();
});
afterAll(() => vendor.close());

/** A run, and what it asked for: path and query of each request. */
const run = async (feed: string, more: Partial<LiveRun> = {}): Promise<Live & { readonly asked: readonly string[] }> => {
  vendor.asked.length = 0;
  const live = await runLive({ file: FILE, feed, vendor, folder, ...more });
  return { ...live, asked: vendor.asked.map(({ url }) => decodeURIComponent(url.pathname + url.search)) };
};

/** Keys of what is set aside. */
const aside = (): readonly string[] => {
  const store = openStore({ path: join(folder, 'store.db'), readOnly: true });
  const keys = [...store.quarantine({})].map(({ key }) => key);
  store.close();
  return keys;
};

const item = (name: string, modified: string) => ({ name, modified });

describe('the largest value', () => {
  const items = [item('a.example', '2024-05-01T10:00:00Z'), item('b.example', '2024-05-02T10:00:00Z')];
  const later = item('c.example', '2024-05-02T10:00:00Z');
  /** From this time on, both ends of it. */
  const from =
    (all: readonly ReturnType<typeof item>[]): Vendor['answer'] =>
    ({ url }) => ({ json: { items: all.filter(({ modified }) => modified >= (url.searchParams.get('since') ?? '')) } });

  test('is asked from on, and an equal one that turned up later comes in', async () => {
    vendor.answer = from(items);
    expect((await run('changes')).asked).toEqual(['/changes']);
    vendor.answer = from([...items, later]);
    const second = await run('changes');
    expect(second.asked).toEqual(['/changes?since=2024-05-02T10:00:00Z']);
    expect(second.row.records).toMatchObject({ fetched: 2, duplicate: 1, mapped: 1 });
    expect(second.values).toEqual(['a.example', 'b.example', 'c.example']);
    expect((await run('changes')).row.records).toMatchObject({ fetched: 2, duplicate: 2, mapped: 0 });
  });

  test('with an overlap is asked from earlier on', async () => {
    vendor.answer = from(items);
    await run('overlapping');
    expect(await run('overlapping')).toMatchObject({
      asked: ['/changes?since=2024-05-02T09:00:00.000Z'],
      row: { records: { duplicate: 1, mapped: 0 } },
    });
  });

  test('does not move with a run that fails, is interrupted, is dry or stops at a limit', async () => {
    vendor.answer = from(items.slice(0, 1));
    const before = (await run('changes')).state;
    vendor.answer = from(items);
    expect((await run('changes', { run: { dryRun: true } })).state).toEqual(before);
    expect((await run('changes', { run: { limit: 1 } })).state).toEqual(before);
    const abort = new AbortController();
    vendor.answer = (asked) => {
      abort.abort();
      return from(items)(asked);
    };
    expect(await run('changes', { signal: abort.signal })).toMatchObject({ row: { status: 'interrupted' }, state: before });
    vendor.answer = () => ({ status: 500 });
    expect(await run('changes')).toMatchObject({ row: { status: 'failed' }, state: before });
    vendor.answer = from(items);
    expect(await run('changes')).toMatchObject({
      asked: ['/changes?since=2024-05-01T10:00:00Z'],
      values: ['a.example', 'b.example'],
    });
  });

  test.each(['staged', 'sealed', 'batch', 'committed'])(
    'and its objects are both in the store or both not, after a crash at the step "%s"',
    async (step) => {
      vendor.answer = from(items);
      const crash = (name: string): void => {
        if (name === step) throw new Error('crash');
      };
      await expect(run('changes', { onStep: crash })).rejects.toThrow('crash');
      const next = await run('changes');
      expect(next.values).toEqual(['a.example', 'b.example']);
      expect(next.asked).toEqual(step === 'staged' ? ['/changes'] : []);
      expect(await run('changes')).toMatchObject({
        asked: ['/changes?since=2024-05-02T10:00:00Z'],
        row: { records: { duplicate: 1, mapped: 0 } },
      });
    },
  );
});

describe('a record that was set aside', () => {
  const items = [1, 2, 3].map((id) => ({ id, ...item(`h${id}.example`, `2024-05-01T0${id}:00:00Z`) }));
  /** The details of some can't be had. */
  const withoutDetails =
    (...broken: readonly number[]): Vendor['answer'] =>
    ({ url }) => {
      const id = Number(url.pathname.split('/')[2]);
      if (url.pathname !== '/changes') return broken.includes(id) ? { status: 404 } : { json: {} };
      return { json: { items: items.filter(({ modified }) => modified >= (url.searchParams.get('since') ?? '')) } };
    };

  test('at the edge comes through when it is given again, and the others there stay known', async () => {
    vendor.answer = withoutDetails(3);
    expect((await run('detailed')).row.records).toMatchObject({ mapped: 2, quarantined: 1 });
    expect(aside()).toEqual(['[3]']);
    // Still broken: still no duplicate.
    expect((await run('detailed')).row.records).toMatchObject({ fetched: 1, duplicate: 0, quarantined: 1 });
    vendor.answer = withoutDetails();
    const { row, values } = await run('detailed');
    expect([row.records.mapped, values, aside()]).toEqual([1, ['h1.example', 'h2.example', 'h3.example'], []]);
    expect((await run('detailed')).row.records).toMatchObject({ fetched: 1, duplicate: 1, mapped: 0 });
  });

  test('within the overlap as well', async () => {
    vendor.answer = withoutDetails(1, 2);
    await run('detailed-overlapping');
    vendor.answer = withoutDetails(2);
    expect((await run('detailed-overlapping')).row.records).toMatchObject({
      fetched: 3,
      duplicate: 1,
      mapped: 1,
      quarantined: 1,
    });
    expect(aside()).toEqual(['[2]']);
    vendor.answer = withoutDetails();
    expect((await run('detailed-overlapping')).row.records).toMatchObject({ duplicate: 2, mapped: 1 });
    expect(aside()).toEqual([]);
  });

  test('by a filter comes through once the definition is mended, although the filters change it', async () => {
    vendor.answer = () => ({
      json: { items: ['text', true].map((odd, at) => ({ ...item(`${'ab'[at]}.example`, '2024-05-01T01:00:00Z'), odd })) },
    });
    expect((await run('judged', { options: { flavour: 'plain' } })).row.records).toMatchObject({ quarantined: 1 });
    expect(aside()).toHaveLength(1);
    const { row, values } = await run('judged', { options: { flavour: 'mended' } });
    expect([row.records.mapped, values, aside()]).toEqual([1, ['a.example', 'b.example'], []]);
  });

  test('is none any more where the same one comes through later in the run', async () => {
    let asked = 0;
    vendor.answer = ({ url }) => {
      if (url.pathname === '/changes') return { json: { items: [...items, { ...items[0], note: 'again' }] } };
      return url.pathname === '/detail/1' && asked++ === 0 ? { status: 404 } : { json: {} };
    };
    const { row, values } = await run('detailed-apart');
    expect(row.records).toMatchObject({ fetched: 4, quarantined: 1, mapped: 3 });
    expect([values.length, aside()]).toEqual([3, []]);
  });

  test('of a state that an earlier version left among the known ones comes through', async () => {
    vendor.answer = withoutDetails();
    const known = await run('detailed');
    vendor.answer = withoutDetails(3);
    folder = emptyFolder();
    await run('detailed');
    // That state's edge has the record, as those of earlier versions did.
    const store = openStore({ path: join(folder, 'store.db') });
    await store.setState(
      { feed: 'tide-tables/detailed', instance: '', partition: '', source: 'Tide Tables' },
      { until: undefined, state: known.state },
      0,
    );
    store.close();
    vendor.answer = withoutDetails();
    expect((await run('detailed')).row.records).toMatchObject({ duplicate: 0, mapped: 1 });
    expect(aside()).toEqual([]);
  });
});

describe('a list that is promised to be in ascending order, and is not', () => {
  const OUT_OF_ORDER = 'records out of the ascending order: no state moved before the end';
  const day = (n: number) => item(`h${n}.example`, `2024-05-0${n}T00:00:00Z`);
  const all = [1, 2, 3, 4, 5, 6].map((n) => `h${n}.example`);
  /** Pages of days; after `since` as the vendor reads it, in the same order. */
  const paged =
    (pages: readonly (readonly number[])[], failAt = Infinity): Vendor['answer'] =>
    ({ url }) => {
      const page = Number(url.searchParams.get('page'));
      if (page >= failAt) return { status: 500 };
      const since = url.searchParams.get('since') ?? '';
      const days = pages
        .flat()
        .map(day)
        .filter(({ modified }) => modified >= since);
      return { json: { items: days.slice(2 * (page - 1), 2 * page) } };
    };
  const PAGES = [
    [1, 2],
    [5, 6],
    [3, 4],
  ];

  test('loses none, although there was a commit before the page that is out of order', async () => {
    vendor.answer = paged(PAGES);
    const commits: string[] = [];
    const { row, values, asked, state } = await run('ordered', {
      onStep: (name) => void (name === 'committed' && commits.push(name)),
    });
    expect(values).toEqual(all);
    expect(asked).toEqual([1, 2, 3, 4].map((page) => `/ordered?page=${page}`));
    expect(commits).toHaveLength(2);
    expect(row).toMatchObject({ status: 'succeeded', notes: { [OUT_OF_ORDER]: 2 }, records: { fetched: 6, duplicate: 0 } });
    expect(state).toMatchObject({ value: '2024-05-06T00:00:00Z' });
  });

  test('and fails after that page, the next run begins where this one did', async () => {
    vendor.answer = paged(PAGES, 4);
    const broken = await run('ordered');
    expect(broken).toMatchObject({ row: { status: 'failed' }, state: undefined });
    vendor.answer = paged(PAGES);
    const next = await run('ordered');
    expect([next.asked[0], next.values]).toEqual(['/ordered?page=1', all]);
  });

  test('within a page moves no state with that page', async () => {
    vendor.answer = paged(
      [
        [1, 3],
        [4, 2],
        [5, 6],
      ],
      4,
    );
    const broken = await run('ordered');
    expect(broken).toMatchObject({ row: { status: 'failed' }, values: [], state: undefined });
  });

  test('in order it moves with each page, and the notes have no word of it', async () => {
    vendor.answer = paged(
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      4,
    );
    const broken = await run('ordered');
    expect(broken).toMatchObject({ row: { status: 'failed' }, state: { value: '2024-05-03T00:00:00Z' } });
    vendor.answer = paged([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    const next = await run('ordered');
    expect([next.asked[0], next.values]).toEqual(['/ordered?since=2024-05-03T00:00:00Z&page=1', all]);
    expect(Object.keys(next.row.notes)).toEqual([]);
  });
});

describe('in ascending order', () => {
  const all = Array.from({ length: 11 }, (_, index) => ({
    id: index + 1,
    name: `h${String(index + 1).padStart(2, '0')}.example`,
  }));
  /** Pages of three after the id; `failAt` breaks the feed there. */
  const after =
    (failAt = Infinity): Vendor['answer'] =>
    ({ url }) => {
      const from = Number(url.searchParams.get('after') ?? 0);
      return from >= failAt ? { status: 500 } : { json: { items: all.filter(({ id }) => id > from).slice(0, 3) } };
    };

  test('a run that fails late has committed what came before, and the next one goes on there', async () => {
    vendor.answer = after(8);
    const broken = await run('log');
    expect(broken.row).toMatchObject({ status: 'failed', error: { code: 'http.status' } });
    expect(broken.values).toEqual(all.slice(0, 6).map(({ name }) => name));
    expect(broken.state).toMatchObject({ value: 5 });
    vendor.answer = after();
    const next = await run('log');
    expect(next.asked[0]).toBe('/log?after=5');
    expect(next.row).toMatchObject({ status: 'succeeded', stop_reason: 'an empty page' });
    expect(next.values).toEqual(all.map(({ name }) => name));
    expect(next.state).toMatchObject({ value: 11 });
  });

  test('one run brings everything, in several commits, and counts it once', async () => {
    vendor.answer = after();
    const commits: string[] = [];
    const { row, values } = await run('log', { onStep: (name) => void (name === 'committed' && commits.push(name)) });
    expect(values).toHaveLength(11);
    expect(commits.length).toBeGreaterThan(1);
    expect(row.records.fetched - row.records.duplicate).toBe(11);
    expect(row).toMatchObject({ status: 'succeeded', objects: { created: 11 } });
  });

  test('a dry run reads on without a rest', async () => {
    vendor.answer = after();
    expect((await run('log', { run: { dryRun: true } })).asked).toEqual([
      '/log',
      '/log?after=3',
      '/log?after=6',
      '/log?after=9',
      '/log?after=11',
    ]);
  });

  test('a run that was killed at a rest goes on from there', async () => {
    vendor.answer = after();
    let commits = 0;
    const crash = (name: string): void => {
      if (name === 'committed' && ++commits === 2) throw new Error('crash');
    };
    await expect(run('log', { onStep: crash })).rejects.toThrow('crash');
    const next = await run('log');
    expect(next.asked[0]).not.toBe('/log');
    expect(next.values).toEqual(all.map(({ name }) => name));
    expect((await run('log')).row.records).toMatchObject({ mapped: 0 });
  });
});

test('a delta link is where the next run starts, as the server wrote it', async () => {
  const link = (query: string): string => `${vendor.origin}/delta?${query}`;
  const answers: Readonly<Record<string, unknown>> = {
    '/delta?fields=name': { value: [item('a.example', '')], '@odata.nextLink': link('skip=1') },
    '/delta?skip=1': { value: [item('b.example', '')], '@odata.deltaLink': link('delta=2') },
    '/delta?delta=2': { value: [item('c.example', '')], '@odata.deltaLink': link('delta=3') },
    '/delta?delta=3': { value: [] },
  };
  vendor.answer = ({ url }) => ({ json: answers[url.pathname + url.search] });
  expect((await run('delta')).asked).toEqual(['/delta?fields=name', '/delta?skip=1']);
  expect(await run('delta')).toMatchObject({ asked: ['/delta?delta=2'], values: ['a.example', 'b.example', 'c.example'] });
  expect((await run('delta')).asked).toEqual(['/delta?delta=3']);
  // An answer without a link leaves the old one.
  expect((await run('delta')).asked).toEqual(['/delta?delta=3']);
});

test('a delta link to another host is not followed by the next run', async () => {
  vendor.answer = () => ({ json: { value: [item('a.example', '')], '@odata.deltaLink': 'http://other.invalid/delta' } });
  expect((await run('delta')).row.status).toBe('succeeded');
  expect(await run('delta')).toMatchObject({ asked: [], row: { status: 'failed', error: { code: 'http.host-not-allowed' } } });
});

test('the date of the last object is where a TAXII feed goes on', async () => {
  vendor.answer = ({ url }) => {
    const next = url.searchParams.get('next');
    if (url.searchParams.get('added_after') !== null) return { json: {} };
    const headers = { 'X-TAXII-Date-Added-Last': next === null ? '2024-01-01T00:00:00.000001Z' : '2024-01-02T00:00:00.000001Z' };
    return {
      headers,
      json: next === null ? { more: true, next: 'p2', objects: [item('a.example', '')] } : { objects: [item('b.example', '')] },
    };
  };
  expect(await run('objects')).toMatchObject({ asked: ['/objects', '/objects?next=p2'], values: ['a.example', 'b.example'] });
  for (const _ of [1, 2]) expect((await run('objects')).asked).toEqual(['/objects?added_after=2024-01-02T00:00:00.000001Z']);
});

describe('an unchanged source', () => {
  const items = [item('a.example', ''), item('b.example', ''), item('c.example', '')];
  /** A server that knows conditions; with `validators: false` one that does not. */
  const serving =
    (list: readonly unknown[], validators = true): Vendor['answer'] =>
    ({ headers }): Given => {
      const etag = `"${createHash('sha256').update(JSON.stringify(list)).digest('hex')}"`;
      if (!validators) return { json: { items: list } };
      return headers['if-none-match'] === etag
        ? { status: 304, headers: { etag } }
        : { json: { items: list }, headers: { etag } };
    };

  test('takes one request, says "nothing new", and withdraws nothing of a snapshot', async () => {
    vendor.answer = serving(items);
    const first = await run('dump');
    expect(first.row).toMatchObject({ status: 'succeeded', objects: { created: 3 } });
    const second = await run('dump');
    expect(second.row).toMatchObject({
      status: 'succeeded',
      stop_reason: 'nothing new: the server answered 304',
      requests: { count: 1 },
      records: { fetched: 0 },
      objects: { created: 0, updated: 0, unchanged: 0, withdrawn: 0 },
    });
    expect(second).toMatchObject({ values: first.values, expired: [], state: first.state as object });
  });

  test('that has changed is read, and the new state is kept', async () => {
    vendor.answer = serving(items);
    await run('dump');
    vendor.answer = serving(items.slice(1));
    expect(await run('dump')).toMatchObject({ row: { objects: { withdrawn: 1 } }, expired: ['a.example'] });
    expect((await run('dump')).row.stop_reason).toMatch(/^nothing new/);
  });

  test('withdraws nothing in a run that stops at a limit, and is read again after it', async () => {
    vendor.answer = serving(items);
    await run('dump', { run: { limit: 2 } });
    expect(await run('dump')).toMatchObject({ row: { records: { fetched: 3 } }, expired: [] });
    vendor.answer = serving(items.slice(1));
    expect(await run('dump', { run: { limit: 1 } })).toMatchObject({ row: { objects: { withdrawn: 0 } }, expired: [] });
  });

  test('is found by its body where the server knows no conditions', async () => {
    vendor.answer = serving(items, false);
    await run('dump');
    expect(await run('dump')).toMatchObject({
      row: { stop_reason: 'nothing new: the body is the same', records: { fetched: 0 }, objects: { withdrawn: 0 } },
      expired: [],
    });
  });

  test('is read again under other options', async () => {
    vendor.answer = serving(items);
    await run('dump');
    expect((await run('dump', { options: { flavour: 'other' } })).row.records).toMatchObject({ fetched: 3 });
    expect(vendor.asked[0]?.headers).not.toHaveProperty('if-none-match');
  });

  test('is read again after a run that set a record aside', async () => {
    vendor.answer = serving([...items, { modified: '' }]);
    expect((await run('dump')).row.records).toMatchObject({ quarantined: 1 });
    expect((await run('dump')).row.records).toMatchObject({ fetched: 4 });
  });

  test('is not taken for unchanged after a run that failed', async () => {
    vendor.answer = serving(items);
    await run('dump');
    vendor.answer = serving([]);
    expect((await run('dump')).row).toMatchObject({ status: 'failed', error: { code: 'store.snapshot-refused' } });
    expect((await run('dump')).row).toMatchObject({ status: 'failed', error: { code: 'store.snapshot-refused' } });
  });

  test('a 304 that nobody asked for is a failure', async () => {
    vendor.answer = () => ({ status: 304 });
    expect((await run('dump')).row).toMatchObject({ status: 'failed', error: { code: 'http.status' } });
  });
});
