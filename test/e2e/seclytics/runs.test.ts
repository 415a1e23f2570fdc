/** Ranges, limits, dry runs, resumption, instances, locks: what a run does to the next one. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { MockVendor } from '../../../engine/mock/start-mock.ts';
import type { RunRow } from '../../../engine/run/context/run-row.ts';
import { type Ended, feedwright } from '../../cli/feedwright.ts';
import { writeDump } from '../../bench/make-dump.ts';
import {
  checkpointIn,
  digestOf,
  DUMP,
  FEED,
  inspect,
  leadingTo,
  newFolder,
  objectsIn,
  runChild,
  runHere,
  startVendor,
  storeIn,
} from './vendor.ts';

const iso = (ms: number): string => new Date(ms).toISOString();
const DAY = 86_400_000;
const NOW = Date.UTC(2026, 2, 10, 8);

/** A working directory whose runs happen at the times that they are given. */
const series = async (vendor?: MockVendor) => {
  const [server, cwd] = [vendor ?? (await startVendor()), newFolder()];
  return {
    cwd,
    vendor: server,
    runAt: (now: number, flags: object = {}, options = {}) => runHere(server, options, flags, { cwd, now: () => now }),
    checkpoint: () => checkpointIn(storeIn(cwd)),
  };
};

const rangeOf = ({ windows }: RunRow) => windows.map(({ since, until }) => [since, until]);

describe('the range of a run', () => {
  test('is a day at first, then begins where the last one ended', async () => {
    const { runAt, checkpoint } = await series();
    expect(rangeOf((await runAt(NOW)).row)).toEqual([[iso(NOW - DAY), iso(NOW)]]);
    expect(rangeOf((await runAt(NOW + 3 * DAY)).row)).toEqual([[iso(NOW), iso(NOW + 3 * DAY)]]);
    expect(checkpoint()).toBe(NOW + 3 * DAY);
  });

  test('of a manual run is its own; a look back into history leaves the checkpoint', async () => {
    const { runAt, checkpoint } = await series();
    await runAt(NOW);
    const { row } = await runAt(NOW + DAY, { since: '2026-01-01', until: '2026-02-01' });
    expect(rangeOf(row)).toEqual([['2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z']]);
    expect(checkpoint()).toBe(NOW);
    expect(rangeOf((await runAt(NOW + DAY, { since: 'P2D' })).row)).toEqual([[iso(NOW - DAY), iso(NOW + DAY)]]);
    expect(checkpoint()).toBe(NOW + DAY);
  });

  test('that leaves a gap behind the checkpoint does not move it over the gap', async () => {
    const { runAt, checkpoint } = await series();
    await runAt(NOW);
    await runAt(NOW + 10 * DAY, { since: 'PT1H' });
    expect(checkpoint()).toBe(NOW);
  });

  test('in the wrong order is refused before anything is asked or written', async () => {
    const { vendor, cwd, runAt } = await series();
    const { code, stdout, stderr } = await runAt(NOW, { since: '2026-03-02', until: '2026-03-01' });
    expect({ code, stdout, requests: vendor.requests.length }).toEqual({ code: 2, stdout: '', requests: 0 });
    expect(stderr).toMatch(/2026-03-02T00:00:00.000Z, which is not before its end 2026-03-01T00:00:00.000Z/);
    expect(existsSync(storeIn(cwd))).toBe(false);
  });
});

describe('--limit', () => {
  test('stops after so many rows, keeps what came, and leaves the checkpoint', async () => {
    const { cwd, runAt, checkpoint } = await series();
    const { row } = await runAt(NOW, { limit: 5 });
    expect(row).toMatchObject({
      status: 'succeeded',
      stop_reason: 'the limit was reached',
      records: { fetched: 5, mapped: 3 },
      objects: { created: 3 },
    });
    expect(objectsIn(storeIn(cwd)).map(({ value }) => value)).toEqual(['192.0.2.10', '192.0.2.11', '192.0.2.14']);
    expect(checkpoint()).toBeUndefined();
    expect((await runAt(NOW)).row).toMatchObject({ objects: { created: 7, updated: 1, unchanged: 2 } });
    expect(checkpoint()).toBe(NOW);
  });
});

