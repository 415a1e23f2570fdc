import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createVocabulary } from '../../engine/components/vocabulary.ts';
import { loadPack } from '../../engine/language/load.ts';
import { withdrawPartition } from '../../engine/run/feed/withdraw-partition.ts';
import { openStore } from '../../engine/store/sqlite/open-store.ts';
import { startVendor } from '../components/live.ts';
import type { Vendor } from '../components/live.ts';
import { commandLine, inProcess } from '../e2e/in-process.ts';
import { feedwright, workingDirectory } from './feedwright.ts';

const definition = `language: 1
name: lists
title: Lists
version: 1.0.0
connection:
  user_fields:
    host: { label: Host, type: url, required: true }
    lists: { label: Lists, type: lines }
  http: { base_url: !tmpl "{{@user.host}}", retry: { attempts: 1 } }
endpoints:
  entries:
    request: { path: !tmpl "/{{@partition}}", query: { after?: !expr $state } }
    records: items
feeds:
  entries:
    title: Entries
    source: entries
    partition: !expr $user.lists
    state: { kind: largest, of: !expr id }
    report:
      host: { type: indicator, subtype: FQDN, value: !expr name, attributes: { List: !expr $partition } }
`;

const items: Readonly<Record<string, readonly { id: number; name: string }[]>> = {
  '/red': [
    { id: 1, name: 'a.example' },
    { id: 7, name: 'b.example' },
  ],
  '/blue': [{ id: 3, name: 'b.example' }],
};

let vendor: Vendor;
beforeAll(async () => {
  vendor = await startVendor(({ url }) => {
    const known = items[url.pathname];
    return known === undefined
      ? { status: 404 }
      : { json: { items: known.filter(({ id }) => id > Number(url.searchParams.get('after') ?? 0)) } };
  });
});
afterAll(() => vendor.close());

const folder = (): string => workingDirectory({ 'definitions/lists.yaml': definition });
const options = (lists: string): readonly string[] => ['--set', `host=${vendor.origin}`, '--set', `lists=${lists}`];
const store = ['--store', 'sqlite:./lists.db'] as const;
const asked = (): readonly string[] => vendor.asked.splice(0).map(({ url }) => `${url.pathname}${url.search}`);

