import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inFile, outcome, playAll } from './crash-scenario.ts';

const CHILD = join(import.meta.dirname, 'crash-child.ts');

/** Runs the child until it dies by itself, or is killed so many ms after it has started to play. */
const child = async (
  path: string,
  size: number,
  end: { readonly dieAt?: number; readonly killAfter?: number },
): Promise<NodeJS.Signals | null> => {
  const started = spawn(process.execPath, [CHILD, path, String(size), String(end.dieAt ?? '')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<NodeJS.Signals | null>((resolve) => started.once('exit', (_, signal) => resolve(signal)));
  if (end.killAfter !== undefined) {
    await new Promise((resolve) => started.stdout.once('data', resolve));
    await wait(end.killAfter);
    started.kill('SIGKILL');
  }
  return exited;
};

let folder: string;
let made = 0;
const newPath = (): string => join(mkdtempSync(join(folder, `${++made}-`)), 'store.db');

beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'crash-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a process that is killed', () => {
  test('at any durable step leaves files that the next run brings to where a clean one ends', { timeout: 120_000 }, async () => {
    const clean = newPath();
    const steps: string[] = [];
    // What lies on the disk at a step is what a kill there would leave.
    await playAll(inFile(clean), 60, (name) => {
      steps.push(name);
      cpSync(dirname(clean), join(folder, `step-${steps.length}`), { recursive: true });
    });
    const expected = await outcome(inFile(clean));
    expect(new Set(steps)).toEqual(
      new Set(['staging', 'segment', 'staged', 'synced', 'sealed', 'batch', 'committed', 'deleted']),
    );
    for (const [index, step] of steps.entries()) {
      const path = join(folder, `step-${index + 1}`, 'store.db');
      await playAll(inFile(path), 60);
      expect(await outcome(inFile(path)), `after step ${index + 1}: ${step}`).toEqual(expected);
      expect(readdirSync(dirname(path)).filter((name) => name.includes('staging'))).toEqual([]);
    }
  });

  test('by the system, at a step of each kind, lets go of its lock too', { timeout: 120_000 }, async () => {
    const clean = newPath();
    const steps: string[] = [];
    await playAll(inFile(clean), 60, (name) => steps.push(name));
    const expected = await outcome(inFile(clean));
    for (const name of new Set(steps)) {
      const path = newPath();
      expect(await child(path, 60, { dieAt: steps.lastIndexOf(name) + 1 }), name).toBe('SIGKILL');
      await playAll(inFile(path), 60);
      expect(await outcome(inFile(path)), `after a kill at ${name}`).toEqual(expected);
    }
  });

  test.each([
    { size: 1500, attempts: 3, how: 'by one thread' },
    { size: 8000, attempts: 2, how: 'by two threads' },
  ])('at any instant, several times over, ends there too: staged $how', { timeout: 120_000 }, async ({ size, attempts }) => {
    const clean = newPath();
    const start = performance.now();
    await playAll(inFile(clean), size);
    const duration = performance.now() - start;
    const expected = await outcome(inFile(clean));
    let killed = 0;
    for (let attempt = 0; attempt < attempts; attempt++) {
      const path = newPath();
      for (let life = 0; life < 2; life++)
        if ((await child(path, size, { killAfter: (duration * (attempt * 2 + life)) / (2 * attempts) })) === 'SIGKILL') killed++;
      await playAll(inFile(path), size);
      expect(await outcome(inFile(path))).toEqual(expected);
    }
    expect(killed).toBeGreaterThan(0);
  });
});
