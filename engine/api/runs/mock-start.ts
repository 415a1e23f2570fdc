import { planWindows } from '../../plan/windows.ts';
import { findMock, hasMock, mockCheckpoint } from '../mock/find-mock.ts';
import { rangeOf } from '../options/range.ts';
import type { Target } from '../packs/target.ts';
import type { World } from '../world.ts';
import { startsOver } from './plan-run.ts';

/** Where a run over the feed's mock starts instead of where the last one ended, in a sentence; undefined where it goes on there. */
export const mockStartsOver = (world: World, { pack, feed, root }: Target, known: number | undefined): string | undefined => {
  if (feed.window === undefined || !hasMock(pack.name, root)) return undefined;
  const { now, since } = rangeOf({}, feed, findMock(world, pack.name, root), world.now());
  const start =
    since ?? planWindows({ feed, now, since, until: undefined, checkpoint: mockCheckpoint(known, now), clip: true }).since;
  return startsOver(start, known);
};
