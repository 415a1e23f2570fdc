/** What bodies say in other encodings than UTF-8, and what of them cannot be read. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../../engine/store/sqlite/open-store.ts';
import { emptyFolder, runLive } from '../../components/live.ts';
import { ownVendor } from '../../components/own-vendor.ts';

const vendor = await ownVendor();

/** A definition with a feed of this name for each way of decoding; the records have `id`, `v` and `note`. */
const DECODERS: Readonly<Record<string, string>> = {
  json: 'records: data',
  ndjson: 'decode: [ndjson], records: $',
  csv: 'decode: [csv], records: $',
  tsv: 'decode: [tsv], records: $',
  auto: 'decode: [auto], records: $',
  xml: 'decode: [xml], records: list.item',
  lines: "decode: [{ lines: { pattern: '^(?<id>\\S+) (?<v>\\S+) ?(?<note>.*)$' } }], records: $",
  named: 'decode: [{ csv: { encoding: iso-8859-2 } }], records: $',
  namedjson: 'decode: [{ json: { encoding: utf-8 } }], records: data',
  keyed: 'decode: [csv], records: $, key: !expr v',
};
const definition = `language: 1
name: texts
title: Texts
version: 1.0.0
connection:
  user_fields: { host: { label: Host, type: url, required: true } }
  http: { base_url: !tmpl "{{@user.host}}", retry: { attempts: 1 } }
endpoints:
${Object.entries(DECODERS)
  .map(([name, words]) => `  ${name}: { request: { path: /${name} }, ${words} }`)
  .join('\n')}
feeds:
${Object.keys(DECODERS)
  .map(
    (name) => `  ${name}:
    title: ${name}
    source: ${name}
    quarantine_limit: { share: 0.9 }
    report:
      o: { type: indicator, subtype: URL, value: !expr v, attributes: { Note: !expr note ?? null } }`,
  )
  .join('\n')}
`;
const file = join(mkdtempSync(join(tmpdir(), 'feedwright-texts-')), 'texts.yaml');
writeFileSync(file, definition);

const run = async (feed: string, bytes: Uint8Array, type?: string) => {
  vendor.answer = () => ({ bytes, headers: type === undefined ? {} : { 'content-type': type } });
  const folder = emptyFolder();
  const { row } = await runLive({ file, feed, vendor, folder });
  const store = openStore({ path: join(folder, 'store.db'), readOnly: true });
  try {
    const objects = [...store.objects({})].map(({ value, attributes }) => [value, ...attributes.map((one) => one.value)]);
    return { row, objects: objects.toSorted() };
  } finally {
    store.close();
  }
};
const latin = (text: string): Buffer => Buffer.from(text, 'latin1');
const wide = (text: string): Buffer => Buffer.from(text, 'utf16le');

/** The same two records in every format. */
const BODIES: Readonly<Record<string, (a: string, b: string, note: string) => string>> = {
  json: (a, b, note) =>
    JSON.stringify({
      data: [
        { id: 1, v: a, note },
        { id: 2, v: b },
      ],
    }),
  ndjson: (a, b, note) => `${JSON.stringify({ id: 1, v: a, note })}\n${JSON.stringify({ id: 2, v: b })}\n`,
  csv: (a, b, note) => `id,v,note\r\n1,${a},${note}\r\n2,${b},\r\n`,
  tsv: (a, b, note) => `id\tv\tnote\n1\t${a}\t${note}\n2\t${b}\t\n`,
  auto: (a, b, note) =>
    JSON.stringify([
      { id: 1, v: a, note },
      { id: 2, v: b },
    ]),
  xml: (a, b, note) => `<list><item><id>1</id><v>${a}</v><note>${note}</note></item><item><id>2</id><v>${b}</v></item></list>`,
  lines: (a, b, note) => `1 ${a} ${note}\n2 ${b}\n`,
};
const READ = [['http://a.example/caf\u00e8'], ['http://a.example/caf\u00e9', 'd\u00fc']];

