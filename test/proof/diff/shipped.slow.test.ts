import { appendFileSync, cpSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { workingDirectory } from '../../cli/feedwright.ts';
import { diff } from './two-gardens.ts';

const root = join(import.meta.dirname, '../../..');

test('a definition that comes with the package, played twice, does the same', async () => {
  const cwd = workingDirectory();
  cpSync(join(root, 'definitions'), join(cwd, 'definitions'), { recursive: true });
  // Of the same text nothing would be played.
  for (const file of globSync('definitions/**/*.yaml', { cwd })) appendFileSync(join(cwd, file), '# a remark\n');
  const { stdout, stderr, code } = await diff(root, join(cwd, 'definitions'), 'definitions', '--fail-on', 'info');
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^no change; \d{3} cases of \d\d packs compared\n$/);
  expect(code).toBe(0);
});
