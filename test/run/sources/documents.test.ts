import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createVocabulary } from '../../../engine/components/vocabulary.ts';
import { createDefinitionEvaluator } from '../../../engine/expression/definition/definition-evaluator.ts';
import { loadPack } from '../../../engine/language/load.ts';
import { describePlan } from '../../../engine/plan/describe-plan.ts';
import { planFeed } from '../../../engine/plan/plan-feed.ts';
import { openStore } from '../../../engine/store/sqlite/open-store.ts';
import { emptyFolder, runLive } from '../../components/live.ts';
import type { Asked, Given, LiveRun } from '../../components/live.ts';
import { ownVendor } from '../../components/own-vendor.ts';
import { demo } from '../../language/load-text.ts';

const file = join(import.meta.dirname, '../fixtures/documents.yaml');
const vendor = await ownVendor();

interface Entry {
  readonly id: string;
  readonly wanted?: boolean;
  readonly label?: string;
  readonly least?: number;
  readonly changed?: string;
}
const entry = (id: string, more: Partial<Entry> = {}): Entry => ({ id, wanted: true, label: `of ${id}`, ...more });

/** An index of two entries a page; a document is what `text` gives, by default one row. */
const serve = (
  entries: readonly Entry[],
  document: (id: string, asked: Asked) => Given = (id) => rows(`${id}.example`),
): void => {
  vendor.answer = (asked) => {
    const { pathname, searchParams } = asked.url;
    const from = (Number(searchParams.get('page')) - 1) * 2;
    return pathname === '/index'
      ? { json: { entries: entries.slice(from, from + 2) } }
      : document(pathname.replace('/documents/', ''), asked);
  };
};
const rows = (...names: readonly string[]): Given => ({ text: ['name,score', ...names.map((name) => `${name},5`)].join('\n') });
const run = (feed: string, more: Partial<LiveRun> = {}) => runLive({ file, feed, vendor, folder: emptyFolder(), ...more });
const paths = (): readonly string[] => vendor.asked.map(({ url }) => url.pathname);

const views = async (folder: string) => {
  const store = openStore({ path: join(folder, 'store.db'), readOnly: true });
  try {
    return [...store.objects({})].map(({ value, tlp, published_at, attributes }) => ({
      value: String(value),
      tlp,
      published_at,
      attributes: Object.fromEntries(attributes.map((one) => [one.name, one.value])),
    }));
  } finally {
    await store.close();
  }
};