describe.each(Object.entries(BODIES))('%s', (feed, bodyWith) => {
  const body = bodyWith('http://a.example/caf\u00e9', 'http://a.example/caf\u00e8', 'd\u00fc');

  test('is read in the charset that the content type names', async () => {
    for (const type of [
      'text/x; charset=windows-1252',
      'text/x; a="b"; Charset="ISO-8859-1"; c=d',
      'text/x; a="; charset=utf-8"; charset=latin1',
      "text/x;charset='latin1'",
    ])
      expect((await run(feed, latin(body), type)).objects, type).toEqual(READ);
    expect((await run(feed, wide(body), 'text/x; charset=UTF-16LE')).objects).toEqual(READ);
    expect((await run(feed, Buffer.from(body), 'text/x; charset=us-ascii')).objects).toEqual(READ);
  });

  test('is read by its byte order mark before anything else', async () => {
    const big = wide(`\ufeff${body}`).swap16();
    for (const bytes of [Buffer.from(`\ufeff${body}`), wide(`\ufeff${body}`), big])
      expect((await run(feed, bytes, 'text/x; charset=windows-1252')).objects).toEqual(READ);
  });

  test('in a charset that nobody knows is a failure that names it', async () => {
    const { row } = await run(feed, Buffer.from(body), 'text/x; charset=klingon');
    expect(row).toMatchObject({
      status: 'failed',
      error: { code: 'decode.encoding', message: expect.stringContaining('"klingon"') },
    });
  });

  test('with bytes that are none of its encoding keeps two values apart by setting both aside', async () => {
    // The byte is that of the body, behind what stands before the first value's last character.
    const first = body.indexOf('\u00e9');
    const { row, objects } = await run(feed, latin(bodyWith('http://a.example/caf\u00e9', 'http://a.example/caf\u00e8', 'd')));
    expect(objects).toEqual([]);
    expect(row).toMatchObject({
      status: 'failed',
      records: { fetched: 2, quarantined: 2 },
      notes: { [`unreadable characters (no UTF-8; the first at byte ${first} of ${feed})`]: 2 },
    });
  });

  test('with such bytes elsewhere keeps the record, with a note', async () => {
    const { row, objects } = await run(feed, latin(bodyWith('http://a.example/', 'http://b.example/', 'd\u00fc')));
    expect(objects).toEqual([['http://a.example/', 'd\ufffd'], ['http://b.example/']]);
    expect(row).toMatchObject({ status: 'succeeded', records: { quarantined: 0, mapped: 2 } });
    expect(Object.keys(row.notes)).toEqual([expect.stringContaining('unreadable characters (no UTF-8; the first at byte ')]);
  });

  test('with the sign for what could not be read takes it for what the vendor wrote', async () => {
    const { row, objects } = await run(feed, Buffer.from(bodyWith('http://a.example/\ufffd', 'http://b.example/', 'd')));
    expect(objects).toEqual([['http://a.example/\ufffd', 'd'], ['http://b.example/']]);
    expect(row.notes).toEqual({});
  });
});

test('the definition names an encoding before the content type does', async () => {
  const bytes = Buffer.concat([Buffer.from('id,v\n1,http://a.example/'), Buffer.from([0xb9]), Buffer.from('\n')]);
  expect((await run('named', bytes, 'text/csv; charset=utf-8')).objects).toEqual([['http://a.example/\u0161']]);
  const json = Buffer.from('{"data":[{"id":1,"v":"http://a.example/\u00e9"}]}');
  expect((await run('namedjson', json, 'application/json; charset=iso-8859-1')).objects).toEqual([['http://a.example/\u00e9']]);
});

test('XML is read as it says of itself, where nothing else does', async () => {
  const body = (charset: string): Buffer =>
    latin(`<?xml version="1.0" encoding="${charset}"?><list><item><v>http://a.example/\u00e9</v></item></list>`);
  expect((await run('xml', body('iso-8859-1'))).objects).toEqual([['http://a.example/\u00e9']]);
  expect((await run('xml', body('iso-8859-1'), 'text/xml; charset=iso-8859-5')).objects).toEqual([['http://a.example/\u0449']]);
  expect((await run('xml', body('klingon'))).row).toMatchObject({
    status: 'failed',
    error: { code: 'decode.encoding', message: expect.stringContaining('"klingon"') },
  });
});

