/** Runs the real command as a child process, as a user's shell would. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const bin = join(import.meta.dirname, '../../engine/cli/feedwright.mjs');

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Called with the process once it has been started. */
  readonly whileRunning?: (child: ChildProcess) => void;
}

/** Nothing of this machine's own configuration gets in: proxies, tokens, colours. */
const cleanEnv = { PATH: process.env['PATH'] ?? '', HOME: tmpdir(), TZ: process.env['TZ'] ?? 'UTC' };

export const feedwright = (args: readonly string[], { cwd, env = {}, input, whileRunning }: Surroundings): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, ...args], { cwd, env: { ...cleanEnv, ...env }, stdio: 'pipe' });
    const text = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (part: string) => (text.stdout += part));
    child.stderr.setEncoding('utf8').on('data', (part: string) => (text.stderr += part));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...text }));
    child.stdin.end(input ?? '');
    whileRunning?.(child);
  });

/** What is waited for, and what is done then. */
type Turn = readonly [seen: RegExp, next: (child: ChildProcess) => void];

/** Follows what a process says: each thing is done once what comes before it has been seen, and forgotten. */
export const inTurn = (
  turns: readonly Turn[],
): { readonly follow: (child: ChildProcess) => void; readonly left: () => readonly RegExp[] } => {
  const open = [...turns];
  let said = '';
  const follow = (child: ChildProcess): void => {
    const look = (part: string): void => {
      said += part;
      const [seen, next] = open[0] ?? [];
      if (seen?.test(said) !== true) return;
      open.shift();
      said = '';
      next?.(child);
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', look);
  };
  return { follow, left: () => open.map(([seen]) => seen) };
};

/** An empty working directory, or one with these files. */
export const workingDirectory = (files: Readonly<Record<string, string>> = {}): string => {
  const folder = mkdtempSync(join(tmpdir(), 'feedwright-cli-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
};