describe('--dry-run', () => {
  test('without a store counts what would be made, and makes no file', async () => {
    const { cwd, runAt } = await series();
    const { row } = await runAt(NOW, { dryRun: true });
    expect(row).toMatchObject({
      status: 'succeeded',
      dry_run: true,
      records: { fetched: 20, mapped: 11 },
      objects: { created: 10, unchanged: 0 },
      attributes: 42,
    });
    expect(readdirSync(cwd)).toEqual([]);
  });

  test('over a store tells new, changed and unchanged apart, and leaves it as it is', async () => {
    const { cwd, runAt, checkpoint } = await series();
    await runAt(NOW, { limit: 5 });
    const before = { digest: digestOf(storeIn(cwd)), runs: inspect(storeIn(cwd), (store) => [...store.runs({})].length) };
    const { row } = await runAt(NOW, { dryRun: true });
    expect(row).toMatchObject({ dry_run: true, objects: { created: 7, updated: 1, unchanged: 2 } });
    expect({ digest: digestOf(storeIn(cwd)), runs: inspect(storeIn(cwd), (store) => [...store.runs({})].length) }).toEqual(
      before,
    );
    expect(checkpoint()).toBeUndefined();
    expect(readdirSync(dirname(storeIn(cwd))).filter((name) => name.includes('staging'))).toEqual([]);
  });

  test('with a limit and for people says that nothing was written', async () => {
    const [vendor, cwd] = [await startVendor(), newFolder()];
    const { code, stdout } = await runChild(vendor, {}, ['--dry-run', '--limit', '2'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^seclytics\/predictions: succeeded \(dry run: nothing was written\)\n/);
    expect(existsSync(storeIn(cwd))).toBe(false);
  });
});

/** A run that hangs in the middle of the answer, interrupted there. */
const interrupted = async (
  vendor: MockVendor,
  cwd: string,
  signal: 'SIGINT' | 'SIGTERM' = 'SIGINT',
  flags: readonly string[] = [],
): Promise<Ended> => {
  vendor.addFault({ route: DUMP, fault: { kind: 'stall' } });
  const before = vendor.requests.length;
  return runChild(vendor, {}, flags, {
    cwd,
    whileRunning: (child) => {
      const waiting = setInterval(() => {
        if (vendor.requests.length === before) return;
        clearInterval(waiting);
        child.kill(signal);
      }, 10);
    },
  });
};

describe('an interrupted run', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s says so, ends with 130, and is gone on with by the next one over its own range',
    async (signal) => {
      const [vendor, cwd] = [await startVendor(), newFolder()];
      const ended = await interrupted(vendor, cwd, signal);
      expect(ended.code).toBe(130);
      expect(ended.stdout).toMatch(/^seclytics\/predictions: interrupted\n/);
      expect(ended.stderr).toBe(
        'stopping; once more to stop at once\nerror: The run was interrupted; the next one begins it again from its start. [run.interrupted]\n',
      );
      const [cut] = inspect(storeIn(cwd), (store) => [...store.runs({})]);
      expect(cut).toMatchObject({ status: 'interrupted', error: { code: 'run.interrupted' } });
      expect(checkpointIn(storeIn(cwd))).toBeUndefined();

      const { row, stderr } = await runHere(vendor, {}, {}, { cwd });
      expect(row).toMatchObject({ run: cut?.id, status: 'succeeded', objects: { created: 10 } });
      const until = row.windows[0]?.until ?? '';
      expect(stderr).toBe(`The run that was cut off (up to ${until}) begins again from its start.\n`);
      expect({ until: Date.parse(until) <= (cut?.startedAt ?? 0), checkpoint: checkpointIn(storeIn(cwd)) }).toEqual({
        until: true,
        checkpoint: Date.parse(until),
      });
      expect(inspect(storeIn(cwd), (store) => [...store.runs({})].map(({ status }) => status))).toEqual(['succeeded']);
    },
  );

  test('is abandoned where the options have changed, which is said', async () => {
    const [vendor, cwd] = [await startVendor(), newFolder()];
    await interrupted(vendor, cwd);
    const { row, stderr } = await runHere(vendor, { importance_threshold: 90 }, {}, { cwd });
    expect(row).toMatchObject({ status: 'succeeded', objects: { created: 3 } });
    expect(stderr).toBe(
      'warning: The run that was cut off is abandoned, since the definition or the options have changed: this one starts from the last checkpoint.\n',
    );
    expect(inspect(storeIn(cwd), (store) => [...store.runs({})].map(({ status }) => status))).toEqual(['succeeded', 'abandoned']);
  });

  test('is abandoned where another range is asked for, which is said', async () => {
    const [vendor, cwd] = [await startVendor(), newFolder()];
    await interrupted(vendor, cwd);
    const { stderr } = await runHere(vendor, {}, { since: '2026-01-01' }, { cwd });
    expect(stderr).toMatch(/^warning: The run that was cut off is abandoned, since another range was asked for/);
  });

  test('goes on although the token was changed meanwhile', async () => {
    const [vendor, cwd] = [await startVendor(), newFolder()];
    await interrupted(vendor, cwd);
    const other = await startVendor({ user: { access_token: 'another-token-than-before' } });
    const env = { ...leadingTo(other, 'another-token-than-before'), FEEDWRIGHT_SECLYTICS_HOST: vendor.origin.origin };
    vendor.addFault({ route: DUMP, fault: { kind: 'answer', body: 'ip,importance,detected_categories\n192.0.2.1,99,botnet\n' } });
    const { row, stderr } = await runHere(vendor, {}, {}, { cwd, env });
    expect(row).toMatchObject({ status: 'succeeded', objects: { created: 1 } });
    expect(stderr).toContain('begins again from its start');
  });
});

