/** What a store writes is for its user alone from the first byte, whatever the umask. */
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStore, type SqliteStore } from '../../engine/store/sqlite/open-store.ts';
import { runOnce } from './processes/run-once.ts';
import { key, object } from './make-object.ts';

let folder: string;
let path: string;
let store: SqliteStore;
let umask: number;
beforeEach(() => {
  umask = process.umask(0o000);
  folder = mkdtempSync(join(tmpdir(), 'private-'));
  path = join(folder, 'own', 'store.db');
  store = openStore({ path, mock: false });
});
afterEach(() => {
  store.close();
  process.umask(umask);
  rmSync(folder, { recursive: true, force: true });
});

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

/** Every file and folder below, with its rights. */
const rights = (under: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(under, { recursive: true, withFileTypes: true }).map((entry) => [
      join(entry.parentPath, entry.name).slice(under.length + 1),
      (statSync(join(entry.parentPath, entry.name)).mode & 0o777).toString(8),
    ]),
  );

const withAttachment = async (): Promise<void> => {
  const instance = await store.open(key(), { now: 1 });
  const kept = await instance.putAttachment(bytes('evidence'), 1000);
  expect(Object.entries(rights(folder)).filter(([, mode]) => mode !== '600' && mode !== '700')).toEqual([]);
  await instance.close();
  await runOnce(store, [
    object('evidence.txt', { type: 'attachment', subtype: '', file: { kind: 'content', ...kept, mediaType: undefined } }),
  ]);
};

describe.runIf(process.platform !== 'win32')('for the user alone are', () => {
  test('the store, its log, its locks and its files, while a run is under way and after it', async () => {
    await withAttachment();
    const found = rights(folder);
    expect(Object.keys(found).some((name) => name.endsWith('-wal'))).toBe(true);
    expect(Object.keys(found).some((name) => name.endsWith('.lock'))).toBe(true);
    expect(Object.entries(found).filter(([, mode]) => mode !== '600' && mode !== '700')).toEqual([]);
  });

  test('a backup, its folder and its files', async () => {
    await withAttachment();
    await store.backup(join(folder, 'copies', 'copy.db'));
    const found = rights(join(folder, 'copies'));
    expect(found['copy.db']).toBe('600');
    expect((statSync(join(folder, 'copies')).mode & 0o777).toString(8)).toBe('700');
    expect(Object.entries(found).filter(([, mode]) => mode !== '600' && mode !== '700')).toEqual([]);
  });
});

describe('a backup that fails', () => {
  test('leaves nothing behind, and says which file could not be written', async () => {
    await withAttachment();
    writeFileSync(join(folder, 'copy.db.files'), 'in the way');
    await expect(store.backup(join(folder, 'copy.db'))).rejects.toThrow(/copy\.db/);
    expect(existsSync(join(folder, 'copy.db'))).toBe(false);
    expect(existsSync(join(folder, 'copy.db.part'))).toBe(false);
  });
});
