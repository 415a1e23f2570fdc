/** Rows that a window knows from the one before: when they may be relied on, and when they are forgotten. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { rowMark } from '../../engine/store/sqlite/known-rows/known-rows.ts';
import { openStore, type SqliteStore } from '../../engine/store/sqlite/open-store.ts';
import type { Instance, InstanceKey, ObjectCounts, WindowStaging } from '../../engine/store/contract/store.ts';
import { attribute, key, ledger, object, plan } from './make-object.ts';
import { runOnce } from './run-once.ts';

let folder: string;
let store: SqliteStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'known-window-'));
  store = openStore({ path: join(folder, 'store.db'), mock: true });
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const COUNT = 600;
const COLUMNS = ['host', 'score'];
const rowOf = (at: number, score = 'low'): Buffer => Buffer.from(`h${at}.example,${score}`);
const source = (row: Buffer) => ({
  lengthOf: () => row.length,
  copyTo: (target: Buffer, at: number) => void row.copy(target, at),
});

/** Reads a dump of rows as a run does: those that are known are passed over. Gives how many were. */
function read(window: WindowStaging, scores: readonly string[]): number {
  const known = window.knownRows('key');
  known.begin(COLUMNS);
  let passed = 0;
  for (const [at, score] of scores.entries()) {
    const row = rowOf(at, score);
    if (known.recall(rowMark(row))) passed++;
    else window.draft(object(`h${at}.example`, { attributes: [attribute('Score', score, 'update')] }), source(row), 0);
    window.keepDrafts();
  }
  return passed;
}

const withInstance = async <T>(work: (instance: Instance) => Promise<T>, more: Partial<InstanceKey> = {}): Promise<T> => {
  const instance = await store.open(key(more), { now: 1 });
  try {
    return await work(instance);
  } finally {
    instance.close();
  }
};
const SEAL = { ledger: ledger(), checkpoint: undefined, keepSeenUntil: undefined, now: 5 };
let runs = 0;
const run = (scores: readonly string[], more: Partial<InstanceKey> = {}): Promise<{ passed: number; counts: ObjectCounts }> =>
  withInstance(async (instance) => {
    const opened = instance.begin(plan(), `run ${runs++}`);
    const window = instance.window(opened, 0);
    const passed = read(window, scores);
    window.seal(SEAL);
    const counts = await window.apply();
    instance.end(opened, { status: 'succeeded', now: 9, summary: null, error: undefined });
    return { passed, counts };
  }, more);

const low: readonly string[] = Array.from({ length: COUNT }, () => 'low');
const some: readonly string[] = low.map((score, at) => (at % 10 === 0 ? 'high' : score));

test('a row that comes again is passed over, and its object counts as unchanged', async () => {
  expect(await run(low)).toMatchObject({ passed: 0, counts: { created: COUNT } });
  expect(await run(low)).toMatchObject({ passed: COUNT, counts: { created: 0, unchanged: COUNT, attributes: COUNT } });
  expect(await run(some)).toMatchObject({ passed: 540, counts: { updated: 60, unchanged: 540, by_type: { indicator: COUNT } } });
  // Those that were changed are known by their new rows, the others still.
  expect(await run(some)).toMatchObject({ passed: COUNT, counts: { unchanged: COUNT } });
});

test('a look at what a run would do counts them, and leaves what is known', async () => {
  await run(low);
  const reader = openStore({ path: join(folder, 'store.db'), mock: true, readOnly: true });
  const instance = await reader.open(key(), { now: 1 });
  const window = instance.window(instance.begin(plan(), 'dry'), 0);
  expect([read(window, some), window.preview()]).toMatchObject([540, { updated: 60, unchanged: 540 }]);
  instance.close();
  reader.close();
  expect(await run(low)).toMatchObject({ passed: COUNT });
});

test('a window that is sealed and cut off is applied with them, and then nothing is known', async () => {
  await run(low);
  await withInstance(async (instance) => {
    const window = instance.window(instance.begin(plan(), 'cut off'), 0);
    read(window, some);
    window.seal(SEAL);
  });
  await withInstance(async ({ recovered }) => expect(recovered).toMatchObject({ rolledForward: 1 }));
  const [view] = [...store.runs({ run: 'cut off' })];
  expect(view?.windows[0]?.objects).toMatchObject({ updated: 60, unchanged: 540 });
  expect(await run(some)).toMatchObject({ passed: 0, counts: { unchanged: COUNT } });
});

test('a window that is begun and given up, or read again, changes nothing of what is known', async () => {
  await run(low);
  await withInstance(async (instance) => {
    const opened = instance.begin(plan(), 'given up');
    const given = instance.window(opened, 0);
    read(given, some);
    given.discard();
    const again = instance.window(opened, 0);
    read(again, some);
    again.reset();
    const known = again.knownRows('key');
    known.begin(COLUMNS);
    expect(known.counts().objects).toBe(0);
    expect(low.filter((score, at) => known.recall(rowMark(rowOf(at, score)))).length).toBe(COUNT);
    again.discard();
  });
});

test.each([
  ['a window whose rows are not asked for', () => runOnce(store, [object('h1.example', { title: 'T' })])],
  ['a snapshot that withdraws', () => runOnce(store, [], { plan: { snapshot: { floor: 0, maxShare: 1 } } })],
])('%s makes them unknown', async (_, other) => {
  await run(low);
  await other();
  expect(await run(low)).toMatchObject({ passed: 0 });
});

test('nothing is known under another key, or where another instance speaks for the same source', async () => {
  await run(low);
  await withInstance(async (instance) => {
    const window = instance.window(instance.begin(plan(), 'other key'), 0);
    expect(window.knownRows('other key').size).toBe(0);
    window.discard();
  });
  await run(low, { partition: 'eu' });
  expect(await run(low)).toMatchObject({ passed: 0 });
});
