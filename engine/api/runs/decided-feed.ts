import { createDefinitionEvaluator } from '../../expression/definition/definition-evaluator.ts';
import type { DecidedFeed } from '../../language/model.ts';
import type { MockDefinition } from '../../mock/definition/mock-definition.ts';
import { decideDurations, isDecided } from '../../plan/decide-durations.ts';
import type { Config } from '../config/config.ts';
import { readFeedOptions } from '../options/read-feed-options.ts';
import type { Target } from '../packs/target.ts';
import type { World } from '../world.ts';
import { marks } from './plan-feed.ts';

/** The feed as its next run has it, by the options of the configuration; where none of its durations hangs on them, none is asked for. */
export const decidedFeed = async (
  world: World,
  { pack, feed, instance }: Target,
  { config, mock }: { readonly config: Config; readonly mock?: MockDefinition },
): Promise<DecidedFeed> => {
  if (isDecided(feed)) return feed;
  const fields = feed.userFields;
  const request = { pack, fields, asked: {}, config, instance, mock: mock?.user, standIns: marks(fields), asksVault: false };
  const evaluator = createDefinitionEvaluator(world.now, undefined, pack.tables);
  return decideDurations(feed, (await readFeedOptions(world, request)).values, evaluator).feed;
};