describe('a second run while one is under way', () => {
  test('of the same feed is refused with who holds it, and leaves it alone', async () => {
    const [vendor, cwd] = [await startVendor({ faults: [{ route: DUMP, fault: { kind: 'stall' } }] }), newFolder()];
    let pid: number | undefined;
    const first = runChild(vendor, {}, [], {
      cwd,
      whileRunning: async (child) => {
        while (vendor.requests.length === 0) await wait(10);
        const refused = await runChild(vendor, {}, ['--json'], { cwd });
        pid = child.pid;
        expect({ code: refused.code, stdout: refused.stdout }).toEqual({ code: 1, stdout: '' });
        expect(refused.stderr).toMatch(
          /^error: Another run of seclytics\/predictions is under way in this store \(process \d+, started \d{4}-.*Z\)\. \[store\.locked\]\n {2}hint: Wait until it has ended\..*\n$/,
        );
        expect(refused.stderr).toContain(`process ${pid}`);
        expect(await runChild(vendor, {}, ['--dry-run', '--json'], { cwd })).toMatchObject({ code: 0 });
        child.kill('SIGINT');
      },
    });
    expect(await first).toMatchObject({ code: 130 });
    expect(pid).toBeGreaterThan(0);
    expect(vendor.requests).toHaveLength(2);
  });
});

const INSTANCES = `
packs: { seclytics: { set: { access_token: mock-access-token } } }
instances:
  all: { feed: seclytics/predictions }
  high: { feed: seclytics/predictions, source: High Predictions, set: { importance_threshold: 90, dataset: B } }
`;

