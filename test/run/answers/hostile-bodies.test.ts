import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeZip } from '../../components/decoders/make-zip.ts';
import { emptyFolder, runLive, startVendor } from '../../components/live.ts';
import type { Given, Vendor } from '../../components/live.ts';

const file = join(import.meta.dirname, '../fixtures/hostile.yaml');
let vendor: Vendor;
beforeAll(async () => {
  vendor = await startVendor();
});
afterAll(() => vendor.close());

const run = (feed: string, given: Given) => {
  vendor.answer = () => given;
  return runLive({ file, feed, vendor, folder: emptyFolder() });
};
const MEBIBYTE = 2 ** 20;
const rows = 'name\na.example\n';
const deep = (open: string, inner: string, close: string, times = 5000): string =>
  open.repeat(times) + inner + close.repeat(times);
const row = (content: string): string => `<rows><row><name>a.example</name></row>${content}</rows>`;
const item = (content: string): string => `{"items": [{"name": "a.example"}, ${content}]}`;

test.each<[string, string, Buffer | string, string]>([
  [
    'an archive that unfolds to more than it may',
    'archive',
    makeZip([{ name: 'a.csv', content: rows + '\n'.repeat(5 * MEBIBYTE) }]),
    'decode.too-large',
  ],
  [
    'an archive whose hidden entry does',
    'archive',
    makeZip([
      { name: '.a', content: Buffer.alloc(5 * MEBIBYTE) },
      { name: 'a.csv', content: rows },
    ]),
    'decode.too-large',
  ],
  ['an archive whose entry leads out of it', 'archive', makeZip([{ name: '../a.csv', content: rows }]), 'decode.zip-name'],
  [
    'an archive that shows others other entries',
    'archive',
    makeZip([{ name: 'a.csv', content: rows, unlisted: true }]),
    'decode.corrupt',
  ],
  [
    'a gzip that unfolds to more than it may',
    'packed',
    gzipSync(`{"name": "a.example"}\n${' '.repeat(5 * MEBIBYTE)}`),
    'decode.too-large',
  ],
  ['a body that is larger than it may be', 'document', item(`"${'x'.repeat(3 * MEBIBYTE)}"`), 'http.too-large'],
  [
    'entities that multiply',
    'markup',
    `<!DOCTYPE rows [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>${row('&b;')}`,
    'decode.xml-doctype',
  ],
  [
    'an entity that reads a file',
    'markup',
    `<!DOCTYPE rows [<!ENTITY a SYSTEM "file:///etc/hosts">]>${row('&a;')}`,
    'decode.xml-doctype',
  ],
  [
    'a parameter entity that reads an address',
    'markup',
    `<!DOCTYPE rows [<!ENTITY % a SYSTEM "http://127.0.0.1/"> %a;]>${row('')}`,
    'decode.xml-doctype',
  ],
  ['elements within elements without end', 'markup', row(`<row>${deep('<a>', '', '</a>')}</row>`), 'decode.too-deep'],
  ['elements beside the rows without end', 'markup', row(deep('<a>', '', '</a>')), 'decode.too-deep'],
  ['lists within lists without end', 'document', item(deep('[', '1', ']')), 'decode.too-deep'],
  ['objects within objects without end', 'document', item(deep('{"a":', '1', '}')), 'decode.too-deep'],
  [
    'lists without end before the records',
    'document',
    `{"a": ${deep('[', '1', ']')}, "items": [{"name": "a.example"}]}`,
    'decode.too-deep',
  ],
  [
    'lists without end behind the records',
    'document',
    `{"items": [{"name": "a.example"}], "a": ${deep('[', '1', ']')}}`,
    'decode.too-deep',
  ],
])('%s: the run fails with one error, and keeps nothing', async (_, feed, body, code) => {
  const { row: summary, values } = await run(feed, { bytes: Buffer.from(body) });
  expect(summary).toMatchObject({ status: 'failed', error: { code, message: expect.stringMatching(/^.{10,400}$/s) } });
  expect(values).toEqual([]);
  expect(vendor.asked.splice(0)).toHaveLength(1);
});

test('harmless bodies of the same forms come through', async () => {
  const forms: readonly (readonly [string, Buffer | string])[] = [
    ['archive', makeZip([{ name: 'a.csv', content: rows }])],
    ['packed', gzipSync('{"name": "a.example"}\n')],
    ['markup', row('')],
    ['document', '{"items": [{"name": "a.example"}]}'],
  ];
  for (const [feed, body] of forms)
    expect(await run(feed, { bytes: Buffer.from(body) })).toMatchObject({ values: ['a.example'] });
});
