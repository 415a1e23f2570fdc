import type { RunView } from '../../store/contract/history.ts';
import type { ObjectCounts } from '../../store/contract/store.ts';
import type { OpenedStore } from '../../store/contract/opened-store.ts';
import { sumObjects } from '../../store/window/tally.ts';
import type { AskedStore } from '../asked.ts';
import { withStore } from '../store/store-choice.ts';
import { count } from '../wording/units.ts';
import type { World } from '../world.ts';
import { type Consent, mustAgree } from './consent.ts';
import { again, findRun, keyOf, nameOf, notHeld, timeOf } from './find-run.ts';
import { reviewOf } from './review-run.ts';

/** What became of a run that was held. */
export interface DecidedRow {
  readonly run: string;
  readonly feed: string;
  readonly instance: string;
  readonly partition: string;
  /** `would_apply`: of a dry run. */
  readonly status: 'applied' | 'would_apply' | 'discarded';
  /** Of the window that was held; none where it was discarded. */
  readonly objects: ObjectCounts;
  /** What the next run does. */
  readonly next: string;
}

export interface AskedDecision extends AskedStore {
  readonly dryRun?: boolean | undefined;
  /** Undefined: it is meant. */
  readonly consent?: Consent | undefined;
  readonly onStep?: ((name: string) => void) | undefined;
  readonly onBatch?: ((done: number, total: number) => void) | undefined;
}

/** `12 appear, 3 change, 1 is withdrawn`. */
export const objectsText = ({ created, updated, withdrawn }: ObjectCounts): string =>
  [`${count(created)} new`, `${count(updated)} changed`, `${count(withdrawn)} withdrawn`].join(', ');

/** A process that was killed while it applied the run has left that to whoever opens the feed next. */
const wasLeft = ({ status, windows }: RunView): boolean =>
  status === 'running' && windows.some((window) => window.status === 'sealed');

/** Brings what a held run has fetched into the store. */
export const applyRun = (world: World, asked: AskedDecision, text: string): Promise<DecidedRow> =>
  withStore(
    world,
    asked,
    asked.dryRun === true ? 'read' : 'write',
    async (store, config) => {
      const run = await findRun(store, config, text, 'held');
      if (run.status !== 'held' && !wasLeft(run)) throw notHeld(run);
      const { id, feed, instance, partition } = run;
      const row = (status: DecidedRow['status'], objects: ObjectCounts, next: string): DecidedRow => ({
        run: id,
        feed,
        instance,
        partition,
        status,
        objects,
        next,
      });
      if (run.status === 'held') {
        const { objects } = await reviewOf(store, run, 0, timeOf(store, run, world.now()));
        if (asked.dryRun === true) return row('would_apply', objects, 'nothing was changed');
        const lines = [`run ${id} of ${nameOf(run)}: ${objectsText(objects)}`];
        await mustAgree(asked.consent, `Applying run ${id}`, lines, 'Apply it? [y/N] ');
      }
      const objects = await applied(store, run, world, asked);
      return row('applied', objects, nextOf(await again(store, id)));
    },
    asked.onStep,
  );

const applied = async (store: OpenedStore, run: RunView, world: World, asked: AskedDecision): Promise<ObjectCounts> => {
  const now = timeOf(store, run, world.now());
  const opened = await store.open(await keyOf(store, run), { now, signal: world.signal });
  try {
    if (opened.held?.run === run.id) return await opened.applyHeld(now, { onBatch: asked.onBatch });
  } finally {
    await opened.close();
  }
  // It was gone on with when the feed was opened.
  const [last] = (await again(store, run.id)).windows.toReversed();
  return last?.objects ?? sumObjects([]);
};

const nextOf = ({ status, windows, plan, ...run }: RunView): string => {
  const goesOn = `\`feedwright run ${nameOf(run)}\` goes on`;
  if (status !== 'interrupted') return `\`feedwright run ${nameOf(run)}\` fetches what has come since`;
  return windows.length < plan.windows
    ? `${goesOn} with window ${windows.length + 1} of ${plan.windows}`
    : `${goesOn} where it stopped`;
};
