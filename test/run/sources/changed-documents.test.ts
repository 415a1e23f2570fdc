/** Documents of an index that are new, changed, or gone since the last run. */
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { emptyFolder, runLive } from '../../components/live.ts';
import type { LiveRun } from '../../components/live.ts';
import { ownVendor } from '../../components/own-vendor.ts';
import { demo, shortly } from '../../language/load-text.ts';

const file = join(import.meta.dirname, '../fixtures/changed-documents.yaml');
const vendor = await ownVendor();
const DAY = 86_400_000;
const NOW = Date.UTC(2024, 5, 1);

interface Document {
  readonly version: number;
  /** Days before the first run. */
  readonly age: number;
  readonly names?: readonly (string | { readonly name?: string; readonly hidden?: boolean })[];
  readonly status?: number;
}

let index: Record<string, Document>;
let folder: string;
beforeEach(() => {
  index = {};
  folder = emptyFolder();
  vendor.answer = ({ url: { pathname } }) => {
    if (pathname === '/index')
      return {
        json: {
          entries: Object.entries(index).map(([id, { version, age }]) => ({
            id,
            version,
            at: new Date(NOW - age * DAY).toISOString(),
          })),
        },
      };
    const { names = [], status = 200 } = index[pathname.replace('/documents/', '')] ?? { status: 404 };
    return { status, json: { names: names.map((one) => (typeof one === 'string' ? { name: one } : one)) } };
  };
});

/** Days after the first run. */
const run = async (day: number, more: Partial<LiveRun> = {}) => {
  vendor.asked.length = 0;
  const live = await runLive({ file, feed: 'documents', vendor, folder, now: NOW + day * DAY, ...more });
  const asked = vendor.asked.map(({ url }) => url.pathname).filter((path) => path !== '/index');
  return { ...live, asked: asked.map((path) => path.replace('/documents/', '')).toSorted(), active: activeOf(live) };
};
const activeOf = ({ values, expired }: { readonly values: readonly string[]; readonly expired: readonly string[] }) =>
  values.filter((value) => !expired.includes(value)).toSorted();

describe('`changed`', () => {
  test('a first run fetches what changed in its period, later ones what is new in the index or has another version', async () => {
    index = {
      new: { version: 1, age: 2, names: ['new.example'] },
      old: { version: 1, age: 100, names: ['old.example'] },
    };
    expect(await run(0)).toMatchObject({
      asked: ['new'],
      active: ['new.example'],
      row: { notes: { 'index entries left out': 1 } },
    });
    expect(await run(1)).toMatchObject({ asked: [], active: ['new.example'], row: { status: 'succeeded' } });
    index['late'] = { version: 1, age: 200, names: ['late.example'] };
    expect(await run(2)).toMatchObject({ asked: ['late'], active: ['late.example', 'new.example'] });
    // A version that goes back is another one, too.
    index['old'] = { version: 0, age: 101, names: ['old.example'] };
    expect(await run(3)).toMatchObject({ asked: ['old'], active: ['late.example', 'new.example', 'old.example'] });
    expect((await run(4)).asked).toEqual([]);
  });

  test('an entry that went and came back is new', async () => {
    index = { a: { version: 1, age: 2, names: ['a.example'] }, b: { version: 1, age: 2, names: ['b.example'] } };
    await run(0);
    const { b, ...rest } = index;
    index = rest;
    expect((await run(1)).active).toEqual(['a.example']);
    index = { ...rest, b: b as Document };
    expect(await run(2)).toMatchObject({ asked: ['b'], active: ['a.example', 'b.example'] });
  });

  test('a document that could not be had is fetched again, whatever its time and version', async () => {
    index = {
      a: { version: 1, age: 2, names: ['a.example'] },
      b: { version: 1, age: 2, status: 500 },
    };
    expect((await run(0)).active).toEqual(['a.example']);
    index['b'] = { version: 1, age: 2, names: ['b.example'] };
    expect(await run(5)).toMatchObject({ asked: ['b'], active: ['a.example', 'b.example'] });
    expect((await run(6)).asked).toEqual([]);
  });

  test('so is one of which a record was set aside, and what it listed stands meanwhile', async () => {
    index = { a: { version: 1, age: 2, names: ['a.example', 'b.example'] }, z: { version: 1, age: 2, names: ['z.example'] } };
    await run(0);
    index['a'] = { version: 2, age: 1, names: ['a.example', {}] };
    expect(await run(5)).toMatchObject({ active: ['a.example', 'b.example', 'z.example'], row: { records: { quarantined: 1 } } });
    index['a'] = { version: 2, age: 1, names: ['a.example', 'c.example'] };
    expect(await run(6)).toMatchObject({ asked: ['a'], active: ['a.example', 'c.example', 'z.example'] });
  });

  test('without a window a first run fetches everything', async () => {
    index = { old: { version: 1, age: 1000, names: ['old.example'] } };
    expect((await run(0, { feed: 'known' })).asked).toEqual(['old']);
    expect((await run(1, { feed: 'known' })).asked).toEqual([]);
    index = { other: { version: 1, age: 1000, names: ['other.example'] } };
    expect(await run(2, { feed: 'known' })).toMatchObject({ asked: ['other'], active: ['old.example', 'other.example'] });
  });

  test('a run with a limit takes nothing for known that it has not had', async () => {
    index = { a: { version: 1, age: 2, names: ['a.example'] }, b: { version: 1, age: 2, names: ['b.example', 'c.example'] } };
    await run(0, { run: { limit: 2 } });
    expect((await run(1)).active).toEqual(['a.example', 'b.example', 'c.example']);
  });
});

