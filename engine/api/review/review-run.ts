import type { HeldView, RunView } from '../../store/contract/history.ts';
import type { Review } from '../../store/contract/review.ts';
import type { OpenedStore } from '../../store/contract/opened-store.ts';
import type { AskedStore } from '../asked.ts';
import { withStore } from '../store/store-choice.ts';
import type { World } from '../world.ts';
import { findRun, keyOf, notHeld } from './find-run.ts';

export interface ReviewOfRun extends Review {
  readonly feed: string;
  readonly instance: string;
  readonly partition: string;
}

/** What applying a held run would do, with at most so many objects of each kind in detail. Nothing is changed. */
export const reviewRun = (world: World, asked: AskedStore, text: string, most: number): Promise<ReviewOfRun> =>
  withStore(world, asked, 'read', async (store, config) =>
    reviewOf(store, await findRun(store, config, text, 'held'), most, world.now()),
  );

export const reviewOf = async (store: OpenedStore, run: RunView, most: number, now: number): Promise<ReviewOfRun> => {
  if (run.status !== 'held') throw notHeld(run);
  const { feed, instance, partition } = run;
  const looked = await store.look(await keyOf(store, run), now);
  try {
    return { ...(await looked.reviewHeld(most)), feed, instance, partition };
  } finally {
    await looked.close();
  }
};

/** What waits, the longest first. */
export const listHeld = (world: World, asked: AskedStore): Promise<readonly HeldView[]> =>
  withStore(world, asked, 'read', async (store) => (await store.info()).held);
