import { readConfig } from '../../api/config/read-config.ts';
import { storeAddress } from '../../api/store/store-choice.ts';
import type { AwayTelling } from '../../jobs/database/away.ts';
import { openProjectQueue } from '../../jobs/project-queue.ts';
import type { CoreOptions } from '../core.ts';
import { worldOf } from './server-world.ts';
import type { Telling } from '../log/telling.ts';
import { QueueWatch } from './queue-watch.ts';

/** The queue of the project's runs, where its store is a PostgreSQL; undefined: this server runs them itself. */
export const openWatch = async (options: CoreOptions) => {
  const { cwd, places, telling } = options;
  const world = worldOf(options);
  const { kind } = await storeAddress(world, places, readConfig(cwd, places.config));
  if (kind !== 'postgres') return undefined;
  const queue = await openProjectQueue(world, places, { mayUpgrade: true });
  return new QueueWatch(queue, awayTelling(telling));
};

/** Says that the database is away, and that it is back. */
export const awayTelling = (telling: Pick<Telling, 'trouble'>): AwayTelling => ({
  onAway: (error) => telling.trouble('PostgreSQL is away: it is waited for, and nothing is lost', error),
  onBack: () => telling.trouble('PostgreSQL is there again', { code: 'store.back', message: 'What waited goes on.' }),
});
