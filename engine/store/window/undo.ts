import { setImmediate as breathe } from 'node:timers/promises';
import { EngineError } from '../../language/basics/errors.ts';
import type { BackendInstance } from '../contract/backend.ts';
import type { PendingUndo, UndoPlan, UndoWish } from '../contract/undo.ts';
import { again } from '../again.ts';
import type { ApplyContext } from './apply-window.ts';

/**
 * What undoing the run comes to. What a run has replaced can be put back only while nothing stands on it: of runs that have changed the
 * same the newest is undone first. Of another feed's runs nothing stands on it, for each feed's words are kept apart.
 */
export const planUndo = async (backend: BackendInstance, run: string): Promise<UndoPlan> => {
  const plan = await backend.undoPlan(run);
  if (!plan.isKept)
    throw new EngineError('store.undo-forgotten', `What run ${run} has replaced is no longer kept.`, {
      hint: 'How long it is kept is said by `retention: { changes: … }` in feedwright.yaml; runs of an older Feedwright have not kept it.',
    });
  if (plan.later === undefined) return plan;
  throw new EngineError('store.undo-later', `Run ${plan.later} came after ${run}, and has changed the same.`, {
    hint: `Undo that first: \`feedwright undo ${plan.later}\`.`,
  });
};

/** Why the next window is held: it may bring what was undone. What was asked for by hand, and moved nothing, does not come by itself. */
const markOf = (run: string, { next }: UndoWish, { before, isManual }: UndoPlan): string | undefined =>
  next === 'hold' && (before !== undefined || !isManual) ? `run ${run} was undone` : undefined;

/** Goes on with an undo that was begun. */
export const goOnUndoing = async (context: ApplyContext, undo: PendingUndo): Promise<void> => {
  const { backend, batch, onStep } = context;
  for (let isMore = true; isMore;) {
    const giveBack = (): Promise<boolean> =>
      backend.transaction(undo.run, (transaction) => transaction.giveBack(batch, undo.wish));
    isMore = await again(giveBack, context);
    onStep('given-back');
    await breathe();
  }
  if (undo.wish.next !== 'skip') await backend.forgetSeenSince(undo.run);
  onStep('forgotten');
  await backend.endUndo(undo);
  onStep('undone');
};

/** Undoes a run; from its first step on a crash is gone on with. */
export const undoRun = async (context: ApplyContext, run: string, wish: UndoWish): Promise<void> => {
  const plan = await planUndo(context.backend, run);
  const undo = { run, wish, counts: plan.counts, mark: markOf(run, wish, plan) };
  await context.backend.beginUndo(undo);
  context.onStep('undo-begun');
  await goOnUndoing(context, undo);
};
