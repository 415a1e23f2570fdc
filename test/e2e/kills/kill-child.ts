/**
 * A command in a process of its own that kills itself before a counted durable step: `kill-child.ts JSON`. A step is a write to a
 * file, a sync, a rename, a removal or a statement such as COMMIT; without one to die at, their number is printed.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { DatabaseSync } from 'node:sqlite';

export interface ChildJob {
  readonly command: 'run' | 'act' | 'push' | 'apply' | 'undo';
  readonly flags: object;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly now: number;
  /** From 1; 0: it lives. */
  readonly dieAt: number;
}

const job = JSON.parse(process.argv[2] ?? '') as ChildJob;
let steps = 0;

const counted = <T extends object, K extends keyof T>(owner: T, name: K): void => {
  const original = owner[name] as (...args: unknown[]) => unknown;
  owner[name] = function (this: unknown, ...args: unknown[]) {
    if (++steps === job.dieAt) process.kill(process.pid, 'SIGKILL');
    return original.apply(this, args);
  } as T[K];
};

for (const name of ['writeSync', 'fsyncSync', 'renameSync', 'rmSync'] as const) counted(fs, name);
counted(DatabaseSync.prototype, 'exec');
syncBuiltinESMExports();

const { inProcess } = await import('../in-process.ts');
const { code } = await inProcess(job.command, job.flags, job.args, {
  cwd: job.cwd,
  env: job.env,
  now: () => job.now,
  hurries: job.command === 'push',
});
process.stdout.write(JSON.stringify({ steps, code }));
