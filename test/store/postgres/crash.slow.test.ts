/** Processes, connections and servers that die while runs go on: the store ends where a clean one ends, and one in a file does. */
import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPostgres } from '../../../engine/store/postgres/open-store.ts';
import { postgresForTests, postgresIsThere } from '../../support/postgres.ts';
import { inFile, outcome, playAll, type Stage } from '../processes/crash-scenario.ts';
import { breaking } from './broken-connections.ts';

const CHILD = join(import.meta.dirname, '../processes/crash-child.ts');
const SIZE = 30;
const NAMES = ['staging', 'segment', 'staged', 'synced', 'sealed', 'batch', 'committed', 'deleted'];

class Killed extends Error {}

describe.runIf(postgresIsThere)('on PostgreSQL', () => {
  const postgres = postgresForTests();
  let folder: string;
  let address: string;
  let made = 0;
  /** What a store in a file says after a clean run. */
  let expected: unknown;
  const steps: string[] = [];

  interface Place {
    readonly address: string;
    readonly staging: string;
    readonly stage: Stage;
  }

  const newPlace = (): Place => {
    const schema = `s${(made += 1)}`;
    const staging = join(folder, schema);
    const own = `${address}&schema=${schema}`;
    return {
      address: own,
      staging,
      stage: (options) => openPostgres(own, { mock: true, staging, isFleeting: true, ...options }),
    };
  };

  /** Only what runs ask goes on; a command that shows something says that the database is away. */
  const running =
    (stage: Stage): Stage =>
    async (options) =>
      Object.assign(await stage(options), { runs: () => [] });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pg-crash-'));
    address = await postgres.server.database();
    const file = inFile(join(folder, 'store.db'));
    await playAll(file, SIZE);
    expected = await outcome(file);
    const clean = newPlace();
    await playAll(clean.stage, SIZE, (name) => steps.push(name));
    expect(await outcome(clean.stage)).toEqual(expected);
    expect(new Set(steps)).toEqual(new Set(NAMES));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const leftIn = (staging: string): readonly string[] => readdirSync(staging).filter((name) => /\.(objects|side)$/.test(name));
  const child = ({ address: of, staging }: Place, dieAt: number | 'stop'): ChildProcess =>
    spawn(process.execPath, [CHILD, of, String(SIZE), String(dieAt), staging], { stdio: ['ignore', 'pipe', 'pipe'] });
  const endOf = (started: ChildProcess): Promise<{ readonly signal: string | null; readonly stderr: string }> =>
    new Promise((done) => {
      let stderr = '';
      started.stderr?.on('data', (bytes: Buffer) => (stderr += bytes.toString()));
      started.once('close', (_, signal) => done({ signal, stderr }));
    });

  /** Dies at the step of this number; gives its name, or undefined where the end came first. What lies there then is what a kill leaves. */
  const lifeOf = async ({ staging, stage }: Place, dieAt: number): Promise<string | undefined> => {
    const left = `${staging}-left`;
    let step = 0;
    let diedAt: string | undefined;
    const playing = playAll(stage, SIZE, (name) => {
      if (++step !== dieAt) return;
      diedAt = name;
      // However tidily this process ends.
      cpSync(staging, left, { recursive: true });
      throw new Killed();
    });
    await playing.catch((cause: unknown) => expect(cause).toBeInstanceOf(Killed));
    if (diedAt === undefined) return undefined;
    rmSync(staging, { recursive: true });
    renameSync(left, staging);
    return diedAt;
  };

  test('a process that dies at durable steps, over and over, comes to where a clean one ends', async () => {
    const died: string[] = [];
    // Of a life that ends before its window is sealed nothing stays: some grow longer and longer.
    const lives = [
      [1, 1],
      [2, 1],
      [3, 2],
      [8, 0],
      [9, 0],
      [11, 0],
      [steps.indexOf('deleted') + 1, 0],
    ] as const;
    for (const [first, more] of lives) {
      const place = newPlace();
      for (let life = 0, isOver = false; !isOver; life++) {
        const name = await lifeOf(place, first + life * more);
        if (name !== undefined) died.push(name);
        isOver = name === undefined;
        expect(life).toBeLessThan(steps.length);
      }
      expect(await outcome(place.stage), `with lives of ${first} steps, each ${more} longer`).toEqual(expected);
      expect(leftIn(place.staging)).toEqual([]);
    }
    expect(new Set(died)).toEqual(new Set(NAMES));
  });

  test('a process that is killed by the system, at a step of each kind, lets go of its lock at once', async () => {
    for (const name of NAMES) {
      const place = newPlace();
      expect((await endOf(child(place, steps.lastIndexOf(name) + 1))).signal, name).toBe('SIGKILL');
      await playAll(place.stage, SIZE);
      expect(await outcome(place.stage), `after a kill at ${name}`).toEqual(expected);
    }
  });

  test('what a dead worker had sealed is fetched again by one that has not its files', async () => {
    for (const at of [steps.indexOf('sealed') + 1, steps.lastIndexOf('batch') + 1]) {
      const { staging, stage } = newPlace();
      let step = 0;
      const died = playAll(stage, SIZE, () => {
        if (++step === at) throw new Killed();
      });
      await expect(died).rejects.toThrow(Killed);
      rmSync(staging, { recursive: true });
      await playAll(stage, SIZE);
      expect(await outcome(stage)).toMatchObject({
        digest: (expected as { readonly digest: string }).digest,
        check: { ok: true },
      });
    }
  });

  test.each([1, 2, 3])(
    'a run goes on where connections break, before they are heard or after they were answered (%i)',
    async (seed) => {
      const { stage } = newPlace();
      let random = seed;
      const isNow = (): 'before' | 'after' | undefined => {
        random = (random * 1103515245 + 12345) % 2 ** 31;
        return random < 2 ** 31 / 25 ? (random % 2 === 0 ? 'before' : 'after') : undefined;
      };
      expect(await breaking(isNow, () => playAll(running(stage), SIZE))).toBeGreaterThan(5);
      expect(await outcome(stage)).toEqual(expected);
    },
  );

  test('a run goes on where an administrator ends its connections, again and again', async () => {
    const { stage } = newPlace();
    let isOver = false;
    // Settled rather than awaited: what fails while the loop below asks is told afterwards.
    const playing = Promise.allSettled([playAll(running(stage), SIZE).finally(() => (isOver = true))]);
    const sql = `SELECT count(pg_terminate_backend(pid)) AS n FROM pg_stat_activity WHERE application_name LIKE 'feedwright%'`;
    let ended = 0;
    // Each pause is longer than the one before it: on a machine of any pace one is long enough for the next batch.
    for (let pause = 100; !isOver; pause *= 1.1) {
      const [row] = await postgres.server.query('postgres', sql);
      ended += Number(row?.['n']);
      await Promise.race([playing, wait(pause)]);
    }
    expect(await playing).toEqual([{ status: 'fulfilled', value: undefined }]);
    expect(ended).toBeGreaterThan(0);
    expect(await outcome(stage)).toEqual(expected);
  });

  test.each(['sealed', 'batch', 'committed'])('a run goes on where the server dies at %s and is started again', async (name) => {
    const { stage } = newPlace();
    const { server } = postgres;
    let restart: Promise<void> | undefined;
    await playAll(running(stage), SIZE, (step) => {
      if (step === name) restart ??= server.kill().then(() => server.start());
    });
    await restart;
    expect(await outcome(stage)).toEqual(expected);
  });

  test('a worker that was stopped and taken for dead writes nothing once it comes back', async () => {
    const place = newPlace();
    const stopped = child(place, 'stop');
    const ended = endOf(stopped);
    await new Promise<void>((done) => stopped.stdout?.on('data', (bytes: Buffer) => bytes.includes('stopped') && done()));
    await expect(playAll(place.stage, SIZE)).rejects.toMatchObject({ code: 'store.locked' });
    const takingOver: Stage = async (options) => {
      const store = await place.stage(options);
      const open = store.open.bind(store);
      return Object.assign(store, { open: ((key, how) => open(key, { ...how, takeOver: true })) as typeof store.open });
    };
    await playAll(takingOver, SIZE);
    const after = await outcome(place.stage);
    expect(after).toEqual(expected);
    stopped.kill('SIGCONT');
    expect((await ended).stderr).toContain('store.fenced');
    expect(await outcome(place.stage)).toEqual(after);
    expect(existsSync(place.staging) ? leftIn(place.staging) : []).toEqual([]);
  });
});