test('a key that cannot be read sets its record aside, with its row', async () => {
  const { row, objects } = await run(
    'keyed',
    latin('id,v,note\n1,http://a.example/,x\n2,http://b.example/\u00e9,y\n3,http://c.example/,z\n'),
  );
  expect(objects.map(([value]) => value)).toEqual(['http://a.example/', 'http://c.example/']);
  expect(row).toMatchObject({ status: 'succeeded', records: { fetched: 3, quarantined: 1, mapped: 2 } });
});

test('what is no character of a declared encoding of several bytes is noted with its line', async () => {
  // 0x81 0x20 is none of Shift JIS.
  const bytes = Buffer.concat([
    Buffer.from('id,v,note\n1,http://a.example/,ok\n2,http://b.example/,'),
    Buffer.from([0x81, 0x20, 0x0a]),
  ]);
  const { row, objects } = await run('csv', bytes, 'text/csv; charset=shift_jis');
  expect(objects).toHaveLength(2);
  expect(row.notes).toEqual({ 'unreadable characters (no shift_jis; the first at line 3 of csv)': 1 });
});

test('half a character in an escape of JSON is none, either', async () => {
  const body = String.raw`{"data":[{"id":1,"v":"http://a.example/\ud800"},{"id":2,"v":"http://a.example/\ud801"},{"id":3,"v":"http://a.example/\ud83d\ude00","note":"\uDC00!"}]}`;
  const { row, objects } = await run('json', Buffer.from(body));
  expect(objects).toEqual([['http://a.example/\u{1f600}', '\ufffd!']]);
  expect(row).toMatchObject({ records: { fetched: 3, quarantined: 2, mapped: 1 } });
});

test('bytes in pieces are told apart as they are in one', async () => {
  const text = fc
    .array(fc.constantFrom(...'a\u00e9\u20ac\u{1f600}'), { maxLength: 6 })
    .map((letters) => Buffer.from(letters.join('')));
  const broken = fc.uint8Array({ minLength: 1, maxLength: 4 }).map((bytes) => Buffer.from(bytes.map((byte) => byte | 0x80)));
  const piece = fc.oneof({ weight: 4, arbitrary: text }, { weight: 1, arbitrary: broken });
  const { markedUtf8, UNREADABLE } = await import('../../../engine/components/decoders/bytes/unreadable.ts');
  const { Reading } = await import('../../../engine/components/decoders/bytes/reading.ts');
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 6 }), fc.integer({ min: 1, max: 7 }), async (pieces, size) => {
      const bytes = Buffer.concat(pieces);
      let told = 0;
      const reading = new Reading('utf-8', 0, true, (_place, _encoding, times) => (told += times));
      const out: Uint8Array[] = [];
      const source = async function* () {
        for (let at = 0; at < bytes.length; at += size) yield Buffer.from(bytes.subarray(at, at + size));
      };
      for await (const chunk of markedUtf8(source(), reading)) out.push(Buffer.from(chunk));
      const read = Buffer.concat(out).toString();
      // The decoder of the platform puts U+FFFD where we put a mark.
      expect(read.replaceAll(UNREADABLE, '\ufffd')).toBe(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
      expect(read.split(UNREADABLE)).toHaveLength(told + 1);
    }),
    { numRuns: 2000 },
  );
});

