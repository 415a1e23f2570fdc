import type { QuarantineView } from '../../store/contract/history.ts';
import { UsageError } from '../../language/basics/errors.ts';
import { comesAgain, type ComesAgain } from '../../run/feed/comes-again.ts';
import type { OpenedStore } from '../../store/contract/opened-store.ts';
import type { WindowRange } from '../../store/contract/store.ts';
import type { Config } from '../config/config.ts';
import { openCatalog } from '../packs/catalog.ts';
import { findFeed } from '../packs/target.ts';
import { decidedFeed } from './decided-feed.ts';
import { harmless } from '../wording/harmless.ts';
import type { World } from '../world.ts';
import type { AskedStore } from '../asked.ts';

/** Whether the next run asks for a record again: of a feed whose definition is not there that is not known. */
export type Again = ComesAgain | { readonly nextRun: 'unknown'; readonly words: string };

type FindAgain = (entry: QuarantineView, range?: WindowRange) => Promise<Again>;

const nameOf = ({ feed, instance }: QuarantineView): string => (instance === '' ? feed : instance);

/** Each feed is looked up once. */
export const bindAgain = (world: World, flags: AskedStore, config: Config, store: OpenedStore): FindAgain => {
  const catalog = openCatalog(world, flags, config);
  const known = new Map<string, Promise<(range: WindowRange) => Again>>();
  const find = async (entry: QuarantineView): Promise<(range: WindowRange) => Again> => {
    const { partition } = entry;
    const name = nameOf(entry);
    try {
      const feed = await decidedFeed(world, findFeed(world, name, flags, config, catalog), { config });
      const checkpoint = (await store.showState(entry)) ?? { until: undefined, state: undefined };
      return (range) => comesAgain({ feed, name, partition, checkpoint, range });
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      const why = /^(plan|option|usage\.options)/.test(error.code)
        ? 'its options are not given'
        : 'its definition is not there or has mistakes';
      const words = `${why}: whether the next run asks for it is not known`;
      return () => ({ nextRun: 'unknown', words });
    }
  };
  return async (entry, range = entry) => {
    const key = JSON.stringify([entry.feed, entry.instance, entry.partition]);
    const again = known.get(key) ?? find(entry);
    known.set(key, again);
    return (await again)(range);
  };
};

/** A line for each feed and what becomes of its records, over the windows of all of them. */
export const advice = async (entries: readonly QuarantineView[], again: FindAgain): Promise<readonly string[]> => {
  const groups = new Map<string, { readonly first: QuarantineView; range: WindowRange; count: number }>();
  for (const entry of entries) {
    const { feed, instance, partition, since, until } = entry;
    const key = JSON.stringify([feed, instance, partition, (await again(entry)).nextRun]);
    const group = groups.get(key) ?? { first: entry, range: { since, until }, count: 0 };
    group.count++;
    group.range = {
      since: least(group.range.since, since),
      until: since === undefined ? undefined : Math.max(group.range.until ?? 0, until ?? 0),
    };
    groups.set(key, group);
  }
  return Promise.all(
    [...groups.values()].map(
      async ({ first, range, count }) =>
        `${harmless(nameOf(first))}: ${count} set aside: ${harmless((await again(first, range)).words)}`,
    ),
  );
};

const least = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : Math.min(a, b);