describe('`snapshot: { of: document }`', () => {
  test('what a document no longer lists is withdrawn, but not what another document lists', async () => {
    index = {
      a: { version: 1, age: 2, names: ['only.example', 'both.example'] },
      b: { version: 1, age: 2, names: ['both.example', 'b.example'] },
      c: { version: 1, age: 2, names: ['c.example'] },
    };
    await run(0);
    index['a'] = { version: 2, age: 1, names: ['added.example'] };
    expect(await run(1)).toMatchObject({
      asked: ['a'],
      active: ['added.example', 'b.example', 'both.example', 'c.example'],
      expired: ['only.example'],
      row: { objects: { created: 1, withdrawn: 1 } },
    });
    index['b'] = { version: 2, age: 1, names: ['b.example'] };
    expect((await run(2)).active).toEqual(['added.example', 'b.example', 'c.example']);
    // It comes back with another document.
    index['c'] = { version: 2, age: 1, names: ['c.example', 'both.example'] };
    expect((await run(3)).active).toEqual(['added.example', 'b.example', 'both.example', 'c.example']);
  });

  test('what moves from one document to another within a run stays', async () => {
    index = { a: { version: 1, age: 2, names: ['moves.example', 'a.example'] }, b: { version: 1, age: 2, names: ['b.example'] } };
    await run(0);
    index = { a: { version: 2, age: 2, names: ['a.example'] }, b: { version: 2, age: 2, names: ['b.example', 'moves.example'] } };
    expect(await run(1)).toMatchObject({ expired: [], row: { objects: { withdrawn: 0 } } });
    index['b'] = { version: 3, age: 2, names: ['b.example'] };
    expect((await run(2)).expired).toEqual(['moves.example']);
  });

  test('what a filter drops is not listed, and what is gone from the index is withdrawn', async () => {
    index = {
      a: { version: 1, age: 2, names: ['a.example'] },
      b: { version: 1, age: 2, names: ['b.example'] },
      c: { version: 1, age: 2, names: ['c.example', 'd.example'] },
    };
    await run(0);
    index['a'] = { version: 2, age: 1, names: [{ name: 'a.example', hidden: true }] };
    const { b: _, ...rest } = index;
    index = rest;
    expect(await run(1)).toMatchObject({ asked: ['a'], active: ['c.example', 'd.example'], expired: ['a.example', 'b.example'] });
  });

  test('a document that fails, or is left out, takes nothing with it', async () => {
    index = { a: { version: 1, age: 2, names: ['a.example'] }, b: { version: 1, age: 2, names: ['b.example'] } };
    await run(0);
    index = { a: { version: 2, age: 1, status: 500 }, b: { version: 2, age: 1, status: 404 } };
    expect((await run(1)).active).toEqual(['a.example', 'b.example']);
    index = { a: { version: 2, age: 1, names: ['x.example'] }, b: { version: 2, age: 1, names: ['b.example'] } };
    expect(await run(2)).toMatchObject({ asked: ['a', 'b'], active: ['b.example', 'x.example'] });
  });

  test('too much at once, and too short an index, are refused, and nothing is changed', async () => {
    index = Object.fromEntries(['a', 'b', 'c', 'd'].map((id) => [id, { version: 1, age: 2, names: [`${id}.example`] }]));
    const { digest } = await run(0, { feed: 'all' });
    const { a, b, c } = index as Record<'a' | 'b' | 'c', Document>;
    index = { a };
    expect(await run(1, { feed: 'all' })).toMatchObject({
      digest,
      row: {
        status: 'failed',
        error: { code: 'store.snapshot-refused', message: expect.stringContaining('The index has 1 entry') },
      },
    });
    index = { a, b: { ...b, names: [] }, c: { ...c, names: [] } };
    expect(await run(2, { feed: 'all' })).toMatchObject({
      digest,
      row: { error: { code: 'store.snapshot-refused', message: expect.stringContaining('3 of 4 objects (75 %)') } },
    });
    index = { a, b, c: { ...c, names: [] } };
    expect((await run(3, { feed: 'all' })).expired).toEqual(['c.example', 'd.example']);
  });

  test('what a document with a new version leaves out was taken out by somebody, however much it is', async () => {
    index = { a: { version: 1, age: 2, names: ['a.example', 'b.example'] } };
    await run(0);
    index['a'] = { version: 2, age: 1, names: [] };
    expect(await run(1)).toMatchObject({ expired: ['a.example', 'b.example'], row: { status: 'succeeded' } });
  });

  test('a dry run says what would be withdrawn', async () => {
    index = { a: { version: 1, age: 2, names: ['a.example', 'b.example', 'c.example'] } };
    const { digest } = await run(0);
    index['a'] = { version: 2, age: 1, names: ['a.example', 'd.example'] };
    const dry = await run(1, { run: { dryRun: true } });
    expect(dry).toMatchObject({ digest, row: { objects: { created: 1, withdrawn: 2 } } });
    expect((await run(1)).row).toMatchObject({ objects: { created: 1, withdrawn: 2 } });
  });

  test('a run that is cut off after its seal withdraws the same when it goes on', async () => {
    index = { a: { version: 1, age: 2, names: ['a.example', 'b.example', 'c.example'] } };
    await run(0);
    const crashed = emptyFolder();
    const straight = folder;
    folder = crashed;
    await run(0);
    index['a'] = { version: 2, age: 1, names: ['a.example', 'd.example'] };
    await expect(
      run(1, {
        onStep: (name) => {
          if (name === 'sealed') throw new Error('cut off');
        },
      }),
    ).rejects.toThrow('cut off');
    const resumed = await run(1);
    expect(resumed).toMatchObject({ asked: [], expired: ['b.example', 'c.example'] });
    folder = straight;
    expect((await run(1)).digest).toBe(resumed.digest);
  });
});

