/** A fixture that leads elsewhere, or is no plain file, is answered with a sentence. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openMock } from './mock-folder.ts';

const YAML = 'mock: 1\nroutes:\n  - { route: GET /x, file: l.txt }\n  - { route: GET /in, file: sub/in.txt }\n';

const answered = async (prepare: (folder: string) => void, path = '/x'): Promise<{ status: number; text: string }> => {
  const folder = join(mkdtempSync(join(tmpdir(), 'fixtures-')), 'pack');
  mkdirSync(join(folder, 'sub'), { recursive: true });
  writeFileSync(join(folder, 'mock.yaml'), YAML);
  writeFileSync(join(folder, '..', 'outside.txt'), 'not for the mock');
  writeFileSync(join(folder, 'inside.txt'), 'for the mock');
  prepare(folder);
  const vendor = await openMock({ file: join(folder, 'mock.yaml') });
  const response = await fetch(new URL(path, vendor.origin));
  return { status: response.status, text: await response.text() };
};

test.each<[string, (folder: string) => void, string]>([
  ['a link to a file outside', (folder) => symlinkSync('../outside.txt', join(folder, 'l.txt')), '/x'],
  ['a link to a device', (folder) => symlinkSync('/dev/zero', join(folder, 'l.txt')), '/x'],
  [
    'a file in a folder that is a link to the outside',
    (folder) => {
      mkdirSync(join(folder, '..', 'other'));
      writeFileSync(join(folder, '..', 'other', 'in.txt'), 'not for the mock');
      symlinkSync('../../other', join(folder, 'sub', 'in.txt'));
    },
    '/in',
  ],
])("%s is not among the mock's files", async (_, prepare, path) => {
  const { status, text } = await answered(prepare, path);
  expect(status).toBe(501);
  expect(text).toContain('a file that the mock does not have');
});

test('a link within the folder is followed', async () => {
  expect(await answered((folder) => symlinkSync('inside.txt', join(folder, 'l.txt')))).toEqual({
    status: 200,
    text: 'for the mock',
  });
});

test('a file that is missing is said', async () => {
  const { status, text } = await answered(() => {});
  expect(status).toBe(501);
  expect(text).toContain('l.txt does not exist');
});

test.runIf(process.platform === 'linux')('a pipe is never waited for', async () => {
  const { status, text } = await answered((folder) => void execFileSync('mkfifo', [join(folder, 'l.txt')]));
  expect(status).toBe(501);
  expect(text).toContain('l.txt is a pipe, a socket or a device');
});
