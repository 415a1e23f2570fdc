import { planWindows } from '../../plan/windows.ts';
import type { Config } from '../config/config.ts';
import { findMock, hasMock, mockCheckpoint } from '../mock/find-mock.ts';
import { rangeOf } from '../options/range.ts';
import type { Target } from '../packs/target.ts';
import type { World } from '../world.ts';
import { decidedFeed } from './decided-feed.ts';
import { startsOver } from './plan-run.ts';

/** Where a run over the feed's mock starts instead of where the last one ended, in a sentence; undefined where it goes on there. */
export const mockStartsOver = async (
  world: World,
  config: Config,
  target: Target,
  known: number | undefined,
): Promise<string | undefined> => {
  const { pack, feed, root } = target;
  if (feed.window === undefined || !hasMock(pack.name, root)) return undefined;
  const mock = findMock(world, pack.name, root);
  const { now, since } = rangeOf({}, feed, mock, world.now());
  const range = { now, since, until: undefined, checkpoint: mockCheckpoint(known, now), clip: true };
  const start = since ?? planWindows({ ...range, feed: await decidedFeed(world, target, { config, mock }) }).since;
  return startsOver(start, known);
};
