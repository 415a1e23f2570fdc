import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { shortly, demo } from '../../language/load-text.ts';
import { emptyFolder, runLive } from '../../components/live.ts';
import type { Asked } from '../../components/live.ts';
import { ownVendor } from '../../components/own-vendor.ts';

const file = join(import.meta.dirname, '../fixtures/batches.yaml');
const vendor = await ownVendor();

const all: readonly Readonly<Record<string, unknown>>[] = [
  { id: 1, name: 'a.example', score: 10, kind: 'x' },
  { id: 2, name: 'b.example', score: 20, kind: 'y' },
  { id: 3, name: 'c.example', score: 30, kind: 'z' },
];
const page = ({ url }: Asked): readonly Readonly<Record<string, unknown>>[] => {
  const number = Number(url.searchParams.get('page'));
  const names = (url.searchParams.get('fields') ?? '').split(',');
  return all.slice((number - 1) * 2, number * 2).map((one) => Object.fromEntries(names.map((name) => [name, one[name]])));
};
const run = () => runLive({ file, feed: 'wide', vendor, folder: emptyFolder() });

describe('a long list of fields', () => {
  test('is asked for in parts, page by page, and merged by the key in whatever order it comes', async () => {
    vendor.answer = (asked) => ({
      json: { items: asked.url.searchParams.get('fields') === 'id,kind' ? page(asked).toReversed() : page(asked) },
    });
    const { row, values } = await run();
    expect(row).toMatchObject({ status: 'succeeded', records: { fetched: 3, mapped: 3 }, attributes: 6 });
    expect(values).toEqual(['a.example', 'b.example', 'c.example']);
    expect(vendor.asked.map(({ url }) => decodeURIComponent(url.search))).toEqual([
      '?fields=id,name,score&page=1',
      '?fields=id,kind&page=1',
      '?fields=id,name,score&page=2',
      '?fields=id,kind&page=2',
      // An empty page is the end.
      '?fields=id,name,score&page=3',
      '?fields=id,kind&page=3',
    ]);
  });

  test('fails as a whole where one of its calls does, or a record has no key', async () => {
    vendor.answer = (asked) =>
      asked.url.searchParams.get('fields') === 'id,kind' ? { status: 400 } : { json: { items: page(asked) } };
    expect((await run()).row).toMatchObject({ status: 'failed', objects: { created: 0 } });
    vendor.answer = () => ({ json: { items: [{ name: 'a.example' }] } });
    expect((await run()).row).toMatchObject({ status: 'failed', error: { code: 'call.fields' } });
  });

  test('needs a key, and `$fields` is known only with it', () => {
    const endpoint = (more: string): readonly string[] =>
      shortly(demo(`endpoints: { a: { request: { path: /a, query: { f: !expr $fields } }, records: $${more} } }\n`));
    expect(endpoint(', key: !expr id, fields: { names: [a], per_call: 1 }')).toEqual([]);
    expect(endpoint(', fields: { names: [a], per_call: 1 }')).toEqual([expect.stringContaining('endpoint.fields-key')]);
    expect(endpoint('')).toEqual([expect.stringContaining('expression.unknown-variable')]);
  });
});