const pack = (source: string, more = ''): readonly string[] =>
  shortly(
    demo(`connection: { http: { base_url: https://api.example.com } }
endpoints:
  index: { request: { path: /index }, records: $ }
  keyed: { request: { path: /index }, records: $, key: !expr id }
  document: { args: { id: string }, request: { path: !tmpl "/{{@args.id}}" }, records: $ }
feeds:
  f:
    title: F
    source: ${source}
    ${more}
    report: { a: { type: indicator, value: !expr a } }
`),
  );

test.each<[string, string, string, readonly string[]]>([
  ['an index with a key', '{ each: keyed, call: document, with: { id: !expr id }, changed: !expr at }', '', []],
  [
    'an index without a key',
    '{ each: index, call: document, with: { id: !expr id }, changed: !expr at }',
    '',
    ['source.index-key 13:68'],
  ],
  ['a source without an index', '{ call: keyed, changed: !expr at }', '', ['source.changed 13:28']],
  ['a snapshot of documents without an index', 'keyed', 'snapshot: { of: document }', ['snapshot.no-index 14:17']],
  [
    'a run that is cut into windows',
    '{ each: keyed, call: document, with: { id: !expr id }, changed: !expr at }',
    'window: { period: P30D, step: P1D }',
    ['source.index-windows 14:29'],
  ],
])('`changed` and `of: document` are checked: %s', (_, source, more, findings) => {
  expect(pack(source, more)).toEqual(findings);
});
