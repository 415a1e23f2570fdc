import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AttachmentArea } from '../../engine/store/attachments/area.ts';
import { checkContent, removeOrphans } from '../../engine/store/attachments/look-after.ts';

export interface AreaUnderTest {
  readonly area: AttachmentArea;
  /** Makes other bytes, as many, of what lies there. */
  spoil(sha256: string): Promise<void>;
  /** As if it had been put there two days ago. */
  age(sha256: string): Promise<void>;
  cleanUp(): Promise<void>;
}

const DAY = 86_400_000;
const sha256 = (data: Buffer): string => createHash('sha256').update(data).digest('hex');

async function* inPieces(data: Buffer, size = 100_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < data.length; at += size) yield data.subarray(at, at + size);
}

/** Bytes that differ everywhere. */
const made = (length: number): Buffer => {
  const data = Buffer.alloc(length);
  for (let at = 0; at < length; at++) data[at] = (at * 31 + (at >> 8) * 7 + (at >> 16)) & 0xff;
  return data;
};

const read = async (area: AttachmentArea, name: string): Promise<Buffer | undefined> => {
  const found = await area.find(name);
  if (found === undefined) return undefined;
  const parts: Uint8Array[] = [];
  for await (const part of found.bytes()) parts.push(part);
  const data = Buffer.concat(parts);
  expect(found.size).toBe(data.length);
  return data;
};

const names = async (area: AttachmentArea): Promise<readonly (string | undefined)[]> => {
  const all: (string | undefined)[] = [];
  for await (const one of area.list()) all.push(one.sha256);
  return all.toSorted();
};

/** What every place for attachments has to do. */
export const attachmentAreaContract = (title: string, make: () => Promise<AreaUnderTest>): void => {
  describe(`attachments: ${title}`, () => {
    let under: AreaUnderTest;
    let area: AttachmentArea;
    beforeEach(async () => {
      under = await make();
      ({ area } = under);
    });
    afterEach(async () => {
      await area.close();
      await under.cleanUp();
    });

    test.each([0, 1, 262_144, 262_145, 1_000_000, 9 * 1024 * 1024])('%i bytes come back as they were put', async (length) => {
      const data = made(length);
      expect(await area.find(sha256(data))).toBeUndefined();
      expect(await area.put(inPieces(data), length)).toEqual({ sha256: sha256(data), size: length });
      expect((await read(area, sha256(data)))?.equals(data)).toBe(true);
      expect(await checkContent(area, { sha256: sha256(data), size: length })).toBeUndefined();
    });

    test('what is put twice is there once, also where both come at once', async () => {
      const data = made(300_000);
      await Promise.all([area.put(inPieces(data), 300_000), area.put(inPieces(data, 7000), 300_000)]);
      await area.put(inPieces(data), 300_000);
      expect(await names(area)).toEqual([sha256(data)]);
      expect((await read(area, sha256(data)))?.equals(data)).toBe(true);
    });

    test('what is too large, or breaks off, leaves nothing that has a name', async () => {
      const data = made(300_000);
      await expect(area.put(inPieces(data), 299_999)).rejects.toMatchObject({ code: 'store.attachment-too-large' });
      const broken = async function* (): AsyncGenerator<Uint8Array> {
        yield data.subarray(0, 200_000);
        throw new Error('broken off');
      };
      await expect(area.put(broken(), 300_000)).rejects.toThrow('broken off');
      expect(await names(area)).toEqual([]);
      expect(await read(area, sha256(data))).toBeUndefined();
    });

    test('while it comes, as when its process dies then, nothing has its name', async () => {
      const data = made(9 * 1024 * 1024);
      const seen: unknown[] = [];
      const watched = async function* (): AsyncGenerator<Uint8Array> {
        for await (const piece of inPieces(data, 4_000_000)) {
          yield piece;
          seen.push(...(await names(area)).filter((one) => one !== undefined), await area.find(sha256(data)));
        }
      };
      await area.put(watched(), data.length);
      expect(seen).toEqual([undefined, undefined, undefined]);
    });

    test('whose bytes are others is told by whoever reads them, and by the check; what is missing too', async () => {
      const data = made(300_000);
      const put = await area.put(inPieces(data), 300_000);
      await under.spoil(put.sha256);
      await expect(read(area, put.sha256)).rejects.toMatchObject({ code: 'store.attachment-damaged' });
      expect(await checkContent(area, put)).toContain('is not what was stored');
      expect(await checkContent(area, { ...put, size: 1 })).toContain('is not what was stored');
      expect(await checkContent(area, { sha256: 'ab'.repeat(32), size: 1 })).toContain('is missing');
    });

    test('what nobody needs goes once it is a day old; what was put again meanwhile stays', async () => {
      const [needed, old, again, fresh] = await Promise.all(
        [1, 2, 3, 4].map(async (length) => (await area.put(inPieces(made(length)), length)).sha256),
      );
      for (const one of [needed, old, again]) await under.age(one as string);
      await area.put(inPieces(made(3)), 3);
      const now = Date.now();
      expect(await removeOrphans(area, () => new Set([needed as string]), now)).toBe(1);
      expect(await names(area)).toEqual([needed, again, fresh].toSorted());
      expect(await area.remove(needed as string, now - 3 * DAY)).toBe(false);
      expect(await area.find(old as string)).toBeUndefined();
    });
  });
};
