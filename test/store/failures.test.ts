import {
  appendFileSync,
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EngineError } from '../../engine/language/basics/errors.ts';
import { Database } from '../../engine/disk/database.ts';
import { openStore } from '../../engine/store/sqlite/open-store.ts';
import { storageError } from '../../engine/disk/storage-errors.ts';
import { runOnce } from './processes/run-once.ts';
import { attribute, key, ledger, object, plan } from './make-object.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'failures-'));
  path = join(folder, 'sub', 'store.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const failure = (work: () => unknown): EngineError => {
  try {
    work();
  } catch (error) {
    if (error instanceof EngineError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
};

const objects = (count: number, text = 'x') =>
  Array.from({ length: count }, (_, at) =>
    object(`10.0.${at}`, { description: text.repeat(200), attributes: [attribute('A', `${at}`)] }),
  );

describe('opening a store', () => {
  test('makes the folder and a file that only the user may read', () => {
    openStore({ path, mock: false }).close();
    expect(existsSync(path)).toBe(true);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o077).toBe(0);
  });

  test.each([
    ['a folder', (at: string) => mkdirSync(at, { recursive: true }), 'store.unreachable'],
    ['a text file', (at: string) => writeFileSync(at, 'not a database, '.repeat(100)), 'store.corrupt'],
    ['a database of another program', (at: string) => new DatabaseSync(at).exec('CREATE TABLE t (a)'), 'store.foreign'],
    [
      'a store of a newer version',
      (at: string) => (openStore({ path: at, mock: false }).close(), new DatabaseSync(at).exec('PRAGMA user_version = 99')),
      'store.newer',
    ],
  ])('refuses %s with one sentence', (_, make, code) => {
    const at = join(folder, 'it.db');
    make(at);
    for (const readOnly of [false, true]) {
      const error = failure(() => openStore({ path: at, mock: false, readOnly }));
      expect(error.code).toBe(code);
      expect(error.message).toContain(at);
      expect(error.hint).toBeTruthy();
    }
  });

  test.runIf(process.platform === 'linux')('ends where a folder takes no folders', () => {
    const { code } = failure(() => openStore({ path: '/proc/none/store.db', mock: false }));
    expect(code).toBe('store.unreachable');
  });

  test('refuses a file as a folder', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(failure(() => openStore({ path: join(folder, 'file', 'store.db'), mock: false })).code).toBe('store.unreachable');
  });

  test('to read only says that there is none, or takes it for empty', async () => {
    expect(failure(() => openStore({ path, readOnly: true })).code).toBe('store.missing');
    const store = openStore({ path, readOnly: true, ifMissing: 'empty' });
    expect([...store.objects({})]).toEqual([]);
    await store.close();
    expect(existsSync(path)).toBe(false);
  });

  test('of a mock for real runs is refused, and the other way round, but either may be looked at', async () => {
    openStore({ path, mock: true }).close();
    expect(failure(() => openStore({ path, mock: false }))).toMatchObject({
      code: 'store.mock',
      message: expect.stringContaining('made-up'),
    });
    const real = join(folder, 'real.db');
    openStore({ path: real, mock: false }).close();
    expect(failure(() => openStore({ path: real, mock: true }))).toMatchObject({
      code: 'store.mock',
      message: expect.stringContaining('real'),
    });
    const store = openStore({ path });
    expect(store.info().mock).toBe(true);
    await store.close();
  });

  test('of an unknown mark leaves it open for the first run to say', () => {
    openStore({ path }).close();
    openStore({ path, mock: true }).close();
    expect(failure(() => openStore({ path, mock: false })).code).toBe('store.mock');
  });
});

describe('writing', () => {
  test('to a store that is open for reading is refused', async () => {
    await runOnce(openStore({ path, mock: false }), [object('a')]);
    const store = openStore({ path, readOnly: true });
    expect(
      failure(() => store.beginAction({ id: 'a', action: 'b', object: 'c', who: undefined, request: null, now: 0 })).code,
    ).toBe('store.read-only');
    await store.close();
  });

  test('to a folder without the right to is refused', () => {
    mkdirSync(join(folder, 'closed'));
    chmodSync(join(folder, 'closed'), 0o500);
    // The superuser may write anywhere: there the sentence is shown for the system's own error.
    const error =
      process.getuid?.() === 0
        ? (storageError(Object.assign(new Error('no'), { code: 'EACCES' }), path) as EngineError)
        : failure(() => openStore({ path: join(folder, 'closed', 'store.db'), mock: false }));
    expect(error).toMatchObject({ code: 'store.read-only', message: expect.stringContaining('read-only') });
  });

  test('that fills the disk ends with one sentence, keeps what was committed, and goes on once there is room', async () => {
    const small = openStore({ path, mock: false, batch: 20, maxBytes: 470_000 });
    await runOnce(small, objects(20));
    const before = small.digest();
    await expect(runOnce(small, objects(2000, 'y'), { checkpoint: { until: 5, state: undefined } })).rejects.toMatchObject({
      code: 'store.full',
      message: expect.not.stringContaining('SQL'),
    });
    small.close();
    const store = openStore({ path, mock: false });
    expect(store.showState(key())?.until).toBeUndefined();
    expect(store.digest()).not.toBe(before);
    const instance = await store.open(key(), { now: 1 });
    expect(instance.recovered).toEqual({ rolledForward: 1, discarded: false });
    expect(instance.checkpoint().until).toBe(5);
    await instance.close();
    expect([...store.objects({})].length).toBe(2000);
    expect((await store.check()).problems).toEqual([]);
    await store.close();
  });

  test('that fails while staging leaves the store as it was', async () => {
    const failing = openStore({ path, mock: false, onStep: (name) => name === 'staged' && fail('ENOSPC') });
    await expect(runOnce(failing, [object('a')])).rejects.toMatchObject({ code: 'store.full' });
    failing.close();
    const store = openStore({ path, mock: false });
    expect([...store.objects({})]).toEqual([]);
    expect(readdirSync(join(folder, 'sub')).filter((name) => name.includes('staging'))).toEqual([]);
    await store.close();
  });
});

