/** Plays the scenario until the step that it is to die at: `crash-child.ts PATH SIZE STEP`. */
import { playAll } from './crash-scenario.ts';

const [path = '', size = '0', dieAt = ''] = process.argv.slice(2);
let steps = 0;
process.stdout.write('ready\n');
await playAll(path, Number(size), () => {
  if (++steps === Number(dieAt)) process.kill(process.pid, 'SIGKILL');
});
