import { DatabaseSync } from 'node:sqlite';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { copyStore, type Copied } from '../../../engine/store/copy/copy-store.ts';
import { COPIED_TABLES } from '../../../engine/store/copy/copied-tables.ts';
import { readStoreAddress, sqliteAt, type StoreAddress } from '../../../engine/store/open.ts';
import { openStore } from '../../../engine/store/sqlite/open-store.ts';
import { postgresForTests, postgresIsMissing, postgresIsThere } from '../../support/postgres.ts';
import { key, object, plan } from '../make-object.ts';
import { runOnce } from '../processes/run-once.ts';
import { filledStore } from './filled-store.ts';

const postgres = postgresForTests();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'copy-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string): StoreAddress => sqliteAt(join(folder, `${name}.db`));
const database = async (): Promise<StoreAddress> => readStoreAddress(await postgres.server.database(), folder, {});

class Crash extends Error {}

/** `crashAt`: as if the process were killed before that step. */
const copy = (from: StoreAddress, to: StoreAddress, crashAt = Infinity): Promise<Copied> => {
  let steps = 0;
  return copyStore(from, to, {
    signal: new AbortController().signal,
    onStep: () => {
      if (steps++ === crashAt) throw new Crash();
    },
  });
};

/** Every row of a file, but for what is a process's own. */
const rowsOf = ({ path }: StoreAddress): ReadonlyMap<string, readonly unknown[]> => {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    const names = [...COPIED_TABLES.map(({ name }) => name), 'names', 'counter', 'meta'];
    return new Map(
      names.map((name) => [
        name,
        db
          .prepare(`SELECT * FROM ${name}`)
          .all()
          .map((row) => ({ ...row })),
      ]),
    );
  } finally {
    db.close();
  }
};

const filled = async (name = 'from'): Promise<StoreAddress> => {
  await filledStore(file(name).path);
  return file(name);
};

const digestOf = async ({ path }: StoreAddress): Promise<string> => {
  const store = openStore({ path, readOnly: true });
  try {
    return await store.digest();
  } finally {
    await store.close();
  }
};

describe('a copy from file to file', () => {
  test('is the same row by row, with its attachments', async () => {
    const from = await filled();
    const copied = await copy(from, file('to'));
    expect(copied).toMatchObject({ digest: await digestOf(from), resumed: false });
    const [rows, again] = [rowsOf(from), rowsOf(file('to'))];
    for (const [name, all] of rows) {
      // Only a run that is under way has listed anything.
      if (name !== 'listed') expect(all, `${name} is empty in the store that is copied`).not.toEqual([]);
      expect(again.get(name), name).toEqual(all);
    }
    const store = openStore({ path: file('to').path, readOnly: true });
    expect(await store.check()).toEqual({ ok: true, problems: [] });
    await store.close();
  });

  test('is gone on with wherever it broke off, and closed until it is whole', async () => {
    const from = await filled();
    let copied: Copied | undefined;
    let crashes = 0;
    // One step later each time, so that there is progress; far fewer are needed.
    for (let at = 1; copied === undefined && at < 100; at++)
      try {
        copied = await copy(from, file('to'), at);
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
        crashes++;
        expect(() => openStore({ path: file('to').path, readOnly: true })).toThrow(/is not all there yet/);
      }
    expect(copied).toMatchObject({ digest: await digestOf(from), resumed: true });
    expect(crashes).toBeGreaterThan(3);
    expect(rowsOf(file('to'))).toEqual(rowsOf(from));
  });

  test('begins anew where the source was written since it broke off', async () => {
    const from = await filled();
    await expect(copy(from, file('to'), 8)).rejects.toThrow(Crash);
    const store = openStore({ path: from.path, mock: false });
    await runOnce(store, [object('new')], { instance: { feed: 'pack/new' } });
    await store.close();
    expect(await copy(from, file('to'))).toMatchObject({ begunAnew: true, digest: await digestOf(from) });
    expect(rowsOf(file('to'))).toEqual(rowsOf(from));
  });

  test('refuses a target in which there is something, and one that is copied from elsewhere', async () => {
    const from = await filled();
    const other = await filled('other');
    await expect(copy(from, other)).rejects.toMatchObject({ code: 'store.copy-target' });
    await expect(copy(from, from)).rejects.toMatchObject({ code: 'store.copy-target' });
    await expect(copy(from, file('to'), 8)).rejects.toThrow(Crash);
    await expect(copy(other, file('to'))).rejects.toMatchObject({ code: 'store.copy-target' });
    await expect(copy(file('none'), file('to'))).rejects.toMatchObject({ code: 'store.missing' });
  });

  test('refuses a source of which a window is held', async () => {
    const store = openStore({ path: file('from').path, mock: false });
    const instance = await store.open(key(), { now: 1 });
    const run = await instance.begin(plan(), 'held-run');
    const window = await instance.window(run, 0);
    window.add([object('a')]);
    const ledger = { records: {}, requests: { count: 0, retried: 0, bytes: 0 }, notes: {}, stopReason: '' };
    await window.seal({
      ledger: ledger as never,
      checkpoint: undefined,
      keepSeenUntil: undefined,
      now: 2,
      hold: { why: 'asked for', goesOn: false },
    });
    await instance.close();
    await store.close();
    await expect(copy(file('from'), file('to'))).rejects.toMatchObject({ code: 'store.copy-held' });
  });
});

