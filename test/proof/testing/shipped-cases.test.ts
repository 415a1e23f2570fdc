import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandLine } from '../../e2e/in-process.ts';

const root = join(import.meta.dirname, '../../..');

test('every case of a definition that comes with the package holds', async () => {
  const { code, stdout } = await commandLine(['test', '--json'], { cwd: root });
  const { cases, passed } = JSON.parse(stdout) as {
    readonly cases: readonly { readonly file: string; readonly passed: boolean; readonly differences: readonly object[] }[];
    readonly passed: number;
  };
  expect(cases.filter((one) => !one.passed)).toEqual([]);
  expect(passed).toBeGreaterThan(0);
  expect(code).toBe(0);
});
