import { describe, expect, test } from 'vitest';
import { decodeBytes } from '../../../engine/components/decoders/chain/chain.ts';
import type { DecodeContext } from '../../../engine/components/decoders/decoder.ts';
import { drained } from '../../contracts/decoder.contract.ts';
import { bodyOf, decodeContext } from './decode-context.ts';
import { makeZip, type ZipEntry } from './make-zip.ts';

const read = async (
  archive: Buffer,
  options: Record<string, unknown> = {},
  size = 64 * 1024,
  changes: Partial<DecodeContext> = {},
): Promise<string> =>
  (
    await drained(await decodeBytes(bodyOf(archive, size), [{ kind: 'zip', options, sniff: false }], decodeContext(changes)))
  ).toString();

const text = 'a,b\n1,2\n'.repeat(50);

describe('an entry', () => {
  test('is read however its sizes are written, wherever the chunks are cut', async () => {
    const kinds: Omit<ZipEntry, 'name' | 'content'>[] = [
      {},
      { stored: true },
      { zip64: true },
      { descriptor: 'signed' },
      { descriptor: 'bare' },
      { descriptor: 'wide' },
    ];
    for (const kind of kinds) {
      const archive = makeZip(
        [
          { name: 'x.csv', content: text, ...kind },
          { name: 'folder/', content: '', stored: true },
        ],
        'a comment',
      );
      for (const size of [1, 2, 7, 1000]) expect(await read(archive, {}, size)).toBe(text);
    }
  });

  test('is chosen by a pattern; hidden ones and folders only if they are named', async () => {
    const archive = makeZip([
      { name: '__MACOSX/._data.csv', content: 'no', descriptor: 'signed' },
      { name: '.hidden', content: 'hidden' },
      { name: 'sub/readme.txt', content: 'readme' },
      { name: 'sub/deep/data.csv', content: 'data' },
    ]);
    expect(await read(archive, { entry: '*.csv' })).toBe('data');
    expect(await read(archive, { entry: 'sub/*.txt' })).toBe('readme');
    expect(await read(archive, { entry: 'sub/**.csv' })).toBe('data');
    expect(await read(archive, { entry: '**/dat?.csv' })).toBe('data');
    expect(await read(archive, { entry: '.hidden' })).toBe('hidden');
  });

  test('must be there, and be the only one unless several may follow one another', async () => {
    const archive = makeZip([
      { name: 'a.csv', content: 'a' },
      { name: 'b.csv', content: 'b' },
    ]);
    await expect(read(archive, { entry: '*.json' })).rejects.toMatchObject({
      code: 'decode.zip-entry',
      hint: expect.stringContaining('"a.csv"'),
    });
    await expect(read(archive)).rejects.toMatchObject({ code: 'decode.zip-entry' });
    expect(await read(archive, { several: 'join' })).toBe('ab');
    await expect(read(makeZip([]))).rejects.toMatchObject({ code: 'decode.zip-entry' });
  });
});

describe('a hostile archive', () => {
  test('with names that lead out of it is refused', async () => {
    for (const name of ['../x', 'a/../../x', '/etc/x', 'C:\\x', '..\\x', 'a\0b'])
      await expect(read(makeZip([{ name, content: 'x' }]))).rejects.toMatchObject({ code: 'decode.zip-name' });
  });

  test('that shows other readers other entries is refused', async () => {
    const unlisted = makeZip([
      { name: 'a', content: 'x', unlisted: true },
      { name: '.b', content: 'y' },
    ]);
    const wrongSum = makeZip([{ name: 'a', content: 'x', checksum: 1 }]);
    const wrongLate = makeZip([{ name: 'a', content: 'x', checksum: 1, descriptor: 'signed' }]);
    for (const archive of [unlisted, wrongSum, wrongLate])
      await expect(read(archive)).rejects.toMatchObject({ code: 'decode.corrupt' });
  });

  test('with a flipped bit in the content is refused', async () => {
    const archive = makeZip([{ name: 'x', content: text }]);
    for (let at = 31; at < archive.indexOf('PK\x01\x02', 1, 'latin1'); at++) {
      const damaged = Buffer.from(archive);
      damaged[at] = (damaged[at] ?? 0) ^ 4;
      await expect(read(damaged)).rejects.toMatchObject({ code: expect.stringMatching(/^decode\.(corrupt|truncated)$/) });
    }
  });

  test('that is encrypted, or stored without a size, is refused', async () => {
    await expect(read(makeZip([{ name: 'a', content: 'x', flags: 1 }]))).rejects.toMatchObject({ code: 'decode.zip-method' });
    await expect(read(makeZip([{ name: 'a', content: 'x', stored: true, descriptor: 'signed' }]))).rejects.toMatchObject({
      code: 'decode.zip-method',
    });
  });

  test('that is a bomb is stopped, in entries that are passed over too', async () => {
    const bomb = Buffer.alloc(80 * 1024 * 1024);
    for (const name of ['a', '.passed-over']) {
      const archive = makeZip([{ name, content: bomb }]);
      await expect(read(archive, {}, 1000, { maxBytes: 1e12 })).rejects.toMatchObject({ code: 'decode.too-large' });
      await expect(read(archive, {}, 1000, { maxBytes: 1e6 })).rejects.toMatchObject({ code: 'decode.too-large' });
    }
  });
});
