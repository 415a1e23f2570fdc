import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStore } from '../../../engine/store/sqlite/open-store.ts';
import { key } from '../make-object.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'processes-'));
  path = join(folder, 'store.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const child = (feed: string, runs: number): ChildProcess =>
  spawn(process.execPath, [join(import.meta.dirname, 'two-processes-child.ts'), path, feed, String(runs)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });

test('processes with feeds of their own write to one store, made by whoever comes first, without harm', async () => {
  const feeds = ['a', 'b', 'c'];
  const ends = await Promise.all(feeds.map((feed) => once(child(feed, 3), 'exit')));
  expect(ends.map(([code]) => code)).toEqual([0, 0, 0]);
  const store = openStore({ path });
  expect(await store.check()).toEqual({ ok: true, problems: [] });
  const objects = [...store.objects({})];
  expect(objects.length).toBe(300);
  expect(objects[7]?.attributes.map(({ name, value, sources }) => `${name}=${value} ${sources.join()}`)).toEqual([
    expect.stringMatching(/^From a=\d+ a$/),
    expect.stringMatching(/^From b=\d+ b$/),
    expect.stringMatching(/^From c=\d+ c$/),
    'Score=a 2 a',
    'Score=b 2 b',
    'Score=c 2 c',
  ]);
  expect(store.info()).toMatchObject({ runs: 9, changes: 9 * 300 });
  await store.close();
});

test('a feed that another process runs is refused with its process and start, and free once that was killed', async () => {
  const holder = child('held', 0);
  await once(holder.stdout as NonNullable<typeof holder.stdout>, 'data');
  const store = openStore({ path });
  await expect(store.open(key({ feed: 'held' }), { now: 1 })).rejects.toMatchObject({
    code: 'store.locked',
    message: `Another run of held is under way in this store (process ${holder.pid}, started 2023-11-14T22:13:20.000Z).`,
  });
  (await store.open(key({ feed: 'free' }), { now: 1 })).close();
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  (await store.open(key({ feed: 'held' }), { now: 1 })).close();
  await store.close();
});