describe('an index and its documents', () => {
  test('filters, let and report see the entry of the index as `$parent`', async () => {
    const folder = emptyFolder();
    serve([entry('a'), entry('b', { least: 6 }), entry('c', { least: 5 })]);
    const { row } = await run('documents', { folder });
    expect(row).toMatchObject({ records: { fetched: 3, mapped: 2, dropped: { 'below what the index says': 1 } } });
    expect(await views(folder)).toMatchObject([
      { value: 'a.example', attributes: { Label: 'of a' } },
      { value: 'c.example', attributes: { Label: 'of c' } },
    ]);
  });

  test('the documents of all pages of the index are fetched, but for those that `where` leaves out', async () => {
    serve([entry('a'), entry('b', { wanted: false }), entry('c'), entry('d'), { id: 'e' }]);
    const { row, values } = await run('documents');
    expect(values).toEqual(['a.example', 'c.example', 'd.example']);
    expect(paths().toSorted()).toEqual(['/documents/a', '/documents/c', '/documents/d', '/index', '/index', '/index']);
    expect(row).toMatchObject({ notes: { 'index entries left out': 2 } });
  });

  test("records come in the index's order, whichever document is there first", async () => {
    const folder = emptyFolder();
    const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    serve(
      ids.map((id) => entry(id)),
      // A long first document is still on its way when the short ones have ended.
      (id) => rows('same.example', ...Array.from({ length: id === 'a' ? 20_000 : 3 }, (_, at) => `${id}${at}.example`)),
    );
    const { row } = await run('documents', { folder });
    expect(row).toMatchObject({ status: 'succeeded', records: { fetched: 20_001 + 7 * 4 } });
    expect((await views(folder)).find(({ value }) => value === 'same.example')).toMatchObject({ attributes: { Order: 'h' } });
  });

  test('an answer of one that ends the run leaves out what had come of those after it', async () => {
    serve(
      ['a', 'b', 'c', 'd'].map((id) => entry(id)),
      (id) => (id === 'b' ? { status: 410 } : rows(`${id}.example`)),
    );
    const { row, values } = await run('documents');
    expect(row.stop_reason).toContain('all later ones are gone');
    expect(values).toEqual([]);
  });

  test('one that breaks off is read again, and nothing comes twice', async () => {
    let times = 0;
    serve([entry('a'), entry('b'), entry('c')], (id) => {
      const whole = rows(...Array.from({ length: 5000 }, (_, at) => `${id}${at}.example`));
      return id === 'b' && times++ === 0 ? { ...whole, headers: { 'content-length': '99999999' }, cut: 60_000 } : whole;
    });
    const { row } = await run('documents');
    expect(row).toMatchObject({ status: 'succeeded', records: { fetched: 15_000, mapped: 15_000 } });
  });

  test('a failure of one fails the window, and nothing of it is kept', async () => {
    serve([entry('a'), entry('b'), entry('c')], (id) => (id === 'b' ? { status: 400 } : rows(`${id}.example`)));
    const { row, values } = await run('documents');
    expect(row).toMatchObject({ status: 'failed', error: { code: 'http.status' } });
    expect(values).toEqual([]);
  });

  test('`--limit` ends in the order of the index', async () => {
    serve(
      ['a', 'b', 'c', 'd'].map((id) => entry(id)),
      (id) => rows(`${id}1.example`, `${id}2.example`),
    );
    const { values } = await run('documents', { run: { limit: 3 } });
    expect(values).toEqual(['a1.example', 'a2.example', 'b1.example']);
  });

  test('the state of an entry says which documents the next run wants', async () => {
    const folder = emptyFolder();
    const entries = [entry('a', { changed: '2024-05-01T00:00:00Z' }), entry('b', { changed: '2024-05-02T00:00:00Z' })];
    serve(entries);
    const first = await run('newest', { folder });
    expect(first.state).toMatchObject({ value: '2024-05-02T00:00:00Z' });
    serve([...entries, entry('c', { changed: '2024-05-03T00:00:00Z' })]);
    vendor.asked.length = 0;
    const second = await run('newest', { folder });
    expect(paths()).toEqual(['/index', '/index', '/documents/c']);
    expect(second.state).toMatchObject({ value: '2024-05-03T00:00:00Z' });
  });

  test('a plan asks for the index for certain, and for a document for each entry', () => {
    const { pack } = loadPack(file, createVocabulary());
    const feed = pack?.feeds.get('documents');
    if (pack === undefined || feed === undefined) throw new Error('no such feed');
    const evaluator = createDefinitionEvaluator(() => 0);
    const options = { host: vendor.origin };
    const range = { now: 0, since: undefined, until: undefined, checkpoint: undefined, clip: false };
    const { calls } = describePlan(planFeed({ pack, feed, options, ...range }, evaluator), new URL(vendor.origin), evaluator);
    expect(calls).toMatchObject([
      { endpoint: 'index', certain: true, url: `${vendor.origin}/index?page=1` },
      { endpoint: 'document', certain: false, per: 'each entry of index' },
      { endpoint: 'index', certain: false, per: 'each further page' },
    ]);
  });

  test('the words of an index are for an index, and nobody gives it arguments', () => {
    const found = (source: string): readonly string[] =>
      demo(`endpoints:
  one: { request: { path: /a }, records: $ }
  other: { args: { id: any }, request: { path: /a }, records: $ }
feeds: { f: { title: F, source: ${source}, report: { a: { type: report, value: !expr a } } } }`).diagnostics.map(
        ({ code }) => code,
      );
    expect(found('{ call: one, where: !expr id }')).toEqual(['source.where']);
    expect(found('{ call: one, concurrency: 2 }')).toEqual(['source.concurrency']);
    expect(found('{ call: one, on_failure: absent }')).toEqual(['source.on_failure']);
    expect(found('{ each: one, call: one, order: sequential, concurrency: 2 }')).toEqual(['source.concurrency']);
    expect(found('{ each: one, call: one, where: !expr $args.id }')).toEqual(['expression.unknown-variable']);
    expect(found('{ each: other, call: one }')).toEqual(['source.index-arguments']);
    expect(found('{ each: one, call: one, where: !expr id > $state, concurrency: 2 }')).toEqual([]);
  });
});