describe('a feed with partitions', () => {
  test('runs once for each value, goes on in each where that one ended, and sums up', async () => {
    const cwd = folder();
    asked();
    const run = ['run', 'lists/entries', ...options('red\nblue'), ...store, '--json'];
    const first = await feedwright(run, { cwd });
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(first.stdout)).toMatchObject({
      status: 'succeeded',
      windows: [
        { status: 'done', partition: 'red' },
        { status: 'done', partition: 'blue' },
      ],
      requests: { count: 2 },
      records: { fetched: 3, mapped: 3 },
      objects: { created: 2, updated: 1 },
      partitions: [
        { partition: 'red', status: 'succeeded' },
        { partition: 'blue', status: 'succeeded' },
      ],
    });
    expect(asked()).toEqual(['/red', '/blue']);
    expect((await feedwright(run, { cwd })).code).toBe(0);
    expect(asked()).toEqual(['/red?after=7', '/blue?after=3']);
    const objects = (await feedwright(['objects', '--value', 'b.example', ...store, '--json'], { cwd })).stdout;
    expect(JSON.parse(objects)).toMatchObject({ sources: ['Entries (blue)', 'Entries (red)'] });
    const state = await feedwright(['state', 'show', 'lists/entries', '--partition', 'blue', ...store, '--json'], { cwd });
    expect(JSON.parse(state.stdout)).toMatchObject({ partition: 'blue' });
    expect((await feedwright(['state', 'show', 'lists/entries', ...store], { cwd })).code).toBe(2);
  });

  test('asks for all of them within the one rate of its connection', async () => {
    const limited = definition.replace('retry:', 'rate_limit: { requests: 1, per: PT1S }, retry:');
    const times: number[] = [];
    const { answer } = vendor;
    vendor.answer = (one) => (times.push(performance.now()), answer(one));
    try {
      const flags = { set: [`host=${vendor.origin}`, 'lists=red\nblue'], store: 'sqlite:./lists.db' };
      await inProcess('run', flags, ['lists/entries'], { cwd: workingDirectory({ 'definitions/lists.yaml': limited }) });
    } finally {
      vendor.answer = answer;
    }
    // Less than the second: a busy machine may see the first request late.
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(500);
  });

  test('that fails for one value has run for the others, and says for which', async () => {
    const { code, stdout, stderr } = await commandLine(
      ['run', 'lists/entries', ...options('red\ngreen\nblue'), ...store, '--json'],
      { cwd: folder() },
    );
    expect(code).toBe(1);
    expect(stderr).toContain('For "green"');
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'failed',
      windows: [{ status: 'done' }, { status: 'failed', partition: 'green' }, { status: 'done' }],
      objects: { created: 2 },
    });
  });

  test('without a value is refused, and its plan shows each', async () => {
    const cwd = folder();
    expect(await commandLine(['run', 'lists/entries', ...options(''), ...store], { cwd })).toMatchObject({ code: 2 });
    const { stdout } = await commandLine(['plan', 'lists/entries', ...options('red\nblue'), ...store, '--json'], { cwd });
    const shown = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { partition: string; calls: { url: string }[] });
    expect(shown.map(({ partition, calls }) => [partition, calls[0]?.url])).toEqual([
      ['red', `${vendor.origin}/red`],
      ['blue', `${vendor.origin}/blue`],
    ]);
  });

  test('does not keep a value whose only run failed', async () => {
    const run = (cwd: string, lists: string) => commandLine(['run', 'lists/entries', ...options(lists), ...store], { cwd });
    const ask = async (cwd: string, ...words: readonly string[]) =>
      (await commandLine(['store', ...words, ...store], { cwd })).stdout;
    const [cwd, clean] = [folder(), folder()];
    expect((await run(cwd, 'red\ngone')).code).toBe(1);
    expect((await run(clean, 'red')).code).toBe(0);
    const shown = JSON.parse(await ask(cwd, 'info', '--json')) as { instances: { partition: string }[] };
    expect(shown.instances.map(({ partition }) => partition)).toEqual(['red']);
    expect(await ask(cwd, 'info')).not.toContain('gone');
    expect(await ask(cwd, 'digest')).toBe(await ask(clean, 'digest'));
    // The run itself is remembered.
    expect((await commandLine(['runs', ...store], { cwd })).stdout).toContain('gone');
  });
});

