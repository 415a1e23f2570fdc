import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync, constants } from 'node:zlib';
import { expect, test } from 'vitest';
import { decodeBytes } from '../../../engine/components/decoders/chain/chain.ts';
import type { ByteDecoder, RecordDecoder } from '../../../engine/components/decoders/decoder.ts';
import { decoders } from '../../../engine/components/decoders/registry.ts';
import {
  byteDecoderContract,
  drained,
  recordDecoderContract,
  type ByteCase,
  type RecordCase,
} from '../../contracts/decoder.contract.ts';
import { demo, shortly } from '../../language/load-text.ts';
import { bodyOf, decodeContext } from './decode-context.ts';
import { makeZip } from './make-zip.ts';

const withChecksum = { params: { [constants.ZSTD_c_checksumFlag]: 1 } };

const byteCases: Readonly<Record<string, ByteCase>> = {
  brotli: {
    encode: (plain) => brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
    checksum: false,
    members: false,
  },
  deflate: { encode: (plain) => deflateSync(plain), checksum: true, members: false },
  gzip: { encode: (plain) => gzipSync(plain), checksum: true, members: true },
  zip: {
    encode: (plain) => makeZip([{ name: 'x', content: plain, descriptor: 'signed' }]),
    checksum: false,
    members: false,
  },
  zstd: { encode: (plain) => zstdCompressSync(plain, withChecksum), checksum: true, members: true },
};

const objects = Array.from({ length: 50_000 }, (_, index) => `{"name":"item ${index}","list":[1,"]"]}`);
const three = [
  { a: '1', b: 'x' },
  { a: '2', b: 'y, "z"' },
  { a: '', b: '\u20ac' },
];

const recordCases: Readonly<Record<string, RecordCase>> = {
  auto: {
    body: '\ufeff\n{"a": 1}\n{"a": 2}\n',
    records: [{ a: 1 }, { a: 2 }],
    places: ['line 2', 'line 3'],
    long: objects.join('\n'),
  },
  csv: {
    body: '\ufeffa,b\r\n1,x\r\n2,"y, ""z"""\r\n\r\n,\u20ac',
    records: three,
    places: ['row 1', 'row 2', 'row 3'],
    long: `a,b\n${'1,2\n'.repeat(550_000)}`,
  },
  json: {
    body: '\ufeff{"total": 3, "data": {"rows": [{"a": "1", "b": "x"}, {"a": "2", "b": "y, \\"z\\""}, {"a": "", "b": "\u20ac", "c": null}]}}',
    records: three,
    places: ['data.rows[0]', 'data.rows[1]', 'data.rows[2]'],
    context: { path: ['data', 'rows'] },
    long: `{"data":{"rows":[${objects.join(',')}]}}`,
  },
  lines: {
    body: '\ufeff# header\r\n\r\n 192.0.2.0/24 ; SBL1\r\n198.51.100.0/24 ;\n',
    records: [{ network: '192.0.2.0/24', reference: 'SBL1' }, { network: '198.51.100.0/24' }],
    places: ['line 3', 'line 4'],
    options: { comment: '#', pattern: '^(?<network>[^ ]+) ;(?: (?<reference>.+))?$' },
    long: '192.0.2.0/24 ; SBL1\n'.repeat(150_000),
  },
  ndjson: {
    body: '{"a": "1", "b": "x"}\r\n\n{"a": "2", "b": "y, \\"z\\""}\n{"a": "", "b": "\u20ac", "c": null}',
    records: three,
    places: ['line 1', 'line 3', 'line 4'],
    long: objects.join('\n'),
  },
  stix: {
    body: '{"type": "bundle", "id": "bundle--1", "objects": [{"type": "malware"}, {"type": "tool", "x": null}]}',
    records: [{ type: 'malware' }, { type: 'tool' }],
    places: ['objects[0]', 'objects[1]'],
    long: `{"type":"bundle","objects":[${objects.join(',')}]}`,
  },
  tsv: {
    body: '# c\ta\n1\tx\n2\ty, "z"\n\t\u20ac\n',
    records: three,
    places: ['row 1', 'row 2', 'row 3'],
    options: { comment: '#', columns: ['a', 'b'] },
    long: '1\t2\n'.repeat(550_000),
  },
  xml: {
    body: '\ufeff<?xml version="1.0"?>\n<rows><row><a>1</a><b>x</b></row><row a="1"><a>2</a><b>y, "z"</b></row><row><a/><b>&#8364;</b></row></rows>',
    records: [three[0], { ...three[1], _a: '1' }, three[2]] as typeof three,
    places: ['rows.row[0]', 'rows.row[1]', 'rows.row[2]'],
    context: { path: ['rows', 'row'] },
    long: `<rows>${'<row><a>1</a><b>2</b></row>'.repeat(100_000)}</rows>`,
  },
};

for (const [name, given] of Object.entries(byteCases)) byteDecoderContract(name, decoders[name] as ByteDecoder, given);
byteDecoderContract(
  'deflate',
  { ...(decoders['deflate'] as ByteDecoder) },
  { encode: (plain) => deflateRawSync(plain), checksum: false, members: false },
);
for (const [name, given] of Object.entries(recordCases)) recordDecoderContract(name, decoders[name] as RecordDecoder, given);

test('bytes has no format to be held to: it leaves a body as it is', async () => {
  const { bytes } = decoders;
  expect(bytes).toMatchObject({
    name: 'bytes',
    summary: expect.stringMatching(/^[A-Z].{20,}\.$/),
    options: { schema: { properties: {} } },
  });
  expect(shortly(demo(`endpoints: { a: { request: { path: /a }, ${bytes?.example} } }\n`))).toEqual([]);
  const body = await decodeBytes(bodyOf('\0\ufeffany', 2), [{ kind: 'bytes', options: {}, sniff: false }], decodeContext());
  expect((await drained(body)).toString()).toBe('\0\ufeffany');
});

test('every decoder is held to a contract', () => {
  expect([...Object.keys(byteCases), ...Object.keys(recordCases), 'bytes'].toSorted()).toEqual(Object.keys(decoders).toSorted());
});
