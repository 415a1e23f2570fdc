/** The bundle in a copy of the project: what runs when. */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
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
    for (const part of ['engine', 'definitions', 'package.json', 'tsconfig.json', 'scripts'])
      cpSync(join(root, part), join(copy, part), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    // Whole milliseconds: finer times can't be set again.
    utimesSync(VERSION, 1_700_000_000, 1_700_000_000);
    build();
  }, 180_000);

  test('runs instead of the sources while it was made of just these, whatever their times say', { timeout: 180_000 }, () => {
    // From here on the bundle can be told from the sources.
    for (const file of readdirSync(join(copy, 'dist')).filter((name) => name.startsWith('package-version-')))
      writeFileSync(join(copy, 'dist', file), readFileSync(join(copy, 'dist', file), 'utf8').replace('.version', '.type'));
    expect(version()).toBe('module');
    expect(version({ FEEDWRIGHT_DEBUG: '1' })).toBe(declared.version);
    utimesSync(VERSION, 1_800_000_000, 1_800_000_000);
    expect(version()).toBe('module');
    changeUnseen(VERSION, '.version', '.license');
    expect(version()).toBe('MIT');
    changeUnseen(VERSION, '.license', '.version');
    expect(version()).toBe('module');
    build();
    expect(version()).toBe(declared.version);
  });

  test('comes with declarations that name compiled modules only', () => {
    const types = join(copy, 'dist/types');
    const files = readdirSync(types, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.d.ts'));
    expect(files).toContain(join('engine', 'index.d.ts'));
    const named = files.flatMap((name) =>
      [...readFileSync(join(types, name), 'utf8').matchAll(/from '(\.[^']+)'/g)].map(([, to]) =>
        join(types, name, '..', to ?? ''),
      ),
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((to) => !to.endsWith('.js') || !existsSync(to.replace(/\.js$/, '.d.ts')))).toEqual([]);
  });

  test('finds what lies beside the sources', () => {
    expect(node('engine/cli/feedwright.mjs', 'list')).toContain('seclytics/predictions');
  });

  test('is not made where the bundler is left out of the installation', () => {
    const bare = mkdtempSync(join(tmpdir(), 'build-bare-'));
    for (const file of ['scripts/build.mjs', 'scripts/package', 'engine/cli/bundle.mjs', 'package.json'])
      cpSync(join(root, file), join(bare, file), { recursive: true });
    expect(execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: bare, encoding: 'utf8' })).toBe(
      'rolldown is not installed: the command will run from its sources.\n',
    );
    expect(existsSync(join(bare, 'dist'))).toBe(false);
  });

  test('is not missed', () => {
    rmSync(join(copy, 'dist'), { recursive: true });
    expect(version()).toBe(declared.version);
  });
});
