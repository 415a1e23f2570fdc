import type { AskedStore } from '../../api/asked.ts';
import { readConfig } from '../../api/config/read-config.ts';
import { storeAddress } from '../../api/store/store-choice.ts';
import type { World } from '../../api/world.ts';
import { openDesk } from '../desk/open-desk.ts';
import { Users } from './users.ts';

/** Does something with the users of a store's server, whether it runs or not. */
export const withUsers = async <T>(world: World, asked: AskedStore, use: (users: Users) => T | Promise<T>): Promise<T> => {
  const { path } = await storeAddress(world, asked, readConfig(world.cwd, asked.config));
  const db = openDesk(path);
  try {
    return await use(new Users(db));
  } finally {
    db.close();
  }
};
