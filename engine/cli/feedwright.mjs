#!/usr/bin/env node
// The command: runs itself again under Node 24 where this one is older, then hands over to the TypeScript entry.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endWithParent, isNewEnough, runUnderBundledNode } from './node24.mjs';

const here = dirname(fileURLToPath(import.meta.url));

if (!isNewEnough()) {
  runUnderBundledNode([fileURLToPath(import.meta.url), ...process.argv.slice(2)]);
} else {
  endWithParent();
  const { enableCompileCache } = await import('node:module');
  enableCompileCache(join(here, '..', '..', 'node_modules', '.cache', 'feedwright'));
  // A published package carries compiled files: Node strips no types under node_modules.
  const compiled = join(here, 'main.js');
  const { main } = await import(existsSync(compiled) ? './main.js' : './main.ts');
  process.exitCode = await main(process.argv.slice(2));
}
