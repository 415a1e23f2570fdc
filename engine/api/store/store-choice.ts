import { resolve } from 'node:path';
import { UsageError } from '../../language/basics/errors.ts';
import { openStore, type SqliteStore } from '../../store/sqlite/open-store.ts';
import type { Config } from '../config/config.ts';
import { readConfig } from '../config/read-config.ts';
import { resolveReferences } from '../config/references.ts';
import type { AskedStore } from '../asked.ts';
import type { World } from '../world.ts';

const SCHEME = 'sqlite:';

const pathOf = (text: string, folder: string, details: { readonly place?: UsageError['place'] }): string => {
  const path = text.slice(SCHEME.length);
  if (text.startsWith(SCHEME) && path !== '' && !path.startsWith(':')) return resolve(folder, path);
  throw new UsageError('usage.store', `"${text}" names no store.`, {
    ...details,
    hint: 'Write sqlite:PATH, such as sqlite:./feeds.db.',
  });
};

/** The complete path of the store: `--store`, else the configuration's, else the usual one; a mock has a store of its own. */
export const storePath = (world: Pick<World, 'cwd' | 'env'>, asked: AskedStore, config: Config): string => {
  if (asked.store !== undefined) return pathOf(asked.store, world.cwd, {});
  if (asked.mock === true) return resolve(world.cwd, '.feedwright/mock.db');
  const { store } = config;
  if (store === undefined) return resolve(world.cwd, '.feedwright/store.db');
  return pathOf(
    resolveReferences(String(store.value), { env: world.env, folder: config.folder, place: store.place }),
    config.folder,
    { place: store.place },
  );
};

/** Opens the store that there is. A store is made by the first run only: looking after one that is not there is a mistake. */
export const openChosen = (
  world: Pick<World, 'cwd' | 'env'>,
  asked: AskedStore,
  access: 'read' | 'write',
  onStep?: (name: string) => void,
): { readonly store: SqliteStore; readonly config: Config } => {
  const config = readConfig(world.cwd, asked.config);
  const path = storePath(world, asked, config);
  if (access === 'write') void openStore({ path, readOnly: true }).close();
  return { store: openStore({ path, readOnly: access === 'read', ...(onStep && { onStep }) }), config };
};

/** Opens the store that there is, does `use` with it, and closes it. `onStep`: told of every durable step, before the next one begins. */
export const withStore = async <T>(
  world: Pick<World, 'cwd' | 'env'>,
  asked: AskedStore,
  access: 'read' | 'write',
  use: (store: SqliteStore, config: Config) => T | Promise<T>,
  onStep?: (name: string) => void,
): Promise<T> => {
  const { store, config } = openChosen(world, asked, access, onStep);
  try {
    return await use(store, config);
  } finally {
    await store.close();
  }
};
