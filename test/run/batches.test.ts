import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createVocabulary } from '../../engine/components/vocabulary.ts';
import { createDefinitionEvaluator } from '../../engine/expression/definition/definition-evaluator.ts';
import { loadPack } from '../../engine/language/load.ts';
import { describePlan } from '../../engine/plan/describe-plan.ts';
import { planFeed } from '../../engine/plan/plan-feed.ts';
import { emptyFolder, runLive } from '../components/live.ts';
import type { Asked, Live } from '../components/live.ts';
import { ownVendor } from '../components/own-vendor.ts';

const file = join(import.meta.dirname, 'fixtures/batches.yaml');
const vendor = await ownVendor();

interface Report {
  readonly name: string;
  readonly owner?: unknown;
  readonly lang: string;
}
const report = (index: number, owner: unknown, lang = 'en'): Report => ({ name: `h${index}.example`, owner, lang });
const detailsFor = ({ body }: Asked): { ids: string[]; lang: string } => JSON.parse(body) as { ids: string[]; lang: string };
const asked = (): readonly unknown[] => vendor.asked.filter(({ url }) => url.pathname === '/details').map(detailsFor);

const run = (
  reports: readonly Report[],
  answer: (ids: readonly string[]) => object = (ids) => ({ items: ids.map((of) => ({ of, text: `about ${of}` })) }),
): Promise<Live> => {
  vendor.answer = (one) =>
    one.url.pathname === '/reports'
      ? { json: { items: reports } }
      : answer === refuse
        ? { status: 400 }
        : { json: answer(detailsFor(one).ids) };
  return runLive({ file, feed: 'reports', vendor, folder: emptyFolder() });
};
const refuse = (): object => ({});

describe('records that share a call', () => {
  test('are asked for together, each value once, up to the limit; other arguments are not mixed', async () => {
    const { row, values } = await run([
      report(1, 'a'),
      report(2, 'b'),
      report(3, 'a'),
      report(4, 'c', 'de'),
      report(5, ['c', 'd', 'e']),
    ]);
    expect(row).toMatchObject({ status: 'succeeded', records: { mapped: 5 }, attributes: 7 });
    expect(asked()).toHaveLength(3);
    expect(asked()).toEqual(
      expect.arrayContaining([
        { ids: ['a', 'b', 'c'], lang: 'en' },
        { ids: ['d', 'e'], lang: 'en' },
        { ids: ['c'], lang: 'de' },
      ]),
    );
    expect(values).toEqual(['h1.example', 'h2.example', 'h3.example', 'h4.example', 'h5.example']);
  });

  test('many of them fill whole batches, and get back what is theirs in whatever order it comes', async () => {
    const reports = Array.from({ length: 60 }, (_, index) => report(index, `o${index}`));
    const { row } = await run(reports, (ids) => ({ items: [...ids].reverse().map((of) => ({ of, text: of })) }));
    expect(row).toMatchObject({ records: { mapped: 60 }, attributes: 60, requests: { count: 21 } });
  });

  test('have none where the answer names another, and the ledger says so; without a value nothing is asked', async () => {
    const { row } = await run([report(1, 'a'), { name: 'h2.example', owner: [], lang: 'en' }], () => ({
      items: [{ of: 'z', text: 'other' }],
    }));
    expect(row).toMatchObject({ records: { mapped: 2 }, attributes: 0, notes: { 'detail: records that belong to none': 1 } });
    expect(asked()).toEqual([{ ids: ['a'], lang: 'en' }]);
  });

  test('of a call that fails are all set aside', async () => {
    const { row } = await run([report(1, 'a'), report(2, 'b'), { name: 'h3.example', owner: [], lang: 'en' }], refuse);
    expect(row).toMatchObject({ records: { mapped: 1, quarantined: 2 } });
  });

  test('are planned as one call for several', () => {
    const { pack } = loadPack(file, createVocabulary());
    const feed = pack?.feeds.get('reports');
    if (pack === undefined || feed === undefined) throw new Error('no such feed');
    const evaluator = createDefinitionEvaluator(() => 0);
    const request = {
      pack,
      feed,
      options: { host: vendor.origin },
      now: 0,
      since: undefined,
      until: undefined,
      checkpoint: undefined,
      clip: false,
    };
    const plan = describePlan(planFeed(request, evaluator), new URL(vendor.origin), evaluator);
    expect(plan.calls.at(-1)).toMatchObject({ endpoint: 'details', per: 'each 3 records' });
    expect(plan.calls_per_record).toBeCloseTo(1 / 3);
  });
});

describe('bodies', () => {
  test('that are compressed say so', async () => {
    await run([report(1, 'a')]);
    const [call] = vendor.asked.filter(({ url }) => url.pathname === '/details');
    expect(call?.headers).toMatchObject({ 'content-encoding': 'gzip', 'content-type': 'application/json' });
    expect(call?.body).toBe('{"ids":["a"],"lang":"en"}');
  });

  test('of GraphQL hold the query and its variables', async () => {
    vendor.answer = () => ({
      json: { data: { items: { edges: [{ node: { id: 'a.example' } }, { node: { id: 'b.example' } }] } } },
    });
    const { values } = await runLive({ file, feed: 'graph', vendor, folder: emptyFolder() });
    expect(values).toEqual(['a.example', 'b.example']);
    expect(JSON.parse(vendor.asked[0]?.body ?? '')).toEqual({
      query: 'query($n: Int) { items(first: $n) { id } }',
      variables: { n: 2 },
    });
  });

  test('of several parts are read by a parser of their own as they were given', async () => {
    vendor.answer = () => ({ json: { items: [{ id: 'a.example' }] } });
    const { values } = await runLive({ file, feed: 'upload', vendor, folder: emptyFolder() });
    expect(values).toEqual(['a.example']);
    const [{ body = '', headers = {} } = {}] = vendor.asked;
    const form = await new Response(body, { headers: { 'content-type': headers['content-type'] ?? '' } }).formData();
    const list = form.get('list') as File;
    expect([form.get('kind'), list.name, list.type, await list.text()]).toEqual(['search', 'list.csv', 'text/csv', 'a,b']);
  });
});
