#!/usr/bin/env node
// The command: runs itself again under Node 24 where this one is older, then hands over to the bundle or, without one, to its sources.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { bundledEntry, isInstalled, ROOT } from './bundle.mjs';
import { bundledNode, followParent, isNewEnough, missingNode, runUnder, thriftyEnvironment } from './node24.mjs';

const script = fileURLToPath(import.meta.url);

// Left alone, V8 lets garbage grow with the machine's memory: a feed's memory is to stay flat on any (`heap-growth.ts`). Its young
// space can only be sized at the start of a process. What a run needs in any case is given to it from the beginning: grown
// into step by step, each step is a collection of everything.
const COLLECT_EARLY = ['--max-semi-space-size=8', '--min-semi-space-size=8', '--initial-heap-size=64'];
const isSized = process.execArgv.includes(COLLECT_EARLY[0]);
const args = [...COLLECT_EARLY, ...process.execArgv, script, ...process.argv.slice(2)];

if (isNewEnough()) {
  // A long command takes this process's place with the sizes set; where there is no such call it runs as it is.
  process.removeAllListeners('warning');
  if (
    !isSized &&
    process.argv[2] === 'run' &&
    process.execve !== undefined &&
    process.platform !== 'win32' &&
    process.channel === undefined
  ) {
    process.execve(process.execPath, [process.execPath, ...args], thriftyEnvironment());
  }
  await start();
} else {
  const node = bundledNode();
  if (node === undefined) {
    process.stderr.write(`error: ${missingNode()}\n`);
    process.exitCode = 1;
  } else {
    runUnder(node, args, { follow: true });
  }
}

async function start() {
  const onSignal = followParent();
  // It has been heeded. A flag that differs makes Node compile all of its own modules anew.
  setFlagsFromString('--initial-heap-size=0');
  // What Node 24 calls experimental (its SQLite, in some releases) is what we chose: no warning for the user.
  if (process.env.FEEDWRIGHT_DEBUG !== '1') process.removeAllListeners('warning');
  const { enableCompileCache } = await import('node:module');
  // Of an installed package: beside it, as other tools do.
  enableCompileCache(join(ROOT, isInstalled() ? '..' : 'node_modules', '.cache', 'feedwright'));
  try {
    const bundle = process.env.FEEDWRIGHT_DEBUG === '1' ? undefined : bundledEntry();
    const { main } = await import(bundle ?? './main.ts');
    process.exitCode = await main(process.argv.slice(2), onSignal);
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    const name = /package '([^']+)'/.exec(error.message)?.[1] ?? 'a file of it';
    process.stderr.write(
      `error: feedwright is not completely installed (${name} is missing): ${isInstalled() ? 'install it anew' : `run "npm ci" in ${ROOT}`}.\n`,
    );
    process.exitCode = 1;
  }
}
