import { EngineError, UsageError } from '../../language/basics/errors.ts';
import { suggest } from '../../language/basics/nearest.ts';
import type { OpenedStore } from '../../store/contract/opened-store.ts';
import type { Config } from '../config/config.ts';
import { harmless } from '../wording/harmless.ts';
import type { AskedPlaces } from '../asked.ts';
import type { World } from '../world.ts';
import { openCatalog } from '../packs/catalog.ts';

/** What a look into the store is about: the feed `pack/feed`, or the instance of that name. */
export const askedFeed = (
  name: string | undefined,
  config: Config,
): { readonly feed: string | undefined; readonly instance: string | undefined } => {
  const instance = name === undefined ? undefined : config.instances.get(name);
  return { feed: instance?.feed ?? name, instance: instance?.name };
};

/**
 * Where a look finds nothing: is the name a feed at all? One that the store knows may have lost its definition, and one that has
 * never run has only that.
 */
export const mustBeFeed = async (
  world: World,
  asked: AskedPlaces,
  config: Config,
  store: OpenedStore,
  name: string,
): Promise<void> => {
  if (config.instances.has(name) || (await store.instances()).some(({ feed }) => feed === name)) return;
  const catalog = openCatalog(world, asked, config);
  const prefix = `${name.split('/', 1)[0]}/`;
  const feeds = catalog.definitions.flatMap((definition) => {
    const { pack } = catalog.load(definition);
    // A pack with mistakes is given the benefit of the doubt: what it would have cannot be known.
    if (pack === undefined) return name.startsWith(`${definition.name}/`) ? [name] : [];
    return [...pack.feeds.keys()].map((feed) => `${pack.name}/${feed}`);
  });
  if (feeds.includes(name)) return;
  const near = feeds.filter((feed) => feed.startsWith(prefix));
  throw new UsageError('usage.unknown-feed', `There is no feed or instance "${harmless(name.slice(0, 64))}".`, {
    hint: suggest(name, near.length > 0 ? near : [...config.instances.keys(), ...feeds]),
  });
};

export const unknownRun = (id: string): EngineError =>
  new EngineError('store.unknown-run', `The store has no run ${harmless(id.slice(0, 64)) || 'without a name'}.`, {
    hint: '`feedwright runs` lists them.',
  });
