// Finds a Node of version 24 or newer, and runs a script under it as if it were this process.
// Plain JavaScript: it must load under the oldest Node that npm itself still runs on.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

const WANTED = 24;
const SIGNALS = process.platform === 'win32' ? ['SIGINT', 'SIGBREAK'] : ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** Tells the child that the channel is this file's, and not that of some other program which forked it. */
const FOLLOW = 'FEEDWRIGHT_FOLLOWS_PARENT';

const platformPackage = () => `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

/** Each thread of zlib's would keep a heap of its own: two arenas of glibc's are enough. */
export const thriftyEnvironment = () => ({ MALLOC_ARENA_MAX: '2', ...process.env });

/** Is the Node that runs this very file new enough? */
export const isNewEnough = () => Number(process.versions.node.split('.')[0]) >= WANTED;

/** The path of the Node binary that the optional dependency for this platform brought, or undefined. */
export function bundledNode() {
  try {
    const home = dirname(createRequire(import.meta.url).resolve(`${platformPackage()}/package.json`));
    const path = join(home, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

/** One sentence for a machine that has neither. */
export const missingNode = () =>
  `feedwright needs Node ${WANTED} or newer; this is Node ${process.versions.node}, and the optional dependency ` +
  `${platformPackage()} is not installed: install it without --omit=optional, or install Node ${WANTED}.`;

/**
 * Runs `args` under `node` with this process's streams, and ends as it ends.
 * With `follow` the child is told of signals through a channel instead of by a signal of its own: a terminal's Ctrl-C reaches
 * both processes, and would otherwise count twice. The channel also tells it when this process is gone, by SIGKILL too.
 */
export function runUnder(node, args, { follow = false } = {}) {
  const stdio = ['inherit', 'inherit', 'inherit'];
  const child = spawn(
    node,
    args,
    follow ? { stdio: [...stdio, 'ipc'], env: { ...thriftyEnvironment(), [FOLLOW]: '1' } } : { stdio },
  );
  for (const signal of SIGNALS) {
    process.on(signal, () => (follow && child.connected ? child.send({ signal }, () => {}) : child.kill(signal)));
  }
  child.on('error', (error) => {
    process.stderr.write(`error: ${node} could not be started: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    for (const one of SIGNALS) process.removeAllListeners(one);
    process.kill(process.pid, signal);
    // Where a signal does not end this process (its disposition is inherited as "ignore"), a code says so.
    setTimeout(() => process.exit(1), 200);
  });
}

/**
 * In the child: ends at once when the parent is gone. Gives a function that registers a listener for interruptions,
 * called with how often the user has asked so far: signals of one Ctrl-C that came both ways count once. `handles` is told of each
 * signal first: one that it takes for itself (true) is no interruption.
 */
export function followParent() {
  const follows = process.env[FOLLOW] === '1' && process.channel !== undefined && process.channel !== null;
  delete process.env[FOLLOW];
  if (follows) {
    process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
    process.channel.unref();
  }
  return (listener, handles = () => false) => {
    const heard = { direct: 0, forwarded: 0 };
    let told = 0;
    const hear = (way, signal) => {
      if (handles(signal)) return;
      heard[way] += 1;
      if (Math.max(heard.direct, heard.forwarded) > told) listener(++told);
    };
    for (const signal of SIGNALS) process.on(signal, () => hear('direct', signal));
    if (follows) process.on('message', (message) => hear('forwarded', message?.signal));
  };
}