describe('instances of one feed', () => {
  const env = (vendor: MockVendor) => ({ FEEDWRIGHT_SECLYTICS_HOST: vendor.origin.origin });

  test('have options, checkpoint and source of their own, and share their objects', async () => {
    const [vendor, cwd] = [await startVendor(), newFolder()];
    writeFileSync(join(cwd, 'feedwright.yaml'), INSTANCES);
    const run = async (name: string, now: number) =>
      (await runHere(vendor, {}, { instance: name }, { cwd, env: env(vendor), now: () => now })).row;
    expect(await run('all', NOW)).toMatchObject({ objects: { created: 10 } });
    expect(await run('high', NOW + DAY)).toMatchObject({ windows: [{ since: iso(NOW) }], objects: { created: 0, updated: 3 } });
    expect(vendor.requests.map(({ url }) => url.includes('dump-b'))).toEqual([false, true]);
    expect([checkpointIn(storeIn(cwd), 'all'), checkpointIn(storeIn(cwd), 'high'), checkpointIn(storeIn(cwd))]).toEqual([
      NOW,
      NOW + DAY,
      undefined,
    ]);
    const objects = objectsIn(storeIn(cwd));
    expect(objects.find(({ value }) => value === '192.0.2.14')?.sources).toEqual([
      'High Predictions',
      'Seclytics Predictions (all)',
    ]);
    expect(objects.find(({ value }) => value === '192.0.2.11')?.sources).toEqual(['Seclytics Predictions (all)']);
    expect(await run('all', NOW + 2 * DAY)).toMatchObject({ windows: [{ since: iso(NOW) }], objects: { unchanged: 10 } });
  });

  test('run in two processes at once over one store, without harm to it', async () => {
    const cwd = newFolder();
    const file = join(cwd, 'dump.csv');
    await writeDump(file, { rows: 9000, kept: 1, repeated: 0.05 });
    const vendor = await startVendor({ variant: 'csv-plain', files: { 'predictions.csv': file } });
    writeFileSync(join(cwd, 'feedwright.yaml'), INSTANCES.replace(', dataset: B', ''));
    const start = async (name: string, folder = cwd): Promise<RunRow> => {
      const ended = await feedwright(
        ['run', name, '--json', '--config', join(cwd, 'feedwright.yaml'), '--store', `sqlite:${storeIn(folder)}`],
        { cwd, env: env(vendor) },
      );
      expect(ended).toMatchObject({ code: 0, stderr: '' });
      return JSON.parse(ended.stdout) as RunRow;
    };
    const [all, high] = await Promise.all([start('all'), start('high')]);
    const after = newFolder();
    const [one, two] = [await start('all', after), await start('high', after)];
    expect([all?.records, high?.records]).toEqual([one?.records, two?.records]);
    expect(digestOf(storeIn(cwd))).toBe(digestOf(storeIn(after)));
    expect(await inspect(storeIn(cwd), (store) => store.check())).toEqual({ ok: true, problems: [] });
  });
});

describe('a store of made-up objects', () => {
  test('refuses real runs, and a real one made-up runs, before anything is asked', async () => {
    const [vendor, cwd] = [await startVendor(), newFolder()];
    const mock = ['--mock', '--store', 'sqlite:made-up.db'];
    expect(await feedwright(['run', FEED, ...mock], { cwd })).toMatchObject({ code: 0 });
    const real = await runChild(vendor, {}, ['--store', 'sqlite:made-up.db'], { cwd });
    expect(real).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/holds made-up objects of --mock runs: .*\[store\.mock\]\n {2}hint: /),
    });
    expect(await runChild(vendor, {}, ['--store', 'sqlite:real.db'], { cwd })).toMatchObject({ code: 0 });
    const madeUp = await feedwright(['run', FEED, '--mock', '--store', 'sqlite:real.db'], { cwd });
    expect(madeUp).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/holds real objects: .*\[store\.mock\]\n {2}hint: /),
    });
    expect(vendor.requests).toHaveLength(1);
  });
});
