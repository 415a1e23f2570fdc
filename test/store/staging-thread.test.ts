/** Windows that are too large for one block of drafts: another thread stages them. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStore, type SqliteStore } from '../../engine/store/sqlite/open-store.ts';
import { SharedAttribute } from '../../engine/store/contract/mapped-object.ts';
import type { MappedObject } from '../../engine/store/contract/mapped-object.ts';
import { DraftBlock } from '../../engine/staging/thread/draft-block.ts';
import { StagingThread } from '../../engine/staging/thread/staging-thread.ts';
import { attribute, key, ledger, object, plan } from './make-object.ts';
import { addAll, runOnce } from './run-once.ts';

let folder: string;
let store: SqliteStore;
/** `staging` is a step of windows that this thread stages. */
const steps = new Set<string>();
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'staging-thread-'));
  steps.clear();
  store = openStore({ path: join(folder, 'store.db'), mock: true, onStep: (name) => void steps.add(name) });
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const COUNT = 20_000;
const ports = ['80', '443'].map((port) => new SharedAttribute(attribute('Port', port)));

/** Every tenth one comes again at the end of all, with another score. */
const large = (): MappedObject[] =>
  [...Array(COUNT).keys(), ...Array(COUNT / 10).keys()].map((at, index) =>
    object(`10.${at % 251}.${at >> 8}.${at % 17}/${at}`, {
      attributes: [
        attribute('Score', index < COUNT ? `${at} ${'x'.repeat(900)}` : 'later', 'update'),
        ports[at % 2] as SharedAttribute,
      ],
    }),
  );

test('are the same objects as those of many small windows', async () => {
  const objects = large();
  expect(await runOnce(store, objects)).toMatchObject({ created: COUNT, updated: 0 });
  expect([steps.has('segment'), steps.has('staging')]).toEqual([true, false]);
  expect(await runOnce(store, objects)).toMatchObject({ created: 0, unchanged: COUNT, attributes: 2 * COUNT });

  const other = openStore({ path: join(folder, 'other.db'), mock: true });
  try {
    const size = 2000;
    for (let from = 0; from < objects.length; from += size) await runOnce(other, objects.slice(from, from + size));
    expect([...other.objects({})].map(({ value, attributes }) => ({ value, attributes }))).toEqual(
      [...store.objects({})].map(({ value, attributes }) => ({ value, attributes })),
    );
  } finally {
    other.close();
  }
});

test('can be read again from their start, given up, looked at, and followed by the next', async () => {
  const objects = large();
  const instance = await store.open(key(), { now: 1 });
  try {
    const run = instance.begin(
      plan({
        windows: [
          { since: 0, until: 1 },
          { since: 1, until: 2 },
        ],
      }),
      'run',
    );
    const seal = { ledger: ledger(), checkpoint: undefined, keepSeenUntil: undefined, now: 5 };
    const first = instance.window(run, 0);
    addAll(first, objects);
    first.reset();
    addAll(first, objects.slice(0, 10_000));
    first.seal(seal);
    expect(await first.apply()).toMatchObject({ created: 10_000 });
    const given = instance.window(run, 1);
    addAll(given, objects.slice(10_000));
    given.discard();
    const second = instance.window(run, 1);
    addAll(second, objects.slice(5000, 15_000));
    second.seal(seal);
    expect(await second.apply()).toMatchObject({ created: 5000, unchanged: 5000 });
    expect(readdirSync(folder).filter((name) => name.includes('staging'))).toEqual([]);
  } finally {
    instance.close();
  }
  const dry = openStore({ path: join(folder, 'store.db'), mock: true, readOnly: true });
  const looking = await dry.open(key(), { now: 1 });
  try {
    const window = looking.window(looking.begin(plan(), 'dry'), 0);
    addAll(window, objects);
    expect(window.preview()).toMatchObject({ created: COUNT - 15_000 });
  } finally {
    looking.close();
    dry.close();
  }
});

test('what fails in the thread is said by the one that waits for it', () => {
  const isLinux = process.platform === 'linux';
  const thread = new StagingThread(isLinux ? '/dev/full' : join(folder, 'none', 'file'), { syncs: false });
  try {
    const block = new DraftBlock((name) => name);
    block.add(object('a', { attributes: [attribute('N', 'x'.repeat(100_000))] }));
    block.keep();
    thread.take(block.take());
    expect(() => thread.finish(false)).toThrow(expect.objectContaining({ code: isLinux ? 'ENOSPC' : 'ENOENT' }));
  } finally {
    thread.end();
  }
});

test('a thread whose module cannot be loaded answers all that it is asked with that', async () => {
  const { port1, port2 } = new MessageChannel();
  const counts = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  const workerData = { port: port2, counts, module: 'file:///nowhere/staging-requests.js' };
  const worker = new Worker(new URL('../../engine/staging/thread/staging-worker.mjs', import.meta.url), {
    workerData,
    transferList: [port2],
    execArgv: [],
  });
  expect(Atomics.wait(counts, 1, 0, 20_000)).not.toBe('timed-out');
  expect(receiveMessageOnPort(port1)).toMatchObject({ message: { failure: { code: 'ERR_MODULE_NOT_FOUND' } } });
  await worker.terminate();
  port1.close();
});
