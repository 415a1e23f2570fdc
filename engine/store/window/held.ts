import { EngineError } from '../../language/basics/errors.ts';
import type { BackendInstance, HeldWindow } from '../contract/backend.ts';
import type { WindowPlace } from '../contract/sealed-window.ts';
import type { ApplyListener, HeldRun, ObjectCounts } from '../contract/store.ts';
import { WindowApply, type ApplyContext } from './apply-window.ts';
import { isReadable } from './recover.ts';

export const placeOf = ({ run, index, plan }: Pick<HeldWindow, 'run' | 'index' | 'plan'>): WindowPlace => ({
  run,
  index,
  range: plan.windows[index] ?? { since: undefined, until: undefined },
  isLast: index === plan.windows.length - 1,
});

export const heldRun = (held: HeldWindow | undefined): HeldRun | undefined =>
  held === undefined
    ? undefined
    : { run: held.run, index: held.index, plan: held.plan, since: held.since, why: held.sealed.hold?.why ?? '' };

/** `store.held`: its instance does nothing else until that is decided. */
export const isHeld = ({ run }: Pick<HeldRun, 'run'>): EngineError =>
  new EngineError('store.held', `Run ${run} is held: what it brought waits to be applied or discarded.`, {
    hint: `\`feedwright review ${run}\` shows it; then \`feedwright apply ${run}\` or \`feedwright discard ${run}\`.`,
  });

/** Throws `store.staging-gone` where the files of a held window can't be read any more. */
export const mustBeReadable = ({ run, sealed }: HeldWindow, { files }: Pick<BackendInstance, 'files'>): void => {
  if (isReadable(sealed, files)) return;
  throw new EngineError(
    'store.staging-gone',
    `What run ${run} brought lies no more beside the store, or was written by another version of Feedwright.`,
    { hint: `\`feedwright discard ${run}\`: the next run fetches the same again.` },
  );
};

/** Applies a window that is held. */
export const applyHeld = async (
  context: ApplyContext,
  held: HeldWindow,
  now: number,
  listener: ApplyListener | undefined,
): Promise<ObjectCounts> => {
  const { backend, onStep } = context;
  mustBeReadable(held, backend);
  const place = placeOf(held);
  await backend.letGo(place, now);
  onStep('let-go');
  const work = { plan: held.plan, place, sealed: { ...held.sealed, now }, checks: true, listener };
  const counts = await new WindowApply(context, work).run();
  backend.files.discard();
  onStep('deleted');
  return counts;
};

/** Gives a held window up: once that is on the disk its files go. */
export const discardHeld = async ({ backend, onStep }: ApplyContext, held: HeldWindow, now: number): Promise<void> => {
  await backend.giveUp(held, now);
  onStep('given-up');
  backend.files.discard();
  onStep('deleted');
};
