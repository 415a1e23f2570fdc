/** Copies a store, and kills itself before a step: `node copy-child.ts FROM TO STEP`. */
import { copyStore } from '../../../engine/store/copy/copy-store.ts';
import { readStoreAddress } from '../../../engine/store/open.ts';

const [from = '', to = '', step = ''] = process.argv.slice(2);
let steps = 0;
const copied = await copyStore(readStoreAddress(from, '/', {}), readStoreAddress(to, '/', {}), {
  signal: new AbortController().signal,
  onStep: () => {
    if (steps++ === Number(step)) process.kill(process.pid, 'SIGKILL');
  },
});
process.stdout.write(JSON.stringify(copied));
