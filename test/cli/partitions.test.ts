import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
