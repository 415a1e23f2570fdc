/** Two processes with one connection and one store: the vendor sees one client. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startVendor } from '../components/live.ts';
import type { Vendor } from '../components/live.ts';
import { inProcess } from '../e2e/in-process.ts';
import { feedwright, workingDirectory } from './feedwright.ts';

const PAGES = 5;

const definition = (http: string): string => `language: 1
name: shared
title: Shared
version: 1.0.0
connection:
  user_fields:
    host: { label: Host, type: url, required: true }
    key: { label: Key, type: secret, required: true }
  http:
    base_url: !tmpl "{{@user.host}}"
    auth: { kind: bearer, token: !expr $user.key }
${http}
endpoints:
  red: { request: { path: /red, query: { page: !expr $page.number } }, records: items, paginate: { kind: page_number, stop_when: !expr last } }
  blue: { request: { path: /blue, query: { page: !expr $page.number } }, records: items, paginate: { kind: page_number, stop_when: !expr last } }
feeds:
  red: { title: Red, source: red, report: { host: { type: indicator, subtype: FQDN, value: !expr name } } }
  blue: { title: Blue, source: blue, report: { host: { type: indicator, subtype: FQDN, value: !expr name } } }
`;

let vendor: Vendor;
let times: number[];
/** What the first request is answered with. */
let first: Readonly<Record<string, string>> | undefined;
beforeAll(async () => {
  vendor = await startVendor(({ url }) => {
    times.push(performance.now());
    if (times.length === 1 && first !== undefined) return { status: 429, headers: first };
    const page = Number(url.searchParams.get('page'));
    return { json: { items: [{ name: `${url.pathname.slice(1)}-${page}.example.com` }], last: page === PAGES } };
  });
});
afterAll(() => vendor.close());
beforeEach(() => {
  times = [];
  first = undefined;
});

const folderWith = (http: string): string => workingDirectory({ 'definitions/shared.yaml': definition(http) });
const FLAGS = ['--store', 'sqlite:./shared.db', '--json'];
const run = (cwd: string, feed: string): ReturnType<typeof feedwright> =>
  feedwright(['run', `shared/${feed}`, '--set', `host=${vendor.origin}`, '--set', 'key=one-key', ...FLAGS], { cwd });

test('two processes keep to the one rate of their connection', async () => {
  const cwd = folderWith('    rate_limit: { requests: 3, per: PT1S }');
  const ends = await Promise.all([run(cwd, 'red'), run(cwd, 'blue')]);
  expect(ends.map(({ code, stderr }) => [code, stderr])).toEqual([
    [0, expect.not.stringContaining('error')],
    [0, expect.not.stringContaining('error')],
  ]);
  expect(times).toHaveLength(2 * PAGES);
  // Less than the second: a busy machine may see a request late.
  for (const at of times) expect(times.filter((one) => one >= at && one < at + 700).length).toBeLessThanOrEqual(3);
  expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(2700);
});

test('what the vendor said to one, another heeds that starts afterwards', async () => {
  const cwd = folderWith('    retry: { attempts: 1 }');
  first = { 'retry-after': '4' };
  expect((await run(cwd, 'red')).code).toBe(1);
  const told = times[0] ?? 0;
  expect((await run(cwd, 'blue')).code).toBe(0);
  expect((times[1] ?? 0) - told).toBeGreaterThan(3800);
}, 30_000);

test('a dry run and one without a rate and a word of the vendor leave no file', async () => {
  const flags = { set: [`host=${vendor.origin}`, 'key=one-key'], store: 'sqlite:./shared.db' };
  const limited = folderWith('    rate_limit: { requests: 30, per: PT1S }');
  await inProcess('run', { ...flags, dryRun: true }, ['shared/red'], { cwd: limited });
  const free = folderWith('    retry: { attempts: 1 }');
  await inProcess('run', flags, ['shared/red'], { cwd: free });
  expect(times).toHaveLength(2 * PAGES);
  expect([limited, free].map((cwd) => existsSync(join(cwd, 'shared.db.budgets')))).toEqual([false, false]);
  await inProcess('run', flags, ['shared/red'], { cwd: limited });
  expect(existsSync(join(limited, 'shared.db.budgets'))).toBe(true);
});
