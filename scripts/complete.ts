// Cuts every expression of the shipped definitions at every cursor within a name, as it is while it is being written, and prints how
// often the language server offers the right name:
//   npm run complete [-- --definitions FOLDER] [--missed]
// The folder is one that has a folder `definitions`. Exit code 1 with less than 98 %.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { planCursors, tryCursors } from './complete/positions.ts';

const { values } = parseArgs({ options: { definitions: { type: 'string' }, missed: { type: 'boolean' } } });
const folder = values.definitions === undefined ? fileURLToPath(new URL('..', import.meta.url)) : resolve(values.definitions);
const planned = await planCursors(folder);
const tried = await tryCursors(planned, planned.cursors);
const missed = tried.filter(({ isOffered }) => !isOffered);
if (values.missed === true)
  for (const { place, before, label } of missed) process.stdout.write(`${place}: ${label} behind ${JSON.stringify(before)}\n`);
const found = tried.length - missed.length;
process.stdout.write(
  `the right name is offered at ${found} of ${tried.length} cursors (${((100 * found) / tried.length).toFixed(1)} %)\n`,
);
process.exitCode = found >= 0.98 * tried.length ? 0 : 1;
