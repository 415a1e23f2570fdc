// Finds a Node of version 24 or newer, and runs a script under it as if it were this process.
// Plain JavaScript: it must load under the oldest Node that npm itself still runs on.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { constants } from 'node:os';

const WANTED = 24;
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Is the Node that runs this very file new enough? */
export const isNewEnough = () => Number(process.versions.node.split('.')[0]) >= WANTED;

/** The path of the Node binary that the optional dependency for this platform brought, or undefined. */
export function bundledNode() {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const binary = process.platform === 'win32' ? 'node.exe' : 'node';
  try {
    const home = dirname(createRequire(import.meta.url).resolve(`node-${system}-${process.arch}/package.json`));
    const path = join(home, 'bin', binary);
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

/** One sentence for a machine that has neither. */
export const missingNode = () =>
  `feedwright needs Node ${WANTED} or newer; this is Node ${process.versions.node}, and the optional dependency ` +
  `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch} is not installed: ` +
  `run "npm ci" without --omit=optional, or install Node ${WANTED}.`;

/**
 * Runs `args` under the bundled Node, with this process's streams, and ends as it ends.
 * The channel tells the child when this process is gone: a SIGKILL here must not leave a run behind.
 */
export function runUnderBundledNode(args) {
  const node = bundledNode();
  if (node === undefined) {
    process.stderr.write(`${missingNode()}\n`);
    process.exit(1);
  }
  const child = spawn(node, args, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  for (const signal of FORWARDED) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`feedwright: ${node} could not be started: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal ?? 'SIGKILL'] ?? 9)));
}

/** In the child: end at once when the process that started it is gone. */
export function endWithParent() {
  if (process.channel === undefined || process.channel === null) return;
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  process.channel.unref();
}
