import { relative, sep } from 'node:path';
import type { World } from '../api/world.ts';
import { createDefinitionEvaluator } from '../expression/definition/definition-evaluator.ts';
import type { Pack } from '../language/model.ts';
import type { Guide, GuideFeed } from './model/guide.ts';
import { graphOf } from './overview/graph.ts';
import { introductionOf } from './overview/introduction.ts';
import { mappingOf } from './mapping/rows.ts';
import { readSamples } from './samples/read-samples.ts';
import { configurationOf } from './overview/options.ts';

/** What a guide is made of: a definition that was loaded, and the folder of definitions that it stands under. */
export interface GuideParts {
  readonly pack: Pack;
  readonly root: string;
  readonly world: World;
}

/** The guide of a pack: all of it follows from the definition, its samples and its cases. */
export const guideOf = async ({ pack, root, world }: GuideParts): Promise<Guide> => {
  const evaluator = createDefinitionEvaluator(() => 0, undefined, pack.tables);
  const samples = await readSamples(pack, { world, pack, evaluator, scope: {} });
  return {
    pack: pack.name,
    facts: {
      title: pack.title,
      version: pack.version,
      language: pack.language,
      category: pack.category ?? null,
      author: null,
      definition: relative(root, pack.file).replaceAll(sep, '/'),
    },
    introduction: introductionOf(pack),
    prerequisites: [],
    configuration: configurationOf({ shared: pack.userFields, feeds: pack.feeds, actions: pack.actions }),
    feeds: Object.fromEntries([...pack.feeds].map(([name, feed]) => [name, feedOf(feed, pack)])),
    requests: [],
    mapping: Object.fromEntries([...pack.feeds].map(([name, feed]) => [name, mappingOf(feed, pack, evaluator, samples)])),
    actions: {},
    runs: {},
    limits: [],
    changes: [],
  };
};

const feedOf = (feed: Pack['feeds'] extends ReadonlyMap<string, infer F> ? F : never, pack: Pack): GuideFeed => ({
  name: feed.name,
  title: feed.title,
  description: feed.description ?? null,
  steps: [],
  requests: [],
  filters: feed.filters.flatMap((filter) =>
    filter.kind === 'keep' || filter.kind === 'drop' ? [{ because: filter.because, keep: filter.test.source }] : [],
  ),
  graph: graphOf(feed, pack),
});
