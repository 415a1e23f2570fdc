import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { feedwright, workingDirectory } from '../../cli/feedwright.ts';
import { startVendor } from '../live.ts';
import type { Vendor } from '../live.ts';

const FILE = join(import.meta.dirname, 'fixtures/keeping.yaml');
const all = Array.from({ length: 15 }, (_, index) => ({ id: index + 1, name: `h${String(index + 1).padStart(2, '0')}.example` }));

let vendor: Vendor;
beforeAll(async () => {
  vendor = await startVendor();
});
afterAll(() => vendor.close());

const killed = 'a process that is killed in the middle of its pages';

test.each([
  [`${killed}, before anything was committed, begins again`, 2, ''],
  [`${killed}, after a rest, goes on from there`, 4, '?after=5'],
])('%s and loses no record', async (_, killAt, asked) => {
  const cwd = workingDirectory();
  const args = ['run', `${FILE}#log`, '--set', `host=${vendor.origin}`, '--store', 'sqlite:./feeds.db', '--json'];
  let child: ChildProcess | undefined;
  vendor.asked.length = 0;
  vendor.answer = ({ url }) => {
    if (vendor.asked.length === killAt) child?.kill('SIGKILL');
    const after = Number(url.searchParams.get('after') ?? 0);
    return { json: { items: all.filter(({ id }) => id > after).slice(0, 3) } };
  };
  const first = await feedwright(args, { cwd, whileRunning: (process) => (child = process) });
  expect(first.code).toBeNull();
  child = undefined;
  vendor.asked.length = 0;
  const next = await feedwright(args, { cwd });
  expect(next.code).toBe(0);
  expect(vendor.asked[0]?.url.search).toBe(asked);
  const objects = await feedwright(['objects', '--store', 'sqlite:./feeds.db', '--json'], { cwd });
  expect(all.filter(({ name }) => !objects.stdout.includes(name))).toEqual([]);
});
