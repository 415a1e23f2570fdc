import { resolve } from 'node:path';
import { UsageError } from '../../language/basics/errors.ts';
import { expectedOver } from '../../language/feed/health.ts';
import { rootOf } from '../../language/find-packs.ts';
import { suggest } from '../../language/basics/nearest.ts';
import { type ResolvedFeed, resolveFeed } from '../../language/resolve.ts';
import type { Feed } from '../../language/model.ts';
import type { InstanceKey } from '../../store/contract/store.ts';
import { mustFitPack } from '../config/check-config.ts';
import type { Config, InstanceConfig } from '../config/config.ts';
import type { AskedFeed } from '../asked.ts';
import type { World } from '../world.ts';
import type { Catalog } from './catalog.ts';

/** What a command line means by FEED. */
export interface Target extends ResolvedFeed {
  /** The folder of definitions that the pack was found under. */
  readonly root: string;
  /** `pack/feed`. */
  readonly name: string;
  readonly instance: InstanceConfig | undefined;
}

const instanceOf = (text: string, asked: AskedFeed, config: Config): InstanceConfig | undefined => {
  const name = asked.instance ?? (config.instances.has(text) ? text : undefined);
  if (name === undefined) return undefined;
  const found = config.instances.get(name);
  if (found !== undefined) return found;
  const hint =
    config.instances.size === 0
      ? 'The configuration has none: add it under "instances:" in feedwright.yaml.'
      : suggest(name, config.instances.keys());
  throw new UsageError('usage.unknown-instance', `There is no instance "${name}".`, { hint });
};

/** Finds the feed: `pack/feed`, `path/to/file.yaml#feed`, or the name of an instance in the configuration. */
export const findFeed = (world: World, text: string, asked: AskedFeed, config: Config, catalog: Catalog): Target => {
  const instance = instanceOf(text, asked, config);
  const wanted = instance !== undefined && text === instance.name ? instance.feed : text;
  const root = catalog.rootFor(wanted);
  const { pack, feed } = resolved(wanted, root, catalog, instance);
  mustFitPack(config, catalog, pack);
  const name = `${pack.name}/${feed.name}`;
  if (instance !== undefined && wanted !== instance.feed && instance.feed !== name) {
    throw new UsageError('usage.other-instance', `The instance "${instance.name}" is one of ${instance.feed}, not of ${text}.`, {
      place: instance.place,
    });
  }
  return { pack, feed: asExpected(feed, instance), root: rootOf(resolve(world.cwd, pack.file), root), name, instance };
};

/** What the instance expects of its feed counts before what the definition does. */
const asExpected = (feed: Feed, instance: InstanceConfig | undefined): Feed =>
  instance?.health === undefined ? feed : { ...feed, health: expectedOver(feed.health, instance.health) };

/** What an instance names wrongly is wrong in the configuration, not on the command line. */
const resolved = (text: string, root: string, catalog: Catalog, instance: InstanceConfig | undefined): ResolvedFeed => {
  try {
    return resolveFeed(text, root, catalog.vocabulary, catalog.loadPack);
  } catch (error) {
    if (!(error instanceof UsageError) || instance === undefined || error.place !== undefined) throw error;
    throw new UsageError(error.code, error.message, { place: instance.place, hint: error.hint, diagnostics: error.diagnostics });
  }
};

const inParentheses = (text: string, more: string): string => (more === '' ? text : `${text} (${more})`);

/** Two instances, or two partitions, never share a source: within one, the latest value of an attribute wins. */
export const instanceKey = ({ name, feed, instance }: Target, partition = ''): InstanceKey => ({
  feed: name,
  instance: instance?.name ?? '',
  partition,
  source: inParentheses(instance?.source ?? inParentheses(feed.title, instance?.name ?? ''), partition),
});
