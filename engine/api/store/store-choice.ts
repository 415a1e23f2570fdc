import { tellsAgain } from './tells-again.ts';
import { resolve } from 'node:path';
import type { OpenedStore } from '../../store/contract/opened-store.ts';
import { openStoreAt, readStoreAddress, sqliteAt, type StoreAddress } from '../../store/open.ts';
import type { Config } from '../config/config.ts';
import { readConfig } from '../config/read-config.ts';
import { referencesOf } from '../config/reference-source.ts';
import { resolveReferences } from '../config/references.ts';
import { attachmentsOf } from './attachment-choice.ts';
import type { AskedStore } from '../asked.ts';
import type { World } from '../world.ts';

/** The store that the configuration names, else the usual one, with the attachments that are its own. */
const configuredStore = async (world: World, config: Config): Promise<StoreAddress> => {
  const { store, folder } = config;
  const attachments = await attachmentsOf(world, config);
  if (store === undefined) return { ...sqliteAt(resolve(world.cwd, '.feedwright/store.db')), attachments };
  const text = await resolveReferences(String(store.value), referencesOf(world, config, store.place));
  return { ...readStoreAddress(text, folder, { place: store.place }), attachments };
};

/** Where the store is: `--store`, else the configuration's, else the usual one; a mock has a store of its own. */
export const storeAddress = async (world: World, asked: AskedStore, config: Config): Promise<StoreAddress> => {
  const given = asked.store === undefined ? undefined : readStoreAddress(asked.store, world.cwd, {});
  if (asked.mock === true) return given ?? sqliteAt(resolve(world.cwd, '.feedwright/mock.db'));
  if (given !== undefined && config.attachments === undefined) return given;
  const configured = await configuredStore(world, config);
  if (given === undefined || given.text === configured.text) return configured;
  // Of the attachments another store would delete what it does not know. A tenant's is named for it, where it does not name one itself.
  const isMeant = config.store === undefined && given.kind === 'postgres';
  return isMeant ? { ...given, attachments: configured.attachments } : given;
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
  const onAgain = tellsAgain(world.warn);
  if (access === 'write') await (await openStoreAt(address, { readOnly: true, onAgain })).close();
  return { store: await openStoreAt(address, { readOnly: access === 'read', onAgain, ...(onStep && { onStep }) }), config };
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
