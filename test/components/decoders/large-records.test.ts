/** A record beyond its bound is passed over, however it comes: the ones around it stay, and nobody holds it. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBody } from '../../../engine/components/decoders/chain/chain.ts';
import type { DecodeContext } from '../../../engine/components/decoders/decoder.ts';
import { oversizeOf } from '../../../engine/components/decoders/oversized.ts';
import { bodyOf, decodeContext } from './decode-context.ts';

interface Format {
  readonly kind: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly context?: Partial<DecodeContext>;
  /** The body with records of which `v` is this long. */
  readonly body: (lengths: readonly number[]) => string;
  /** Bytes (or characters) of a record beside those of `v`. */
  readonly frame: number;
  readonly place: (index: number) => string;
}

const x = (length: number): string => 'x'.repeat(length);
const FORMATS: readonly Format[] = [
  {
    kind: 'json',
    context: { path: ['d'] },
    body: (all) => `{"a": 1, "d": [${all.map((one) => `{"v":"${x(one)}"}`).join(',')}], "z": {"b": [2]}}`,
    frame: '{"v":""}'.length,
    place: (index) => `d[${index}]`,
  },
  {
    kind: 'json',
    context: { path: [], entriesAs: 'k' },
    body: (all) => `{${all.map((one, index) => `"${index % 10}":{"v":"${x(one)}"}`).join(',')}}`,
    frame: '"0":{"v":""}'.length,
    place: (index) => `$["${index % 10}"]`,
  },
  {
    kind: 'ndjson',
    body: (all) => all.map((one) => `{"v":"${x(one)}"}\n`).join(''),
    frame: '{"v":""}'.length,
    place: (index) => `line ${index + 1}`,
  },
  {
    kind: 'csv',
    body: (all) => `n,v\n${all.map((one) => `1,${x(one)}\n`).join('')}`,
    frame: 2,
    place: (index) => `row ${index + 1}`,
  },
  {
    kind: 'csv',
    body: (all) => `n,v\r\n${all.map((one) => `"a ""b""","${x(one)}"\r\n`).join('')}`,
    frame: '"a ""b""",""'.length,
    place: (index) => `row ${index + 1}`,
  },
  {
    kind: 'tsv',
    body: (all) => `n\tv\n${all.map((one) => `1\t${x(one)}\n`).join('')}`,
    frame: 2,
    place: (index) => `row ${index + 1}`,
  },
  {
    kind: 'lines',
    options: { name: 'v' },
    body: (all) => all.map((one) => `${x(one)}\n`).join(''),
    frame: 0,
    place: (index) => `line ${index + 1}`,
  },
  {
    kind: 'xml',
    context: { path: ['r', 'i'] },
    body: (all) => `<r><n>1</n>${all.map((one) => `<i><v>${x(one)}</v></i>`).join('')}</r>`,
    // Names count once each: i, v.
    frame: 2,
    place: (index) => `r.i[${index}]`,
  },
  {
    kind: 'xml',
    context: { path: ['r', 'i'] },
    body: (all) => `<r>${all.map((one) => `<i><v><![CDATA[${x(one)}]]></v></i>`).join('')}</r>`,
    frame: 2,
    place: (index) => `r.i[${index}]`,
  },
];

const read = async (format: Format, text: string, chunk: number, maxRecord: number) => {
  const uses = [{ kind: format.kind, options: format.options ?? {}, sniff: false }];
  const decoded = await decodeBody(bodyOf(text, chunk), uses, decodeContext({ ...format.context, maxRecord }));
  const found: { readonly place: string; readonly length: number | 'too large' }[] = [];
  for await (const batch of decoded.batches)
    batch.records.forEach((record, index) => {
      const large = oversizeOf(record) !== undefined;
      if (large) expect(batch.oversized).toBe(true);
      found.push({ place: batch.place(index), length: large ? 'too large' : String(record['v']).length });
    });
  return { found, seen: decoded.seen(), envelope: decoded.envelope() };
};

const BOUND = 100;

