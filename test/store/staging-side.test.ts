import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SeenFilter } from '../../engine/staging/seen-filter.ts';
import { SealedSideFile, SideFile } from '../../engine/staging/side-file.ts';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'side-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('seen keys', () => {
  test('are all recalled with their latest version, those written out too', () => {
    const side = new SideFile(join(folder, 'many'));
    const keys = Array.from({ length: 100_000 }, (_, at) => `CASE-${at}`);
    for (const [at, key] of keys.entries()) {
      expect(side.recall(key)).toBeUndefined();
      side.remember(key, String(at));
    }
    for (let at = 0; at < keys.length; at += 1000) side.remember(keys[at] as string, 'again');
    for (let at = 0; at < keys.length; at += 500)
      expect(side.recall(keys[at] as string)).toBe(at % 1000 === 0 ? 'again' : String(at));
    expect(side.recall('CASE-x')).toBeUndefined();
    side.seal();
    const sealed = new SealedSideFile(join(folder, 'many'));
    expect([...sealed.seen()].length).toBe(keys.length);
    sealed.close();
  });

  test('that were added are never taken for new', () => {
    fc.assert(
      // With a few keys the small filter is full already.
      fc.property(fc.array(fc.string()), (keys) => {
        const filter = new SeenFilter(4);
        for (const key of keys) filter.add(key);
        for (const key of keys) expect(filter.add(key)).toBe(true);
      }),
    );
  });

  test('that are new are rarely looked up in vain', () => {
    const filter = new SeenFilter(2 ** 14);
    let wrong = 0;
    for (let at = 0; at < 40_000; at++) if (filter.add(`2025-01-01T00:00:00Z CASE-${at}`)) wrong++;
    expect(wrong).toBeLessThan(400);
  });
});
