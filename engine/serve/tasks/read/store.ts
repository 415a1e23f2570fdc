import { UsageError } from '../../../language/basics/errors.ts';
import { readConfig } from '../../../api/config/read-config.ts';
import type { Config } from '../../../api/config/config.ts';
import { storeAddress } from '../../../api/store/store-choice.ts';
import type { OpenedStore } from '../../../api/views.ts';
import { openStoreAt } from '../../../store/open.ts';
import { askedOf, withTexts } from '../asked.ts';
import type { Common, TaskWorld } from '../task.ts';

/** Milliseconds that a look at the store waits for one who holds it. */
const PATIENCE = 2000;

/** Looks at the store; one that no run has made yet is empty. */
export const reading = <T>(
  world: TaskWorld,
  input: Common,
  use: (store: OpenedStore, config: Config) => T | Promise<T>,
): Promise<T> =>
  withTexts(input, async () => {
    const config = readConfig(world.cwd, input.places.config);
    const address = await storeAddress(world, askedOf(input), config);
    const store = await openStoreAt(address, { readOnly: true, ifMissing: 'empty', patience: PATIENCE });
    try {
      return await use(store, config);
    } finally {
      await store.close();
    }
  });

/** A number of the query, within bounds. */
export const limitOf = (text: string | undefined, usual: number, most: number): number => {
  if (text === undefined) return usual;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1) return Math.min(value, most);
  throw new UsageError('usage.number', 'The limit is no whole number from 1 on.');
};
