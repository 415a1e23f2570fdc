/** `kill -9` at every durable step and at any instant: the next run ends where one clean run would have ended. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import type { MockVendor } from '../../../engine/mock/start-mock.ts';
import type { RunRow } from '../../../engine/run/context/run-row.ts';
import { writeDump } from '../../bench/make-dump.ts';
import { checkpointIn, digestOf, FEED, inspect, leadingTo, newFolder, runHere, startVendor, storeIn } from './vendor.ts';

const engine = (path: string): string => fileURLToPath(new URL(`../../../engine/cli/${path}`, import.meta.url));
const COMPOSED = fileURLToPath(new URL('composed-run.ts', import.meta.url));

const started: ReturnType<typeof spawn>[] = [];
afterEach(() => started.splice(0).forEach((child) => child.kill('SIGKILL')));

/** Every row, so that one is set aside: the quarantine lies in a file of its own until it is applied. */
const EVERY_ROW = { FEEDWRIGHT_SECLYTICS_IMPORTANCE_THRESHOLD: '0', FEEDWRIGHT_SECLYTICS_DETECTED_CATEGORIES: '' };

const start = (args: readonly string[], vendor: MockVendor, cwd: string, options: Readonly<Record<string, string>> = {}) => {
  const env = { PATH: process.env['PATH'] ?? '', TZ: process.env['TZ'] ?? 'UTC', ...leadingTo(vendor), ...options };
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] });
  started.push(child);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  // The pipe is closed only once every process that holds it has ended.
  const ended = (once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>).then(([code, signal]) => ({
    code,
    signal,
    output,
  }));
  return { child, ended };
};

/** What must be as after one clean run. */
const counts = ({ status, feed, requests, records, objects, attributes, windows, error }: RunRow) => ({
  status,
  feed,
  requests,
  records,
  objects,
  attributes,
  error,
  windows: windows.map((window) => window.status),
});

const outcome = (cwd: string) => {
  const path = storeIn(cwd);
  const run = inspect(path, (store) => [...store.runs({})].find(({ status }) => status === 'succeeded'));
  const row = run?.summary as unknown as RunRow;
  return {
    counts: counts(row),
    digest: digestOf(path),
    // The checkpoint is the end of the first run that began: the next goes on from there.
    checkpoint: new Date(checkpointIn(path) ?? Number.NaN).toISOString() === row.windows[0]?.until,
    left: readdirSync(dirname(path)).filter((name) => name.includes('staging')),
  };
};

const succeeded = (cwd: string): boolean =>
  existsSync(storeIn(cwd)) && inspect(storeIn(cwd), (store) => [...store.runs({})].some(({ status }) => status === 'succeeded'));

/** Runs on to the end where the killed run had not ended. */
const finish = async (vendor: MockVendor, cwd: string, env: Readonly<Record<string, string>> = {}): Promise<string> => {
  // A process that is killed while it makes the store leaves one that cannot be looked at yet.
  const alreadyEnded = await Promise.resolve()
    .then(() => succeeded(cwd))
    .catch(() => false);
  if (alreadyEnded) return '';
  const { row, stderr } = await runHere(vendor, {}, {}, { cwd, env });
  expect(row).toMatchObject({ status: 'succeeded' });
  return stderr;
};

const expectNoToken = (cwd: string): void => {
  const folder = dirname(storeIn(cwd));
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (name.isFile())
      expect({ name: name.name, token: readFileSync(join(name.parentPath, name.name)).includes('mock-access-token') }).toEqual({
        name: name.name,
        token: false,
      });
};

