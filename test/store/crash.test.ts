import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { outcome, playAll } from './crash-scenario.ts';

const CHILD = join(import.meta.dirname, 'crash-child.ts');

/** Runs the child until it dies by itself, or is killed so many ms after it has started to play. */
const child = async (path: string, size: number, end: { readonly dieAt?: number; readonly killAfter?: number }): Promise<NodeJS.Signals | null> => {
  const started = spawn(process.execPath, [CHILD, path, String(size), String(end.dieAt ?? '')], { stdio: ['ignore', 'pipe', 'inherit'] });
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
  test('at any durable step leaves a store that the next run brings to where a clean one ends', { timeout: 120_000 }, async () => {
    const clean = newPath();
    const steps: string[] = [];
    await playAll(clean, 60, (name) => steps.push(name));
    const expected = await outcome(clean);
    expect(new Set(steps)).toEqual(new Set(['staging', 'segment', 'staged', 'synced', 'sealed', 'batch', 'committed', 'deleted']));
    const one = async (step: number): Promise<void> => {
      const path = newPath();
      expect(await child(path, 60, { dieAt: step + 1 }), `step ${step + 1}: ${steps[step]}`).toBe('SIGKILL');
      await playAll(path, 60);
      expect(await outcome(path), `after a kill at step ${step + 1}: ${steps[step]}`).toEqual(expected);
      expect(readdirSync(join(path, '..')).filter((name) => name.includes('staging'))).toEqual([]);
    };
    for (let step = 0; step < steps.length; step += 2) await Promise.all([step, step + 1].filter((at) => at < steps.length).map(one));
  });

  test('at any instant, several times over, does so too', { timeout: 120_000 }, async () => {
    const clean = newPath();
    const start = performance.now();
    await playAll(clean, 4000);
    const duration = performance.now() - start;
    const expected = await outcome(clean);
    let killed = 0;
    for (let attempt = 0; attempt < 6; attempt++) {
      const path = newPath();
      for (let life = 0; life < 3; life++) if ((await child(path, 4000, { killAfter: (duration * (attempt * 3 + life)) / 12 })) === 'SIGKILL') killed++;
      await playAll(path, 4000);
      expect(await outcome(path)).toEqual(expected);
    }
    expect(killed).toBeGreaterThan(0);
  });
});