describe('a document that fails', () => {
  const three = [
    entry('a', { changed: '2024-05-01T00:00:00Z' }),
    entry('b', { changed: '2024-05-02T00:00:00Z' }),
    entry('c', { changed: '2024-05-03T00:00:00Z' }),
  ];
  const broken = (...ids: readonly string[]) =>
    serve(three, (id) => (ids.includes(id) ? { status: 400 } : rows(`${id}.example`)));
  const aside = async (folder: string) => {
    const store = openStore({ path: join(folder, 'store.db'), readOnly: true });
    try {
      return [...store.quarantine({})].map(({ key, place, code }) => ({ key, place, code }));
    } finally {
      await store.close();
    }
  };
  const documents = (): readonly string[] =>
    paths()
      .filter((path) => path !== '/index')
      .toSorted();

  test.each(['set-aside', 'set-aside-by-time'])(
    '%s: is counted, and fetched again until it is there, whatever `where` says',
    async (feed) => {
      const folder = emptyFolder();
      broken('b');
      const first = await run(feed, { folder });
      expect(first.row).toMatchObject({ status: 'succeeded', records: { fetched: 3, mapped: 2, quarantined: 1 } });
      expect(first.row.stop_reason).toContain('3 documents, 1 of them failed');
      expect(first.values).toEqual(['a.example', 'c.example']);
      expect(await aside(folder)).toEqual([{ key: 'document {"id":"b"}', place: 'entry 2 of index', code: 'http.status' }]);

      vendor.asked.length = 0;
      const still = await run(feed, { folder, now: Date.UTC(2024, 5, 2) });
      expect(documents()).toEqual(['/documents/b']);
      expect(still.row).toMatchObject({
        status: 'succeeded',
        records: { fetched: 0 },
        notes: { 'documents still set aside': 1 },
      });
      expect(await aside(folder)).toHaveLength(1);

      broken();
      vendor.asked.length = 0;
      const then = await run(feed, { folder, now: Date.UTC(2024, 5, 3) });
      expect(documents()).toEqual(['/documents/b']);
      expect(then.row).toMatchObject({
        status: 'succeeded',
        records: { fetched: 1, mapped: 1, quarantined: 0, outside_window: 0 },
      });
      expect(then.values).toEqual(['a.example', 'b.example', 'c.example']);
      expect(await aside(folder)).toEqual([]);

      vendor.asked.length = 0;
      await run(feed, { folder, now: Date.UTC(2024, 5, 4) });
      expect(documents()).toEqual([]);
    },
  );

  test('keeps an index that did not change from being passed over', async () => {
    const folder = emptyFolder();
    broken('b');
    for (const still of [0, 1, 2]) {
      const { row } = await run('set-aside-unchanged', { folder });
      expect(row).toMatchObject({ status: 'succeeded', records: { quarantined: still === 0 ? 1 : 0 } });
    }
    broken();
    expect(await run('set-aside-unchanged', { folder })).toMatchObject({ values: ['a.example', 'b.example', 'c.example'] });
    expect((await run('set-aside-unchanged', { folder })).row.stop_reason).toContain('nothing new');
  });

  test('that breaks off keeps what came of it, and comes whole the next time', async () => {
    const folder = emptyFolder();
    const text = 'name,score\nb1.example,5\nb2.example,"5';
    serve(three, (id) => (id === 'b' ? { text } : rows(`${id}.example`)));
    const first = await run('set-aside', { folder });
    expect(first.row).toMatchObject({ status: 'succeeded', records: { quarantined: 1 } });
    serve(three, (id) => rows(`${id}1.example`, `${id}2.example`));
    const then = await run('set-aside', { folder });
    expect(then.row).toMatchObject({ status: 'succeeded', records: { fetched: 2, mapped: 2 } });
    expect(then.values).toEqual(['a.example', 'b1.example', 'b2.example', 'c.example']);
  });

  test('may be left out, with a note', async () => {
    broken('a', 'c');
    const { row, values } = await run('left-out');
    expect(row).toMatchObject({
      status: 'succeeded',
      records: { fetched: 1, mapped: 1, quarantined: 0 },
      notes: { 'documents absent: http.status': 2 },
    });
    expect(values).toEqual(['b.example']);
  });

  test('keeps a snapshot from withdrawing what it would have listed', async () => {
    const folder = emptyFolder();
    broken();
    await run('left-out', { folder });
    broken('b');
    expect(await run('left-out', { folder })).toMatchObject({ row: { objects: { withdrawn: 0 } }, expired: [] });
    serve(three.slice(0, 2));
    expect(await run('left-out', { folder })).toMatchObject({ row: { objects: { withdrawn: 1 } }, expired: ['c.example'] });
  });

  test('for a reason that holds for all of them fails the run', async () => {
    serve(three, (id) => (id === 'b' ? { status: 403 } : rows(`${id}.example`)));
    expect((await run('set-aside')).row).toMatchObject({ status: 'failed', error: { code: 'vendor.refused' } });
  });

  test('is no cover for more than may be set aside', async () => {
    broken('a', 'b', 'c');
    expect((await run('set-aside')).row).toMatchObject({
      status: 'failed',
      error: { code: 'run.quarantine', message: expect.stringContaining('3 of 3 records') },
    });
  });

  test('of an entry that says too little for the call is set aside under its content', async () => {
    const folder = emptyFolder();
    serve([...three, { ...entry('x'), id: { no: 'id' } } as unknown as Entry]);
    const { row } = await run('set-aside', { folder });
    expect(row).toMatchObject({ status: 'succeeded', records: { fetched: 4, mapped: 3, quarantined: 1 } });
    expect(await aside(folder)).toEqual([{ key: expect.stringMatching(/^#/), place: 'entry 4 of index', code: 'call.argument' }]);
  });
});

describe('a further call for each record', () => {
  const members: Readonly<Record<string, Given>> = {
    'r1-': { json: { next: 'n', items: [{ name: 'a.example' }] } },
    'r1-n': {
      json: {
        items: [{ name: 'c.example' }, { name: 'b.example' }],
      },
    },
    'r2-': { json: { items: [] } },
  };
  test('is asked for all of its pages', async () => {
    vendor.answer = ({ url: { pathname, searchParams } }) =>
      pathname === '/reports'
        ? { json: { items: [{ id: 'r1' }, { id: 'r2' }] } }
        : (members[`${searchParams.get('of')}-${searchParams.get('after') ?? ''}`] ?? { status: 404 });
    const { row, values } = await run('reports');
    expect(row).toMatchObject({ status: 'succeeded', requests: { count: 4 } });
    expect(values).toEqual(['a.example', 'b.example', 'c.example', 'r1', 'r2']);
  });
});
