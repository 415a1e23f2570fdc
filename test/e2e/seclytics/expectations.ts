import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect } from 'vitest';
import type { MockVendor } from '../../../engine/mock/start-mock.ts';
import type { Ended } from '../../cli/feedwright.ts';
import { checkpointIn, digestOf, runHere, storeIn } from './vendor.ts';

/** One sentence, where it is about, and what to do: nothing else, and nothing of ours that only a programmer understands. */
export const expectOneMessage = ({ stderr }: Ended, message: RegExp): void => {
  const [first = '', ...rest] = stderr.trimEnd().split('\n');
  expect(first).toMatch(message);
  expect(first).toMatch(/^error: .*[.)] \[[a-z]+\.[a-z-]+\]$/);
  expect(rest.filter((line) => !/^ {2}(at .+:\d+:\d+|hint: .+)$/.test(line))).toEqual([]);
  expect(rest.some((line) => line.startsWith('  hint: '))).toBe(true);
  expect(stderr).not.toMatch(/\bundefined\b|\[object|node:internal|mistake of its own/);
};

/** A store that one good run has filled, so that whatever a bad one leaves would show. */
export const filled = async (vendor: MockVendor, cwd: string) => {
  const { row } = await runHere(vendor, {}, {}, { cwd });
  expect(row).toMatchObject({ status: 'succeeded', objects: { created: 10 } });
  const path = storeIn(cwd);
  const state = () => ({ digest: digestOf(path), checkpoint: checkpointIn(path) });
  const before = state();
  expect(before.checkpoint).toBeGreaterThan(0);
  return {
    expectUntouched: (): void => {
      expect(state()).toEqual(before);
      expect(readdirSync(dirname(path)).filter((name) => name.includes('staging') || name.endsWith('.lock.json'))).toEqual([]);
    },
  };
};
