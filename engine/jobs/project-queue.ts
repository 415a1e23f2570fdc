import type { AskedStore } from '../api/asked.ts';
import { readConfig } from '../api/config/read-config.ts';
import { storeAddress } from '../api/store/store-choice.ts';
import { tenantsOf } from '../api/tenants/tenant-places.ts';
import type { World } from '../api/world.ts';
import { UsageError } from '../language/basics/errors.ts';
import { RunQueue } from './queue/run-queue.ts';

interface Opening {
  readonly mayUpgrade: boolean;
  readonly connections?: number;
}

/** The queue of the project's runs, which lies beside its store; its tenants are known to it. Throws `jobs.…`, `store.…` and UsageError. */
export const openProjectQueue = async (world: World, asked: AskedStore, opening: Opening): Promise<RunQueue> => {
  const { kind, text, shown } = await storeAddress(world, asked, readConfig(world.cwd, asked.config));
  if (kind !== 'postgres')
    throw new UsageError('usage.no-queue', `The store ${shown} has no queue: its runs are those of one machine.`, {
      hint: '`feedwright serve` runs them itself. For workers, name a store as postgres://USER@HOST/DATABASE.',
    });
  const queue = await RunQueue.open({ address: text, ...opening });
  try {
    await queue.know(tenantsOf(world, asked));
    return queue;
  } catch (error) {
    await queue.close();
    throw error;
  }
};