describe.skipIf(!postgresIsThere)(`a copy to PostgreSQL and back${postgresIsMissing ?? ''}`, () => {
  test('is the same, with all that is not seen of it', async () => {
    const from = await filled();
    const there = await database();
    expect(await copy(from, there)).toMatchObject({ digest: await digestOf(from) });
    expect(await copy(there, file('back'))).toMatchObject({ digest: await digestOf(from) });
    const [rows, back] = [rowsOf(from), rowsOf(file('back'))];
    // Names of attributes may have other numbers, which the digest does not see.
    const isExact = (name: string): boolean => !['listings', 'undo_rows', 'attribute_sets'].includes(name);
    for (const { name } of COPIED_TABLES.filter((table) => isExact(table.name)))
      expect(back.get(name), name).toEqual(rows.get(name));
    // All have moved by the same: which of two words is the later one is what they are there for.
    const seqs = (of: typeof rows): readonly number[] => of.get('listings')?.map((row) => (row as { seq: number }).seq) ?? [];
    const moved = (seqs(rows)[0] ?? 0) - (seqs(back)[0] ?? 0);
    expect(seqs(back).map((seq) => seq + moved)).toEqual(seqs(rows));
    const [counter] = rows.get('counter') as readonly { readonly value: number }[];
    expect(Math.max(...seqs(back))).toBeLessThanOrEqual(counter?.value ?? 0);
  });

  test('can be undone and gone on with as the first can', async () => {
    const from = await filled();
    const there = await database();
    await copy(from, there);
    await copy(there, file('back'));
    const changed = async (path: string): Promise<string> => {
      const store = openStore({ path, mock: false });
      const run = [...store.runs({ feed: 'pack/feed' })].find(({ status }) => status === 'succeeded')?.id ?? '';
      const instance = await store.open(key(), { now: 50 });
      await instance.undo(run, { next: 'fetch', now: 51 });
      await instance.close();
      await runOnce(store, [object('a.example', { subtype: 'FQDN', title: 'later' })], {
        instance: { feed: 'pack/third', source: 'Third' },
      });
      await runOnce(store, [object('a.example', { subtype: 'FQDN', title: 'latest' })], {
        instance: { feed: 'pack/other', source: 'Another “feed”' },
      });
      const views = JSON.stringify([...store.objects({})]);
      const digest = await store.digest();
      await store.close();
      return `${digest} ${views}`;
    };
    expect(await changed(file('back').path)).toBe(await changed(from.path));
  });

  test('is gone on with wherever it broke off, both ways', async () => {
    const from = await filled();
    const there = await database();
    const through = async (a: StoreAddress, b: StoreAddress): Promise<Copied> => {
      for (let at = 1; at < 100; at += 3)
        try {
          return await copy(a, b, at);
        } catch (error) {
          if (!(error instanceof Crash)) throw error;
        }
      throw new Error('it never came to its end');
    };
    const digest = await digestOf(from);
    expect(await through(from, there)).toMatchObject({ digest, resumed: true });
    expect(await through(there, file('back'))).toMatchObject({ digest, resumed: true });
    await expect(copy(from, there)).rejects.toMatchObject({ code: 'store.copy-target' });
  });
});
