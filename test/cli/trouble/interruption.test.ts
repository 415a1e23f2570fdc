import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type MockVendor, startMock } from '../../../engine/mock/start-mock.ts';
import { feedwright, workingDirectory } from '../feedwright.ts';

let vendor: MockVendor | undefined;
afterEach(() => vendor?.close());

/** A vendor that takes its time; gives the moment when it has been asked. */
const slow = async (): Promise<{ readonly origin: string; readonly asked: () => Promise<void> }> => {
  vendor = await startMock({
    file: join(import.meta.dirname, '../../../fixtures/seclytics/mock.yaml'),
    faults: [{ route: '*', fault: { kind: 'stall' }, times: Infinity }],
  });
  const started = vendor;
  return {
    origin: started.origin.origin,
    asked: async () => {
      while (started.requests.length === 0) await new Promise((next) => setTimeout(next, 10));
    },
  };
};

const args = (origin: string): readonly string[] => ['run', 'seclytics/predictions', '--json', '--set', `host=${origin}`];
const env = { FEEDWRIGHT_SECLYTICS_ACCESS_TOKEN: 'mock-access-token' };

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends a run with 130, and the store is ready for the next', async (signal) => {
  const { origin, asked } = await slow();
  const cwd = workingDirectory();
  const ended = await feedwright(args(origin), {
    cwd,
    env,
    whileRunning: (child) => void asked().then(() => child.kill(signal)),
  });
  expect(ended.code).toBe(130);
  expect(JSON.parse(ended.stdout)).toMatchObject({ status: 'interrupted', objects: { created: 0 } });
  expect(ended.stderr).toContain('once more to stop at once');
  await vendor?.close();
  vendor = await startMock({ file: join(import.meta.dirname, '../../../fixtures/seclytics/mock.yaml') });
  const next = await feedwright(args(vendor.origin.origin), { cwd, env });
  expect(next.code).toBe(0);
  expect(JSON.parse(next.stdout)).toMatchObject({ status: 'succeeded' });
});

test('a run that is killed frees its lock', async () => {
  const { origin, asked } = await slow();
  const cwd = workingDirectory();
  const killed = await feedwright(args(origin), {
    cwd,
    env,
    whileRunning: (child) => void asked().then(() => child.kill('SIGKILL')),
  });
  expect(killed.stdout).toBe('');
  await vendor?.close();
  vendor = await startMock({ file: join(import.meta.dirname, '../../../fixtures/seclytics/mock.yaml') });
  expect(await feedwright(args(vendor.origin.origin), { cwd, env })).toMatchObject({ code: 0 });
});

test('a second run of the same feed is refused while the first one works', async () => {
  const { origin, asked } = await slow();
  const cwd = workingDirectory();
  let second: ReturnType<typeof feedwright> | undefined;
  await feedwright(args(origin), {
    cwd,
    env,
    whileRunning: (child) =>
      void asked().then(async () => {
        second = feedwright(args(origin), { cwd, env });
        await second;
        child.kill('SIGTERM');
      }),
  });
  const refused = await second;
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused?.stderr).toContain('[store.locked]');
});

test('the mock serves until it is interrupted', async () => {
  const cwd = workingDirectory();
  const ended = await feedwright(['mock', 'seclytics', '--json'], {
    cwd,
    whileRunning: (child) => {
      if (child.stdout === null) return;
      void once(child.stdout, 'data').then(async ([line]) => {
        const { origin } = JSON.parse(String(line)) as { origin: string };
        const answer = await fetch(`${origin}/bulk/seen-predictions-dump-a.json.gz`);
        expect(answer.status).toBe(401);
        child.kill('SIGINT');
      });
    },
  });
  expect(ended.code).toBe(0);
  expect(ended.stderr).toContain('401  GET /bulk/seen-predictions-dump-a.json.gz');
});

test('a reader that goes away is no failure', async () => {
  const cwd = workingDirectory();
  await feedwright(['run', 'seclytics/predictions', '--mock'], { cwd });
  const ended = await feedwright(['objects', '--mock', '--json'], { cwd, whileRunning: (child) => child.stdout?.destroy() });
  expect(ended).toMatchObject({ code: 0, stderr: '' });
});
