import { existsSync } from 'node:fs';
import { EngineError } from '../../language/basics/errors.ts';
import { LAYOUT } from '../../object/object-codec.ts';
import type { StagingFiles } from '../../staging/local-staging.ts';
import type { PendingWindow } from '../contract/backend.ts';
import type { SealedWindow } from '../contract/sealed-window.ts';
import type { Recovered } from '../contract/store.ts';
import { WindowApply, type ApplyContext } from './apply-window.ts';

/** Its files are there, and of this Feedwright's layout: it may have been updated in between. */
export const isReadable = (sealed: SealedWindow, files: Pick<StagingFiles, 'objects' | 'side'>): boolean =>
  sealed.layout === LAYOUT &&
  (sealed.segments.length === 0 || existsSync(files.objects)) &&
  (!sealed.side || existsSync(files.side));

const rollForward = async ({ run, index, plan, sealed }: PendingWindow, context: ApplyContext): Promise<boolean> => {
  const range = plan.windows[index] ?? { since: undefined, until: undefined };
  const place = { run, index, range, isLast: index === plan.windows.length - 1 };
  try {
    if (isReadable(sealed, context.backend.files)) {
      await new WindowApply(context, { plan, place, sealed, checks: true }).run();
      return true;
    }
  } catch (cause) {
    if (!(cause instanceof EngineError) || cause.code !== 'store.staging-damaged') throw cause;
  }
  // Its file was taken away or damaged, or is of another layout: the window is fetched again, and what of it was applied is found unchanged.
  await context.backend.unseal(place);
  return false;
};

/** Applies what a crash left sealed, without asking the vendor, and throws away what it left unsealed; where a window is held the files are its. */
export const recover = async (pending: readonly PendingWindow[], isHeld: boolean, context: ApplyContext): Promise<Recovered> => {
  if (isHeld) return { rolledForward: 0, discarded: false };
  const { files } = context.backend;
  const left = existsSync(files.objects) || existsSync(files.side);
  let rolledForward = 0;
  for (const window of pending) if (await rollForward(window, context)) rolledForward += 1;
  files.discard();
  return { rolledForward, discarded: pending.length > rolledForward || (left && pending.length === 0) };
};
