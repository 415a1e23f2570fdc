import { resolve } from 'node:path';
import type { OpenedStore } from '../../store/contract/opened-store.ts';
import { openStoreAt, readStoreAddress, sqliteAt, type StoreAddress } from '../../store/open.ts';
import type { Config } from '../config/config.ts';
import { readConfig } from '../config/read-config.ts';
import { referencesOf } from '../config/reference-source.ts';
import { resolveReferences } from '../config/references.ts';
import type { AskedStore } from '../asked.ts';
import type { World } from '../world.ts';

/** Where the store is: `--store`, else the configuration's, else the usual one; a mock has a store of its own. */
export const storeAddress = async (world: World, asked: AskedStore, config: Config): Promise<StoreAddress> => {
  if (asked.store !== undefined) return readStoreAddress(asked.store, world.cwd, {});
  if (asked.mock === true) return sqliteAt(resolve(world.cwd, '.feedwright/mock.db'));
  const { store } = config;
  if (store === undefined) return sqliteAt(resolve(world.cwd, '.feedwright/store.db'));
  const text = await resolveReferences(String(store.value), referencesOf(world, config, store.place));
  return readStoreAddress(text, config.folder, { place: store.place });
};

/** Opens the store that there is. A store is made by the first run only: looking after one that is not there is a mistake. */
export const openChosen = async (
  world: World,
  asked: AskedStore,
  access: 'read' | 'write',
  onStep?: (name: string) => void,
): Promise<{ readonly store: OpenedStore; readonly config: Config }> => {
  const config = readConfig(world.cwd, asked.config);
  const address = await storeAddress(world, asked, config);
  if (access === 'write') await (await openStoreAt(address, { readOnly: true })).close();
  return { store: await openStoreAt(address, { readOnly: access === 'read', ...(onStep && { onStep }) }), config };
};

/** Opens the store that there is, does `use` with it, and closes it. `onStep`: told of every durable step, before the next one begins. */
export const withStore = async <T>(
  world: World,
  asked: AskedStore,
  access: 'read' | 'write',
  use: (store: OpenedStore, config: Config) => T | Promise<T>,
  onStep?: (name: string) => void,
): Promise<T> => {
  const { store, config } = await openChosen(world, asked, access, onStep);
  try {
    return await use(store, config);
  } finally {
    await store.close();
  }
};
