/**
 * Plays the scenario until the step that it is to die at: `crash-child.ts PATH SIZE STEP` in a file, `crash-child.ts postgres://… SIZE
 * STEP FOLDER` in a database, with a folder for what is staged. `stop` for a step: it stops itself within a batch, and tells so before.
 */
import { writeSync } from 'node:fs';
import type { OpenedStore } from '../../../engine/store/contract/opened-store.ts';
import type { Instance } from '../../../engine/store/contract/store.ts';
import { openPostgres } from '../../../engine/store/postgres/open-store.ts';
import { inFile, playAll, type Stage } from './crash-scenario.ts';

const [address = '', size = '0', dieAt = '', staging = ''] = process.argv.slice(2);
const stage: Stage = address.startsWith('postgres')
  ? (options) => openPostgres(address, { mock: true, staging, ...options })
  : inFile(address);

const stop = (): void => {
  writeSync(1, 'stopped\n');
  process.kill(process.pid, 'SIGSTOP');
};

/** Stops at the second batch that is applied, before it is committed. */
const stopping = async (store: OpenedStore): Promise<OpenedStore> => {
  let objects = 0;
  const open = store.open.bind(store);
  const opened = async (...how: Parameters<typeof open>): Promise<Instance> => {
    const instance = await open(...how);
    const window = instance.window.bind(instance);
    return Object.assign(instance, {
      window: async (...of: Parameters<typeof window>) => {
        const staged = await window(...of);
        const apply = staged.apply.bind(staged);
        return Object.assign(staged, { apply: () => apply({ onObject: () => void (++objects === 20 && stop()) }) });
      },
    });
  };
  return Object.assign(store, { open: opened });
};

let steps = 0;
process.stdout.write('ready\n');
await playAll(
  dieAt === 'stop' ? async (options) => stopping(await stage(options)) : stage,
  Number(size),
  () => void (++steps === Number(dieAt) && process.kill(process.pid, 'SIGKILL')),
);
