/** A run of its own process, for a test that kills it: `history-child.ts <folder> <since>`; the environment leads to the vendor. */
import { inProcess } from '../in-process.ts';

const [cwd = '', since = '', now = ''] = process.argv.slice(2);
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('FEEDWRIGHT_'))) as Record<
  string,
  string
>;
await inProcess('run', { json: true, since }, ['izoologic-sync-cases/incident-case-sync'], { cwd, env, now: () => Number(now) });
