import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { commandLine } from '../../e2e/in-process.ts';

const root = join(import.meta.dirname, '../../..');

interface Result {
  readonly cases: readonly { readonly file: string; readonly passed: boolean; readonly differences: readonly object[] }[];
  readonly passed: number;
  readonly coverage: { readonly definitions: readonly { readonly pack: string; readonly percent: number }[] };
}

let result: Result;

// Once for all: it is most of a minute.
beforeAll(async () => {
  const { stdout } = await commandLine(['test', '--coverage', '--json'], { cwd: root });
  result = JSON.parse(stdout) as Result;
});

test('every case of a definition that comes with the package holds', () => {
  expect(result.cases.filter((one) => !one.passed)).toEqual([]);
  expect(result.passed).toBeGreaterThan(0);
});

test('the cases take at least 95 % of the branches of each', () => {
  const { definitions } = result.coverage;
  expect(definitions.filter(({ percent }) => percent < 95)).toEqual([]);
  expect(definitions.length).toBeGreaterThan(20);
});
