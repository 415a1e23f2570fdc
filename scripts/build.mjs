/**
 * Compiles what the package holds into `dist/`: the modules of the command and of its exports as few files, their
 * declarations, and the console for the browser. `engine/cli/bundle.mjs` says why a checkout has it too. Runs by itself at the end of `npm ci` and before
 * `npm pack`, under whatever Node they have. Nothing depends on it: without a bundle, or once a source has changed, the command runs
 * from its sources.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BUNDLE, ROOT } from '../engine/cli/bundle.mjs';
import { writeBundle } from './package/bundle.mjs';
import { writeConsole } from './package/console.mjs';
import { writeTypes } from './package/types.mjs';

const EXPORTED = { index: 'engine/index.ts', expressions: 'engine/api/expressions.ts', mock: 'engine/api/mock.ts' };
/** Load where the engine itself doesn't: under a Node that is too old for it. */
const ANYWHERE = { errors: 'engine/language/basics/errors.ts', 'feed-run': 'engine/api/runs/feed-run.ts' };

// They are left out of an installation for production, the bundler's binary of one without optional packages.
const bundler = await import('rolldown').catch(() => undefined);
if (bundler === undefined) process.stdout.write('rolldown is not installed: the command will run from its sources.\n');
else {
  try {
    await writeBundle(bundler, { main: 'engine/cli/main.ts', ...EXPORTED, ...ANYWHERE });
    await writeConsole(bundler, join(BUNDLE, 'console'));
    if (existsSync(join(ROOT, 'node_modules/typescript'))) writeTypes(Object.values(EXPORTED), join(BUNDLE, 'types'));
  } catch (error) {
    process.stderr.write(`error: ${error.message}\n`);
    process.exitCode = 1;
  }
}