test('a window that was applied in part goes on from there where it is applied once more', async () => {
  let batches = 0;
  const store = openStore({ path, mock: false, batch: 20, onStep: (name) => name === 'batch' && ++batches === 2 && fail('EIO') });
  const instance = await store.open(key(), { now: 1 });
  const run = await instance.begin(plan(), 'twice');
  const window = await instance.window(run, 0);
  window.add(objects(100));
  await window.seal({ ledger: ledger({ fetched: 100, mapped: 100 }), checkpoint: undefined, keepSeenUntil: undefined, now: 5 });
  await expect(window.apply()).rejects.toThrow();
  expect(await window.apply()).toMatchObject({ created: 100, unchanged: 0 });
  expect(batches).toBe(5);
  await instance.close();
  expect((await store.check()).problems).toEqual([]);
  await store.close();
});

const fail = (code: string): never => {
  throw Object.assign(new Error(code), { code });
};

describe('a sealed window whose file', () => {
  const seal = async (): Promise<string> => {
    const store = openStore({ path, mock: false });
    const instance = await store.open(key(), { now: 1 });
    const window = await instance.window(await instance.begin(plan(), 'sealed'), 0);
    window.add(objects(100));
    await window.seal({
      ledger: ledger({ fetched: 100, mapped: 100 }),
      checkpoint: { until: 9, state: undefined },
      keepSeenUntil: undefined,
      now: 5,
    });
    await instance.close();
    await store.close();
    const name = readdirSync(join(folder, 'sub')).find((one) => one.endsWith('.staging'));
    return join(folder, 'sub', name ?? '');
  };

  const reopen = async (): Promise<unknown> => {
    const store = openStore({ path, mock: false });
    const instance = await store.open(key(), { now: 1 });
    const found = {
      recovered: instance.recovered,
      next: (await instance.interrupted())?.nextWindow,
      until: instance.checkpoint().until,
      objects: [...store.objects({})].length,
    };
    await instance.close();
    await store.close();
    return found;
  };

  test('is whole is applied without asking the vendor', async () => {
    await seal();
    expect(await reopen()).toEqual({ recovered: { rolledForward: 1, discarded: false }, next: 1, until: 9, objects: 100 });
  });

  test('was taken away is asked for again', async () => {
    rmSync(await seal());
    expect(await reopen()).toEqual({ recovered: { rolledForward: 0, discarded: true }, next: 0, until: undefined, objects: 0 });
  });

  test.each([
    ['is cut short', (file: string) => truncateSync(file, statSync(file).size - 10)],
    [
      'has a byte changed',
      (file: string) => {
        const fd = openSync(file, 'r+');
        writeSync(fd, Buffer.from([1]), 0, 1, Math.floor(readFileSync(file).length / 2));
        closeSync(fd);
      },
    ],
  ])('%s is asked for again', async (_, damage) => {
    damage(await seal());
    expect(await reopen()).toMatchObject({ recovered: { rolledForward: 0, discarded: true }, next: 0, until: undefined });
  });

  test.each([
    ['an earlier Feedwright, which did not say so,', `json_remove(sealed, '$.layout')`],
    ['another Feedwright', `json_set(sealed, '$.layout', json_extract(sealed, '$.layout') + 1)`],
  ])('was written by %s is asked for again', async (_, sealed) => {
    await seal();
    const db = new Database(path);
    expect(db.run(`UPDATE windows SET sealed = ${sealed} WHERE json_extract(sealed, '$.layout') IS NOT NULL`).changes).toBe(1);
    db.close();
    expect(await reopen()).toEqual({ recovered: { rolledForward: 0, discarded: true }, next: 0, until: undefined, objects: 0 });
  });

  test('has rubbish after its end is applied', async () => {
    appendFileSync(await seal(), 'rubbish');
    expect(await reopen()).toMatchObject({ recovered: { rolledForward: 1 }, objects: 100 });
  });
});