describe('a run that is killed', () => {
  test('at any durable step is brought to its end by the next one', { timeout: 120_000 }, async () => {
    const vendor = await startVendor();
    const [clean, copies] = [newFolder(), newFolder()];
    // What lies on the disk at a step is what a kill there would leave.
    const { ended } = start([COMPOSED, clean, '', 'copy', copies], vendor, clean, EVERY_ROW);
    const steps = (await ended).output.trim().split('\n');
    const batches = Array.from({ length: 6 }, () => 'batch');
    expect(steps).toEqual(['staging', 'segment', 'staged', 'synced', 'sealed', ...batches, 'committed', 'deleted']);
    const expected = outcome(clean);
    expect(expected).toMatchObject({
      counts: { objects: { created: 17 }, records: { quarantined: 1 } },
      checkpoint: true,
      left: [],
    });
    const finished = async (step: string, index: number, cwd: string): Promise<void> => {
      expectNoToken(cwd);
      const before = vendor.requests.length;
      const stderr = await finish(vendor, cwd, EVERY_ROW);
      const sealed = index >= steps.indexOf('sealed');
      expect({ step, asked: vendor.requests.length - before, ...outcome(cwd) }).toEqual({
        step,
        asked: sealed ? 0 : 1,
        ...expected,
      });
      expect({ step, stderr }).toEqual({
        step,
        stderr: expect.stringMatching(
          sealed ? /had received everything and is now complete: run again/ : /begins again from its start\.\n$/,
        ),
      });
    };
    for (const [index, step] of steps.entries()) await finished(step, index, join(copies, String(index + 1)));
    // A process that is really killed lets go of its lock too.
    for (const step of ['staged', 'sealed', 'batch']) {
      const [cwd, index] = [newFolder(), steps.lastIndexOf(step)];
      const killed = await start([COMPOSED, cwd, String(index + 1)], vendor, cwd, EVERY_ROW).ended;
      expect({ step, signal: killed.signal }).toEqual({ step, signal: 'SIGKILL' });
      await finished(step, index, cwd);
    }
  });

  test('at twenty instants of the real command is brought there too', { timeout: 240_000 }, async () => {
    const folder = newFolder();
    const file = join(folder, 'dump.csv');
    await writeDump(file, { rows: 9000, kept: 0.8, repeated: 0.05 });
    const vendor = await startVendor({ variant: 'csv-plain', files: { 'predictions.csv': file } });
    const command = [engine('feedwright.mjs'), 'run', FEED];
    const clean = newFolder();
    const from = performance.now();
    expect(await start(command, vendor, clean).ended).toMatchObject({ code: 0 });
    const duration = performance.now() - from;
    const expected = outcome(clean);
    const endings: (NodeJS.Signals | null)[] = [];
    const attempt = async (instant: number): Promise<void> => {
      const cwd = newFolder();
      const { child, ended } = start(command, vendor, cwd);
      await Promise.race([wait((duration * instant) / 20), ended]);
      child.kill('SIGKILL');
      endings.push((await ended).signal);
      expectNoToken(cwd);
      await finish(vendor, cwd);
      expect({ instant, ...outcome(cwd) }).toEqual({ instant, ...expected });
    };
    const instants = Array.from({ length: 20 }, (_, index) => index + 0.5);
    const lane = async (): Promise<void> => {
      for (let instant = instants.pop(); instant !== undefined; instant = instants.pop()) await attempt(instant);
    };
    await Promise.all([lane(), lane()]);
    expect(endings.filter((signal) => signal === 'SIGKILL').length).toBeGreaterThan(0);
  });
});

describe('a run that is interrupted', () => {
  test.each([
    ['before the first object is written', 5],
    ['between two batches', 6],
  ])('%s is brought to its end by the next one, without the vendor', async (_what, step) => {
    const [vendor, clean, cwd] = [await startVendor(), newFolder(), newFolder()];
    await runHere(vendor, {}, {}, { cwd: clean, env: EVERY_ROW });
    const { code } = await start([COMPOSED, cwd, String(step), 'interrupt'], vendor, cwd, EVERY_ROW).ended;
    expect(code).toBe(0);
    const [cut] = inspect(storeIn(cwd), (store) => [...store.runs({})]);
    expect(cut).toMatchObject({ status: 'interrupted', error: { code: 'run.interrupted' } });
    const before = vendor.requests.length;
    expect(await finish(vendor, cwd, EVERY_ROW)).toMatch(/is now complete: run again for what has come since\.\n$/);
    expect({ asked: vendor.requests.length - before, ...outcome(cwd) }).toEqual({ asked: 0, ...outcome(clean) });
  });
});

test('the process that an older Node starts dies with it and lets go of the lock', async () => {
  const [vendor, cwd] = [await startVendor({ faults: [{ route: '*', fault: { kind: 'stall' } }] }), newFolder()];
  const outer = join(cwd, 'outer.mjs');
  const text = `import { runUnder } from ${JSON.stringify(pathToFileURL(engine('node24.mjs')).href)};
runUnder(process.execPath, ${JSON.stringify([engine('feedwright.mjs'), 'run', FEED])}, { follow: true });`;
  writeFileSync(outer, text);
  const { child, ended } = start([outer], vendor, cwd);
  while (vendor.requests.length === 0) await wait(10);
  const refused = await runHere(vendor, {}, {}, { cwd });
  expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('[store.locked]') });
  child.kill('SIGKILL');
  expect(await ended).toMatchObject({ signal: 'SIGKILL', output: '' });
  expect(await finish(vendor, cwd)).toMatch(/The run that was cut off .* begins again from its start\.\n$/);
});
