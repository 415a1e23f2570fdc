import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { decodeBody, decodeBytes, readAll, type DecoderUse } from '../../../engine/components/decoders/chain/chain.ts';
import type { Bytes, DecodeContext } from '../../../engine/components/decoders/decoder.ts';
import type { JsonRecord } from '../../../engine/language/basics/json.ts';
import { bodyOf, decodeContext } from './decode-context.ts';

const use = (written: string, options: Record<string, unknown> = {}): DecoderUse => ({
  kind: written.replace('?', ''),
  options,
  sniff: written.endsWith('?'),
});

const read = async (
  content: string | Uint8Array,
  chain: readonly DecoderUse[],
  changes: Partial<DecodeContext> = {},
  size = 5,
): Promise<JsonRecord[]> => {
  const decoded = await decodeBody(bodyOf(content, size), chain, decodeContext(changes));
  const records: JsonRecord[] = [];
  for await (const batch of decoded.batches) records.push(...batch.records);
  return records;
};

const rows = [{ a: '1' }, { a: '2' }];
const csv = 'a\n1\n2\n';

describe('a chain', () => {
  test('undoes one step after the other', async () => {
    expect(await read(gzipSync(zstdCompressSync(csv)), [use('gzip'), use('zstd'), use('csv')])).toEqual(rows);
  });

  test('leaves out a step with `?` whose signature is not there', async () => {
    const chain = [use('gzip?'), use('zstd?'), use('csv')];
    for (const body of [csv, gzipSync(csv), zstdCompressSync(csv)]) expect(await read(body, chain)).toEqual(rows);
  });

  test('ends with JSON where it names nothing for records', async () => {
    expect(await read('[{"a":"1"},{"a":"2"}]', [])).toEqual(rows);
    expect(await read(gzipSync('[{"a":"1"},{"a":"2"}]'), [use('gzip')])).toEqual(rows);
  });

  test('refuses what is not there, not in order, or cannot be told from its bytes', async () => {
    await expect(read(csv, [use('rar')])).rejects.toMatchObject({
      code: 'decode.unknown',
      hint: expect.stringContaining('gzip'),
    });
    await expect(read(csv, [use('csv'), use('gzip')])).rejects.toMatchObject({ code: 'decode.order' });
    await expect(read(csv, [use('brotli?')])).rejects.toMatchObject({ code: 'decode.no-signature' });
  });

  test('gives bytes as they are where no records are wanted', async () => {
    const body = await decodeBytes(bodyOf(gzipSync('%PDF'), 3), [use('gzip?'), use('bytes')], decodeContext());
    expect((await readAll(body, 100)).toString()).toBe('%PDF');
    await expect(readAll(bodyOf('12345'), 4)).rejects.toMatchObject({ code: 'decode.too-large' });
  });

  test('counts bytes as they are after decompression', async () => {
    let count = 0;
    await read(gzipSync('a\n'.repeat(5000)), [use('gzip'), use('csv')], { onBytes: (bytes) => (count = bytes) });
    expect(count).toBe(10_000);
  });

  test('blames damage on the way for what it makes of the records', async () => {
    const body = gzipSync(Array.from({ length: 5000 }, (_, index) => `${index},${(index * 7919) % 1009}\n`).join(''));
    const [flipped, cut] = [Buffer.from(body), body.subarray(0, -100)];
    flipped[5000] = (flipped[5000] ?? 0) ^ 8;
    const chain = [use('gzip?'), use('csv', { columns: ['a', 'b'] })];
    await expect(read(flipped, chain, {}, 1000)).rejects.toMatchObject({ code: 'decode.corrupt' });
    await expect(read(cut, chain, {}, 1000)).rejects.toMatchObject({ code: 'decode.truncated' });
    await expect(read(gzipSync('1,2\n3\n'), chain)).rejects.toMatchObject({ code: 'decode.ragged-row' });
  });

  test('passes on why the source fails', async () => {
    async function* failing(): Bytes {
      yield gzipSync(csv).subarray(0, 10);
      throw new Error('connection reset');
    }
    const decoded = decodeBody(failing(), [use('gzip'), use('csv')], decodeContext());
    await expect(decoded).rejects.toThrow('connection reset');
  });
});

