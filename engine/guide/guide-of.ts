import { relative, sep } from 'node:path';
import type { Pack } from '../language/model.ts';
import type { Guide, GuideFeed } from './model/guide.ts';
import { graphOf } from './overview/graph.ts';
import { introductionOf } from './overview/introduction.ts';
import { configurationOf } from './overview/options.ts';

/** What a guide is made of: a definition that was loaded, and the folder of definitions that it stands under. */
export interface GuideParts {
  readonly pack: Pack;
  readonly root: string;
}

/** The guide of a pack: all of it follows from the definition, its samples and its cases. */
export const guideOf = ({ pack, root }: GuideParts): Guide => ({
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
  mapping: {},
  actions: {},
  runs: {},
  limits: [],
  changes: [],
});

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
