/**
 * Plays the scenario until the step that it is to die at: `crash-child.ts PATH SIZE STEP`, where a file is; `crash-child.ts postgres://…
 * SIZE STEP FOLDER` in a database, with a folder for what is staged. `stop` for a step: it stops there, inside of a transaction.
 */
import { openPostgres } from '../../../engine/store/postgres/open-store.ts';
import { inFile, playAll, type Stage } from './crash-scenario.ts';

const [address = '', size = '0', dieAt = '', staging = ''] = process.argv.slice(2);
let steps = 0;
const stage: Stage = address.startsWith('postgres')
  ? (options) => openPostgres(address, { mock: true, staging, ...options })
  : inFile(address);
process.stdout.write('ready\n');
await playAll(stage, Number(size), () => {
  if (++steps === Number(dieAt)) process.kill(process.pid, 'SIGKILL');
});