describe('a body that no step unpacks', () => {
  const bodies: readonly (readonly [string, Uint8Array, string])[] = [
    ['gzip', gzipSync(csv), 'gzip?'],
    ['Zstandard', zstdCompressSync(csv), 'zstd?'],
    ['ZIP', Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), Buffer.alloc(40)]), 'zip?'],
    ['ZIP', Buffer.concat([Buffer.from('PK\x05\x06', 'latin1'), Buffer.alloc(18)]), 'zip?'],
    ['zlib (deflate)', deflateSync(csv), 'deflate?'],
    ['zlib (deflate)', deflateSync('a,b\n'.repeat(1000)), 'deflate?'],
  ];

  test.each(['csv', 'tsv', 'lines', 'ndjson', 'json', 'xml', 'auto', 'stix'])(
    'is named, whatever would read it: %s',
    async (name) => {
      const options = name === 'xml' ? { record: 'a' } : {};
      for (const [format, body, step] of bodies)
        for (const size of [1, 5, 64 * 1024])
          await expect(read(body, [use(name, options)], {}, size), `${format} for ${name}`).rejects.toMatchObject({
            code: 'decode.packed',
            message: `The body is compressed with ${format}, and no step of \`decode\` unpacks it.`,
            hint: `Write \`decode: [${step}, ${name}]\`.`,
          });
    },
  );

  test('is also one that is packed twice, or otherwise than the steps say', async () => {
    await expect(read(gzipSync(gzipSync(csv)), [use('gzip?'), use('csv')])).rejects.toMatchObject({
      code: 'decode.packed',
      hint: 'Write `decode: [gzip?, gzip?, csv]`.',
    });
    await expect(read(zstdCompressSync(csv), [use('gzip?')])).rejects.toMatchObject({
      hint: 'Write `decode: [gzip?, zstd?, json]`.',
    });
  });

  test.each([
    ['bzip2', Buffer.from('BZh91AY&SY', 'latin1')],
    ['XZ', Buffer.from('\xfd7zXZ\0\0\x04', 'latin1')],
    ['compress (.Z)', Buffer.from('\x1f\x9d\x90aaaa', 'latin1')],
  ])('is told where there is no step for it: %s', async (name, body) => {
    await expect(read(body, [use('lines')])).rejects.toMatchObject({
      message: expect.stringContaining(`compressed with ${name}`),
      hint: expect.stringContaining('There is no step'),
    });
  });

  test('is none that only begins with such letters', async () => {
    for (const text of ['PK', 'BZh9', 'x', 'xy\n1\n', 'PKI,b\n1,2\n', 'BZh91,b\n1,2\n', '7z\n1\n'])
      for (const size of [1, 3, 100]) await expect(read(text, [use('csv')], {}, size)).resolves.toBeInstanceOf(Array);
  });
});

describe('auto', () => {
  const auto = [use('gzip?'), use('auto', { csv: { delimiter: ';' } })];

  test('reads the same rows as CSV, NDJSON and a JSON list', async () => {
    for (const text of ['\ufeffa\n1\n2\n', '{"a":"1"}\n{"a":"2"}\n', ' [{"a":"1"},\n{"a":"2"}]', '\n{"a":"1"}\r\n\r\n{"a":"2"}'])
      for (const body of [Buffer.from(text), gzipSync(text)]) expect(await read(body, auto)).toEqual(rows);
  });

  test('takes one object for a document, on one line or on several', async () => {
    for (const text of ['{"a":"1"}', '{"a":"1"}\n', '{\n"a":"1"\n}\n']) expect(await read(text, auto)).toEqual([{ a: '1' }]);
    expect(await read('{"rows": [{"a":"1"}]}', auto, { path: ['rows'] })).toEqual([{ a: '1' }]);
  });

  test('gives each format its own options', async () => {
    expect(await read('a;b\n1;2\n', auto)).toEqual([{ a: '1', b: '2' }]);
  });

  test('does not take an empty body for an empty list', async () => {
    await expect(read(' \n', auto)).rejects.toMatchObject({ code: 'decode.empty' });
    expect(await read('', auto, { orEmpty: true })).toEqual([]);
  });
});

describe('a decompression bomb', () => {
  const lines = Buffer.alloc(80 * 1024 * 1024, '\n');

  test('is stopped by its growth, long before the largest size allowed', async () => {
    for (const [name, bomb] of [
      ['gzip', gzipSync(lines)],
      ['zstd', zstdCompressSync(lines)],
    ] as const) {
      let most = 0;
      await expect(
        read(bomb, [use(name), use('ndjson')], { maxBytes: 1e12, onBytes: (bytes) => (most = bytes) }, 64),
      ).rejects.toMatchObject({
        code: 'decode.too-large',
        message: expect.stringContaining('bomb'),
      });
      expect(most).toBeLessThan(70 * 1024 * 1024);
    }
  });

  test('is not what a log is that says the same again and again', async () => {
    const log = Buffer.from('2026-01-14T00:00:00Z GET /health 200\n'.repeat(1_900_000));
    expect(log.length).toBeGreaterThan(64 * 1024 * 1024);
    const body = await decodeBytes(bodyOf(gzipSync(log)), [use('gzip')], decodeContext());
    let length = 0;
    for await (const chunk of body) length += chunk.length;
    expect(length).toBe(log.length);
  });
});

describe('a gzip header', () => {
  /** With every field that a header may have: extra, name, comment, a checksum of its own (which is not looked at). */
  const full = (plain: string): Buffer => {
    const packed = gzipSync(plain);
    const head = Buffer.from(packed.subarray(0, 10));
    head[3] = 0b11110;
    const fields = [Buffer.from([3, 0, 1, 2, 3]), Buffer.from('list.txt\0'), Buffer.from('a comment\0'), Buffer.from([0, 0])];
    return Buffer.concat([head, ...fields, packed.subarray(10)]);
  };

  test('is read with all that it may hold, in every piece', async () => {
    const body = Buffer.concat([full('{"a": 1}\n'), full('{"a": 2}\n')]);
    for (const size of [1, 7, 1000])
      expect(await read(body, [use('gzip'), use('ndjson')], {}, size)).toEqual([{ a: 1 }, { a: 2 }]);
  });

  test('that is none is refused', async () => {
    for (const body of ['no gzip at all, but long enough', '\u001f'])
      await expect(read(Buffer.from(body), [use('gzip'), use('ndjson')])).rejects.toMatchObject({
        code: expect.stringMatching(/^decode\.(corrupt|truncated)$/),
      });
  });
});
