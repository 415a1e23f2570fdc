import { sumObjects } from '../../store/window/tally.ts';
import { withStore } from '../store/store-choice.ts';
import type { World } from '../world.ts';
import type { AskedDecision, DecidedRow } from './apply-run.ts';
import { mustAgree } from './consent.ts';
import { findRun, keyOf, nameOf, notHeld, timeOf } from './find-run.ts';

/** Gives up what a held run has fetched: the checkpoint stays where it is. */
export const discardRun = (world: World, asked: AskedDecision, text: string): Promise<DecidedRow> =>
  withStore(
    world,
    asked,
    'write',
    async (store, config) => {
      const run = await findRun(store, config, text, 'held');
      if (run.status !== 'held') throw notHeld(run);
      const { id, feed, instance, partition } = run;
      const lines = [`run ${id} of ${nameOf(run)}: what it fetched is given up, and fetched again by the next run`];
      await mustAgree(asked.consent, `Discarding run ${id}`, lines, 'Discard it? [y/N] ');
      const now = timeOf(store, run, world.now());
      const opened = await store.open(await keyOf(store, run), { now, signal: world.signal });
      try {
        await opened.discardHeld(now);
        const holds = opened.holdsNext === undefined ? '' : `, and is held (${opened.holdsNext})`;
        const next = `the checkpoint has not moved: \`feedwright run ${nameOf(run)}\` fetches the same again${holds}`;
        return { run: id, feed, instance, partition, status: 'discarded', objects: sumObjects([]), next };
      } finally {
        await opened.close();
      }
    },
    asked.onStep,
  );
