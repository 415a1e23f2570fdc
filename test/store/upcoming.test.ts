/** What the next run begins with, while nothing has been written yet: what lies sealed counts as applied. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '../../engine/store/sqlite/open-store.ts';
import { instanceHash, StoreFiles } from '../../engine/store/sqlite/database/store-files.ts';
import { key, ledger, object, plan } from './make-object.ts';

const WINDOWS = [
  { since: 0, until: 10 },
  { since: 10, until: 20 },
];

/** A run of two windows of which the first one is sealed, and not applied: the process has gone. */
const cutOff = async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'feedwright-upcoming-')), 'store.db');
  const store = openStore({ path });
  const instance = await store.open(key(), { now: 1 });
  const run = await instance.begin(plan({ since: 0, until: 20, windows: WINDOWS }), 'run-1');
  const window = await instance.window(run, 0);
  window.add([object('a')]);
  await window.seal({
    ledger: ledger({ fetched: 1, mapped: 1 }),
    checkpoint: { until: 10, state: 's' },
    keepSeenUntil: undefined,
    now: 5,
  });
  return { path, store, instance };
};

test('a window that lies sealed is had, and its checkpoint is the one to go on from', async () => {
  const { path, store } = await cutOff();
  const reader = openStore({ path, readOnly: true });
  expect(reader.showState(key())).toEqual({ until: undefined, state: undefined });
  expect(await reader.upcoming(key())).toMatchObject({
    checkpoint: { until: 10, state: 's' },
    cut: { id: 'run-1', nextWindow: 1 },
  });
  expect(reader.showState(key())).toEqual({ until: undefined, state: undefined });
  await reader.close();
  await store.close();
});

test('one whose file has gone is asked for again', async () => {
  const { path, store } = await cutOff();
  rmSync(new StoreFiles(path, true).stagingOf(instanceHash(key())).objects);
  expect(await store.upcoming(key())).toMatchObject({
    checkpoint: { until: undefined, state: undefined },
    cut: { nextWindow: 0 },
  });
});

test('what the next run finds is what was said', async () => {
  const { path, store, instance } = await cutOff();
  const said = await store.upcoming(key());
  await instance.close();
  await store.close();
  const again = openStore({ path });
  const opened = await again.open(key(), { now: 2 });
  expect(opened.recovered.rolledForward).toBe(1);
  expect(opened.checkpoint()).toEqual(said.checkpoint);
  expect((await opened.interrupted())?.nextWindow).toBe(said.cut?.nextWindow);
  await opened.close();
  await again.close();
});

test('a feed that never ran begins with nothing', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'feedwright-upcoming-')), 'store.db');
  await openStore({ path }).close();
  expect(await openStore({ path, readOnly: true }).upcoming(key())).toEqual({
    checkpoint: { until: undefined, state: undefined },
    cut: undefined,
  });
});