describe('the place of malformed JSON', () => {
  const failure = async (feed: string, bytes: Uint8Array, type?: string): Promise<string> =>
    (await run(feed, bytes, type)).row.error?.message ?? '';
  const many = Array.from({ length: 3000 }, (_, id) => ({ id, v: `http://${id}.example/`, note: 'd\u00fc' }));

  test.each([
    ['behind the list', `${JSON.stringify({ data: many }, null, 2).slice(0, -1)},\n  "t\u00fc": oops }`, 'oops'],
    ['behind a list on one line', `{"data":${JSON.stringify(many)}, "t\u00fc": oops }`, 'oops'],
    ['behind the document', `{"data":${JSON.stringify(many)}}\n\u00fc`, '\u00fc'],
    ['before the list', `{"t\u00fc": oops, "data":${JSON.stringify(many)}}`, 'oops'],
    ['in the list', `{"data":${JSON.stringify(many).replace('"http://2000.', 'oops"http://2000.')}}`, 'oops'],
    ['with carriage returns', `{"data": [\r\n{"v": "d\u00fc"},\r\n{"v": oops}\r\n]}`, 'oops'],
  ])('%s is named by its byte, its line and its character', async (_name, body, wrong) => {
    const at = body.lastIndexOf(wrong);
    const before = body.slice(0, at);
    const line = before.split('\n').length;
    // Where it says `oops` the letter o is the first that cannot be.
    const place = (mark: number): string =>
      `at byte ${Buffer.byteLength(before) + mark} (line ${line}, column ${at - before.lastIndexOf('\n')})`;
    expect(await failure('json', Buffer.from(body))).toContain(place(0));
    expect(await failure('json', Buffer.from(`\ufeff${body}`))).toContain(place(3));
    // The byte of another encoding is not known, the line is.
    const inWide = await failure('json', wide(body), 'application/json; charset=utf-16le');
    expect(inWide).toContain(`at line ${line}, column ${at - before.lastIndexOf('\n')}.`);
  });

  test('is told of NDJSON, and of what comes after gzip', async () => {
    const body = '{"id": 1, "v": "http://d\u00fc.example/"}\r\n\r\n{"id": 2, "t\u00fc": oops}\n';
    const place = `at byte ${Buffer.byteLength(body.slice(0, body.indexOf('oops')))} (line 3, column 17)`;
    expect(await failure('ndjson', Buffer.from(body))).toContain(place);
    expect(await failure('auto', Buffer.from(body))).toContain(place);
    vendor.answer = () => ({ bytes: gzipSync(body), headers: { 'content-encoding': 'gzip' } });
    expect((await runLive({ file, feed: 'ndjson', vendor, folder: emptyFolder() })).row.error?.message).toContain(place);
  });
});

describe('numbers beyond what a number can hold', () => {
  const notes = async (feed: string, body: string): Promise<readonly (string | undefined)[]> =>
    (await run(feed, Buffer.from(body))).objects.map(([, note]) => note);
  const values = ['1e999', '-1e999', '1E+400', '12e0308', '9007199254740993', '-9007199254740993', `1${'0'.repeat(309)}.5`];

  test.each(values)('%s stays as it came', async (number) => {
    expect(await notes('json', `{"data":[{"id":1,"v":"http://a.example/","note": ${number} }]}`)).toEqual([number]);
    expect(await notes('json', `{"data":[{"id":1,"v":"http://a.example/","note":[${number}]}],"x":[${number}]}`)).toEqual([
      number,
    ]);
    expect(await notes('ndjson', `{"id":1,"v":"http://a.example/","note":${number}}\n`)).toEqual([number]);
    expect(await notes('csv', `id,v,note\n1,http://a.example/,${number}\n`)).toEqual([number]);
  });

  test.each([
    ['1e2', '100'],
    ['1.5e300', '1.5e+300'],
    ['9007199254740991', '9007199254740991'],
    ['-0', '0'],
    ['"e999"', 'e999'],
    ['"1e999 \\" 2e999"', '1e999 " 2e999'],
  ])('%s is what it was', async (number, text) => {
    expect(await notes('json', `{"data":[{"id":1,"v":"http://a.example/","note":${number}}]}`)).toEqual([text]);
  });

  test('make no JSON of what is none', async () => {
    for (const wrong of ['01e999', '1e999x', '{1e999:2}', '1e999 1e999', '1.e999', '1e999e9'])
      expect((await run('json', Buffer.from(`{"data":[{"id":1,"v":${wrong}}]}`))).row.error, wrong).toMatchObject({
        code: 'decode.malformed-json',
      });
  });
});
