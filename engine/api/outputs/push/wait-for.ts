import { setTimeout as sleep } from 'node:timers/promises';
import type { World } from '../../world.ts';

/** Between two looks at the store. */
const PAUSE = 2000;

/** True after a while; false once what is under way shall end. */
export const waitFor = async ({ signal }: Pick<World, 'signal'>): Promise<boolean> => {
  try {
    await sleep(PAUSE, undefined, { signal });
    return true;
  } catch {
    return false;
  }
};
