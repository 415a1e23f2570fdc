import { relative, sep } from 'node:path';
import type { World } from '../api/world.ts';
import { createDefinitionEvaluator } from '../expression/definition/definition-evaluator.ts';
import type { Feed, Pack } from '../language/model.ts';
import type { OpenedStore } from '../store/contract/opened-store.ts';
import { mappingOf } from './mapping/rows.ts';
import type { Guide, GuideFeed, GuideRequest } from './model/guide.ts';
import { graphOf } from './overview/graph.ts';
import { introductionOf } from './overview/introduction.ts';
import { limitsOf } from './overview/limits.ts';
import { configurationOf } from './overview/options.ts';
import { prerequisitesOf } from './overview/prerequisites.ts';
import { stepsOf } from './overview/steps.ts';
import { readCases } from './read-cases.ts';
import { actionsOf } from './requests/actions-of.ts';
import { requestsOf } from './requests/requests-of.ts';
import { caseRun } from './runs/case-run.ts';
import { storeRun } from './runs/store-run.ts';
import { readSamples } from './samples/read-samples.ts';
import { sensitiveIn } from './samples/sensitive.ts';

/** What a guide is made of: a definition that was loaded, and the folder of definitions that it stands under. */
export interface GuideParts {
  readonly pack: Pack;
  readonly root: string;
  readonly world: World;
  /** Its runs say what one brings, in the place of the cases. */
  readonly store?: OpenedStore | undefined;
}

/** The guide of a pack: all of it follows from the definition, its samples and its cases. */
export const guideOf = async ({ pack, root, world, store }: GuideParts): Promise<Guide> => {
  const evaluator = createDefinitionEvaluator(() => 0, undefined, pack.tables);
  const samples = await readSamples(pack, { world, pack, evaluator, scope: {} });
  const cases = readCases(pack, root);
  const parts = { pack, evaluator, cases, sensitive: sensitiveIn(pack, samples) };
  const requests = await requestsOf(parts);
  const feeds = [...pack.feeds.values()];
  const runOf = (feed: Feed) => (store === undefined ? caseRun(feed, pack, cases) : storeRun(feed, pack, store));
  const runs = await Promise.all(feeds.map(async (feed) => [feed.name, await runOf(feed)] as const));
  const byFeed = <T>(make: (feed: Feed) => T): Readonly<Record<string, T>> =>
    Object.fromEntries(feeds.map((feed) => [feed.name, make(feed)]));
  return {
    pack: pack.name,
    facts: {
      title: pack.title,
      version: pack.version,
      language: pack.language,
      category: pack.category ?? null,
      author: pack.author ?? null,
      definition: relative(root, pack.file).replaceAll(sep, '/'),
    },
    introduction: introductionOf(pack),
    prerequisites: prerequisitesOf(pack),
    configuration: configurationOf({ shared: pack.userFields, feeds: pack.feeds, actions: pack.actions }),
    feeds: byFeed((feed) => feedOf(feed, pack, requests)),
    requests,
    mapping: byFeed((feed) => mappingOf(feed, pack, evaluator, samples)),
    actions: await actionsOf(parts),
    runs: Object.fromEntries(runs.flatMap(([name, run]) => (run === undefined ? [] : [[name, run]]))),
    limits: limitsOf(pack),
    changes: pack.changes.map(({ version, date, lines }) => ({ version, date: date ?? null, lines })),
  };
};

const feedOf = (feed: Feed, pack: Pack, requests: readonly GuideRequest[]): GuideFeed => ({
  name: feed.name,
  title: feed.title,
  description: feed.description ?? null,
  steps: stepsOf(feed, pack),
  requests: requests.filter(({ feeds }) => feeds.includes(feed.name)).map(({ name }) => name),
  filters: feed.filters.flatMap((filter) =>
    filter.kind === 'keep' || filter.kind === 'drop'
      ? [{ because: filter.because, kind: filter.kind, test: filter.test.source.trim().replaceAll(/\s+/g, ' ') }]
      : [],
  ),
  graph: graphOf(feed, pack),
});
