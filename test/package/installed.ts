/** The package as someone installs it: packed from a copy of the project, into an empty folder, without install scripts. */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const PARTS = [
  'engine',
  'definitions',
  'schemas',
  'fixtures',
  'scripts',
  'package.json',
  'tsconfig.json',
  'README.md',
  'LICENSE',
];

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program of the PATH, whatever Node that is, and not the one that the tests run under. */
export const run = (program: string, args: readonly string[], cwd: string): Promise<Ran> =>
  new Promise((resolve) => {
    // What npm tells the scripts that it runs is not for an npm of its own.
    const env = Object.fromEntries(
      Object.entries(process.env).filter(
        ([name]) =>
          !/^(npm_(lifecycle|package|command|config_local_prefix|config_prefix|execpath)|NODE_(OPTIONS|ENV|PATH)$|VITEST)/i.test(
            name,
          ),
      ),
    );
    execFile(program, args, { cwd, env: { ...env, NO_COLOR: '1' }, maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : 1, stdout, stderr }),
    );
  });

const must = async (program: string, args: readonly string[], cwd: string): Promise<string> => {
  const { code, stdout, stderr } = await run(program, args, cwd);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${String(code)}:\n${stdout}${stderr}`);
  return stdout;
};

export interface Installed {
  /** The folder that it was installed in. */
  readonly folder: string;
  /** What the tarball holds. */
  readonly files: readonly string[];
  readonly bytes: number;
}

export const install = async (): Promise<Installed> => {
  const copy = mkdtempSync(join(tmpdir(), 'package-source-'));
  for (const part of PARTS) cpSync(join(ROOT, part), join(copy, part), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  await must('npm', ['pack', '--silent'], copy);
  const tarball = join(copy, 'feedwright-0.1.0.tgz');
  const folder = mkdtempSync(join(tmpdir(), 'package-installed-'));
  await must('npm', ['install', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', tarball], folder);
  const listed = (await must('tar', ['-tvzf', tarball], copy)).trim().split('\n');
  return {
    folder,
    files: listed.map((line) => line.replace(/^.* package\//, '')),
    bytes: listed.reduce((sum, line) => sum + Number(/^\S+ +\S+ +(\d+)/.exec(line)?.[1]), 0),
  };
};
