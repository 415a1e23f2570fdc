/** `node scripts/console.mjs [FOLDER]`: the console alone, into a folder or where `serve` of a checkout looks for it. */
import { join } from 'node:path';
import * as bundler from 'rolldown';
import { BUNDLE } from '../engine/cli/bundle.mjs';
import { writeConsole } from './package/console.mjs';

await writeConsole(bundler, process.argv[2] ?? join(BUNDLE, 'console'));
