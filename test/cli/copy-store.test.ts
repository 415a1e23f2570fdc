import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandLine } from '../e2e/in-process.ts';
import { filledStore } from '../store/copy/filled-store.ts';
import { workingDirectory } from './feedwright.ts';

const filled = async (files: Readonly<Record<string, string>> = {}): Promise<string> => {
  const cwd = workingDirectory(files);
  await filledStore(join(cwd, 'from.db'));
  return cwd;
};

test('store copy prints the digest that both have', async () => {
  const cwd = await filled();
  const { stdout: digest } = await commandLine(['store', 'digest', '--store', 'sqlite:from.db'], { cwd });
  const copied = await commandLine(['store', 'copy', 'sqlite:from.db', 'sqlite:to.db'], { cwd });
  expect(copied).toMatchObject({ code: 0, stderr: '' });
  expect(copied.stdout).toMatch(/^copied 8 objects, \d+ rows in all, to .*to\.db\ndigest of both: [0-9a-f]{64}\n$/);
  expect(copied.stdout).toContain(digest.trim());
  const again = await commandLine(['store', 'copy', 'sqlite:from.db', 'sqlite:to.db', '--json'], { cwd });
  expect(again).toMatchObject({ code: 1, stdout: '' });
  expect(again.stderr).toMatch(/There is something in the store .*to\.db already/);
  const third = await commandLine(['store', 'copy', 'sqlite:to.db', 'sqlite:third.db', '--json'], { cwd });
  expect(JSON.parse(third.stdout)).toMatchObject({ digest: digest.trim(), objects: 8, resumed: false, begunAnew: false });
  expect(existsSync(join(cwd, 'third.db.files'))).toBe(true);
});

test('store copy leaves attachments where the configuration puts them for both', async () => {
  const cwd = await filled({ 'feedwright.yaml': 'attachments: file:./elsewhere\n' });
  expect(await commandLine(['store', 'copy', 'sqlite:from.db', 'sqlite:to.db'], { cwd })).toMatchObject({ code: 0 });
  expect(existsSync(join(cwd, 'to.db.files'))).toBe(false);
});