describe.each(FORMATS.map((format, index) => [`${index}: ${format.kind}`, format] as const))('%s', (_, format) => {
  const fits = BOUND - format.frame;
  const expected = (lengths: readonly number[]) =>
    lengths.map((length, index) => ({ place: format.place(index), length: length > fits ? 'too large' : length }));

  test('takes a record of just the bound, and passes over one that is a byte longer', async () => {
    const lengths = [1, fits, fits + 1, 2];
    expect((await read(format, format.body(lengths), 64 * 1024, BOUND)).found).toEqual(expected(lengths));
  });

  test('finds the same however the body is cut into chunks', async () => {
    const length = fc.oneof(fc.integer({ min: 1, max: BOUND * 2 }), fc.constantFrom(fits, fits + 1, 40_000));
    // Names of a map stay apart.
    const lengths = fc.array(length, { minLength: 1, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(lengths, fc.integer({ min: 1, max: 5000 }), async (all, chunk) => {
        const { found, seen } = await read(format, format.body(all), chunk, BOUND);
        expect(found).toEqual(expected(all));
        expect(seen).toBe(all.length);
      }),
      { numRuns: 60 },
    );
  });
});

test('a body of several MiB, of which the envelope is known late, keeps what is around a large record', async () => {
  const [json] = FORMATS;
  const { found, envelope } = await read(json as Format, (json as Format).body([3, 3_000_000, 4]), 50_000, 1_000_000);
  expect(found.map(({ length }) => length)).toEqual([3, 'too large', 4]);
  expect(envelope).toEqual({ a: 1, d: [], z: { b: [2] } });
});

test('the one record at a path may be too large as well', async () => {
  const single: Format = {
    ...(FORMATS[0] as Format),
    body: ([length = 0]) => `{"a":1,"d":{"v":"${x(length)}","w":{"y":"}"}},"z":2}`,
  };
  for (const chunk of [7, 1000]) {
    expect(await read(single, single.body([50]), chunk, BOUND)).toMatchObject({
      found: [{ length: 50 }],
      envelope: { a: 1, z: 2 },
    });
    expect(await read(single, single.body([5000]), chunk, BOUND)).toEqual({
      found: [{ place: 'd[0]', length: 'too large' }],
      seen: 1,
      envelope: { a: 1, d: {}, z: 2 },
    });
  }
});

test('blanks without end are no record', async () => {
  const [json] = FORMATS;
  const blanks = ' '.repeat(1000);
  for (const text of [`{"d": [${blanks}]}`, `{"d": []}`]) expect((await read(json as Format, text, 64, BOUND)).found).toEqual([]);
  expect((await read(json as Format, `{"d": [{"v":"x"},${blanks}{"v":"xy"}]}`, 64, BOUND)).found).toEqual([
    { place: 'd[0]', length: 1 },
    { place: 'd[1]', length: 2 },
  ]);
});

test('what is around the records is bounded too', async () => {
  const [json] = FORMATS;
  const text = `{"z": "${x(9 * 2 ** 20)}", "d": []}`;
  await expect(read(json as Format, text, 64 * 1024, BOUND)).rejects.toMatchObject({
    code: 'decode.too-large',
    hint: expect.stringContaining('limits.record'),
  });
  expect((await read(json as Format, text, 64 * 1024, 16 * 2 ** 20)).found).toEqual([]);
});

test('a row whose quote is never closed is no large row: the rest of the file would be lost without a word', async () => {
  const csv = FORMATS.find(({ kind }) => kind === 'csv') as Format;
  await expect(read(csv, `n,v\n1,"${x(500_000)}\n2,a\n3,b\n`, 64, BOUND)).rejects.toMatchObject({
    code: 'decode.quote-not-closed',
  });
});

test('line breaks and doubled quotes within a large row are its own', async () => {
  const csv = FORMATS.find(({ kind }) => kind === 'csv') as Format;
  const text = `n,v\n1,a\n2,"${'x""\n,'.repeat(100)}"\n3,bc\n`;
  for (const chunk of [1, 13, 4096])
    expect((await read(csv, text, chunk, BOUND)).found).toEqual([
      { place: 'row 1', length: 1 },
      { place: 'row 2', length: 'too large' },
      { place: 'row 3', length: 2 },
    ]);
});

test('a long text of an XML document comes whole, with its references, whatever it is cut at', async () => {
  const xml = FORMATS.find(({ kind }) => kind === 'xml') as Format;
  const unit = 'ab&amp;cd ';
  const times = 100_000;
  const { found } = await read(xml, `<r><!--${x(600_000)}--><i><v>${unit.repeat(times)}</v></i></r>`, 65_537, 8 * 2 ** 20);
  expect(found).toEqual([{ place: 'r.i[0]', length: 'ab&cd '.length * times - 1 }]);
});
