/** The foreign feeds against a vendor of their very samples: they are no text alone, and what they make is written down in their cases. */
import { globSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { feedwright } from '../../cli/feedwright.ts';

test('each makes what its author meant', async () => {
  const definitions = join(import.meta.dirname, 'definitions');
  const { stdout, stderr } = await feedwright(['test', '--json', '--definitions', definitions], { cwd: tmpdir() });
  expect(stderr).toBe('');
  const { cases, passed, untested } = JSON.parse(stdout);
  expect(cases.filter((one: { passed: boolean }) => !one.passed)).toEqual([]);
  expect([passed, untested]).toEqual([globSync('fixtures/*/cases/*.yaml', { cwd: import.meta.dirname }).length, []]);
});
