import { resolve } from 'node:path';
import { UsageError } from '../../language/basics/errors.ts';
import { openStore, type SqliteStore } from '../../store/sqlite/open-store.ts';
import type { Config } from '../config/config.ts';
import { readConfig } from '../config/read-config.ts';
import { resolveReferences } from '../config/references.ts';
import type { StoreFlags } from '../shell/flags.ts';
import type { Io } from '../shell/io.ts';

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
export const storePath = (io: Pick<Io, 'cwd' | 'env'>, flags: StoreFlags, config: Config): string => {
  if (flags.store !== undefined) return pathOf(flags.store, io.cwd, {});
  if (flags.mock === true) return resolve(io.cwd, '.feedwright/mock.db');
  const { store } = config;
  if (store === undefined) return resolve(io.cwd, '.feedwright/store.db');
  return pathOf(
    resolveReferences(String(store.value), { env: io.env, folder: config.folder, place: store.place }),
    config.folder,
    { place: store.place },
  );
};

/** Opens the store that there is, does `use` with it, and closes it. */
export const withStore = async <T>(
  io: Io,
  flags: StoreFlags,
  access: 'read' | 'write',
  use: (store: SqliteStore, config: Config) => T | Promise<T>,
): Promise<T> => {
  const config = readConfig(io.cwd, flags.config);
  const path = storePath(io, flags, config);
  // A store is made by the first run only: looking after one that is not there is a mistake.
  if (access === 'write') openStore({ path, readOnly: true }).close();
  const store = openStore({ path, readOnly: access === 'read' });
  try {
    return await use(store, config);
  } finally {
    store.close();
  }
};