describe('a value that is gone from the option', () => {
  const withdrawing = definition
    .replace('partition: !expr $user.lists', 'partition: { of: !expr $user.lists, gone: withdraw }')
    .replace('state: { kind: largest, of: !expr id }', 'window: { period: P1D, lookback: P1D }')
    .replace('after?: !expr $state', 'since: !expr $window.since')
    .replace('records: items', 'records: items\n    key: !expr id');
  const withdrawingFolder = (): string => workingDirectory({ 'definitions/lists.yaml': withdrawing });
  const run = (cwd: string, lists: string, ...more: readonly string[]) =>
    commandLine(['run', 'lists/entries', ...options(lists), ...store, '--json', ...more], { cwd });
  const statuses = async (cwd: string): Promise<Readonly<Record<string, string>>> => {
    const { stdout } = await commandLine(['objects', ...store, '--json'], { cwd });
    const objects = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { value: string; status: string });
    return Object.fromEntries(objects.map(({ value, status }) => [value, status]));
  };
  const gone = '"red" is no longer among the values that the feed runs for: 2 objects of it are still listed';
  const both = { 'a.example': 'Active', 'b.example': 'Active' };
  const half = { 'a.example': 'Expired', 'b.example': 'Active' };

  test('is told each time, with how many objects stay, and by the plan', async () => {
    const cwd = folder();
    expect((await run(cwd, 'red\nblue')).stderr).toBe('');
    for (const words of ['run', 'plan', 'run'])
      expect(
        Object.values(await commandLine([words, 'lists/entries', ...options('blue'), ...store], { cwd })).join(''),
      ).toContain(gone);
    expect(await statuses(cwd)).toEqual(both);
    expect((await run(cwd, 'blue')).stderr).toContain('`feedwright run lists/entries --drop-gone` lets them expire');
  });

  test('loses the objects that only it spoke for, where the run is told so; the other run keeps what it lists', async () => {
    const cwd = folder();
    await run(cwd, 'red\nblue');
    const dry = await run(cwd, 'blue', '--drop-gone', '--dry-run');
    expect(dry.stderr).toContain(gone);
    expect(await statuses(cwd)).toEqual(both);
    const { stdout, stderr } = await run(cwd, 'blue', '--drop-gone');
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'succeeded',
      objects: { withdrawn: 2 },
      notes: { 'objects withdrawn with "red", no longer among the values of the partition': 2 },
      partitions: [{ partition: 'blue' }, { partition: 'red', status: 'succeeded' }],
    });
    expect(await statuses(cwd)).toEqual(half);
    const again = await run(cwd, 'blue');
    expect([again.stderr, JSON.parse(again.stdout)]).toEqual([
      '',
      expect.objectContaining({ objects: expect.objectContaining({ withdrawn: 0 }) }),
    ]);
    expect((await commandLine(['runs', ...store], { cwd })).stdout.match(/succeeded/g)).toHaveLength(4 + 1);
  });

  test('loses them where the definition says so, and starts anew if it comes back, within the lookback as well', async () => {
    const cwd = withdrawingFolder();
    await run(cwd, 'red\nblue');
    expect(JSON.parse((await run(cwd, 'red')).stdout)).toMatchObject({ objects: { withdrawn: 1 } });
    expect(await statuses(cwd)).toEqual({ 'a.example': 'Active', 'b.example': 'Active' });
    expect(JSON.parse((await run(cwd, 'blue')).stdout)).toMatchObject({ objects: { withdrawn: 2 } });
    expect(await statuses(cwd)).toEqual(half);
    const state = await commandLine(['state', 'show', 'lists/entries', '--partition', 'red', ...store], { cwd });
    expect(state.stdout).toContain('the next run is as the first one');
    expect(JSON.parse((await run(cwd, 'red\nblue')).stdout)).toMatchObject({ records: { duplicate: 0, mapped: 3 } });
    expect(await statuses(cwd)).toEqual(both);
    expect(await commandLine(['store', 'check', ...store], { cwd })).toMatchObject({ code: 0 });
  });

  test.each(['sealed', 'batch', 'committed', 'deleted'])('is withdrawn once where the process dies behind %s', async (step) => {
    const withdrawn = async (dies: boolean): Promise<string> => {
      const cwd = withdrawingFolder();
      await run(cwd, 'red\nblue');
      const path = join(cwd, 'lists.db');
      const withdraw = async (onStep?: (name: string) => void) => {
        const opened = openStore({ path, batch: 1, ...(onStep === undefined ? {} : { onStep }) });
        const key = { feed: 'lists/entries', instance: '', partition: 'red', source: 'Entries (red)' };
        try {
          const instance = await opened.open(key, { now: 1 });
          try {
            return await withdrawPartition(instance, { feed: key.feed, partition: 'red', now: 5, id: `r-${dies}` });
          } finally {
            await instance.close();
          }
        } finally {
          await opened.close();
        }
      };
      if (dies)
        await expect(
          withdraw((name) => {
            if (name === step) throw new Error('killed');
          }),
        ).rejects.toThrow('killed');
      expect(await withdraw()).toMatchObject({ status: 'succeeded', objects: { withdrawn: 2 } });
      const opened = openStore({ path });
      const { digest, until } = {
        digest: opened.digest(),
        until: opened.showState({ feed: 'lists/entries', instance: '', partition: 'red' }),
      };
      await opened.close();
      expect(until).toEqual({ until: undefined, state: undefined });
      expect(await statuses(cwd)).toEqual(half);
      return digest;
    };
    expect(await withdrawn(true)).toBe(await withdrawn(false));
  });

  test.each([
    ['{ of: !expr $user.lists, gone: forget }', 'definition.wrong-value 18:47'],
    ['{ gone: withdraw }', 'definition.missing-key 18:5'],
    ['{ of: !expr lists }', 'expression.no-data 18:28'],
    ['{ of: !expr $run.now }', 'expression.unknown-variable 18:28'],
    ['red', 'definition.wrong-type 18:16'],
  ])('partition: %s is found', (partition, finding) => {
    const text = definition.replace('partition: !expr $user.lists', `partition: ${partition}`);
    const { diagnostics } = loadPack('demo.yaml', createVocabulary(), { root: '.', read: () => text });
    expect(diagnostics.map(({ code, place }) => `${code} ${place.line}:${place.column}`)).toEqual([finding]);
  });
});
