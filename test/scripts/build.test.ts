/** The bundle in a copy of the project: what runs when. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const copy = mkdtempSync(join(tmpdir(), 'build-'));
const VERSION = join(copy, 'engine/api/runs/package-version.ts');

const node = (...args: string[]): string => execFileSync(process.execPath, args, { cwd: copy, encoding: 'utf8' }).trim();
const build = (): string => node('scripts/build.mjs');
const version = (env: NodeJS.ProcessEnv = {}): string =>
  execFileSync(process.execPath, ['engine/cli/feedwright.mjs', '--version'], {
    cwd: copy,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  }).trim();

const declared = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

/** Of the same length and time, as if it had not been touched. */
const changeUnseen = (path: string, from: string, to: string): void => {
  const { atimeMs, mtimeMs } = statSync(path);
  writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
  utimesSync(path, atimeMs / 1000, mtimeMs / 1000);
};

describe('the bundle', () => {
  beforeAll(() => {
    for (const part of ['engine', 'definitions', 'package.json', 'scripts'])
      cpSync(join(root, part), join(copy, part), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    // Whole milliseconds: finer times can't be set again.
    utimesSync(VERSION, 1_700_000_000, 1_700_000_000);
    build();
  });

  test('runs instead of the sources, until one of them changes', () => {
    changeUnseen(VERSION, '.version', '.license');
    expect(version()).toBe(declared.version);
    expect(version({ FEEDWRIGHT_DEBUG: '1' })).toBe('MIT');
    utimesSync(VERSION, 1_700_000_001, 1_700_000_001);
    expect(version()).toBe('MIT');
    build();
    expect(version()).toBe('MIT');
  });

  test('finds what lies beside the sources', () => {
    expect(node('engine/cli/feedwright.mjs', 'list')).toContain('seclytics/predictions');
  });

  test('is not made where the bundler is left out of the installation', () => {
    const bare = mkdtempSync(join(tmpdir(), 'build-bare-'));
    for (const file of ['scripts/build.mjs', 'engine/cli/bundle.mjs', 'package.json']) cpSync(join(root, file), join(bare, file));
    expect(execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: bare, encoding: 'utf8' })).toBe(
      'rolldown is not installed: the command will run from its sources.\n',
    );
    expect(existsSync(join(bare, 'dist'))).toBe(false);
  });

  test('is not missed', () => {
    rmSync(join(copy, 'dist'), { recursive: true });
    expect(version()).toBe('MIT');
  });
});
