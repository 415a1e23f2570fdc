import { UsageError } from '../../language/errors.ts';
import type { Feed, Pack } from '../../language/model.ts';
import { suggest } from '../../language/nearest.ts';
import type { InstanceKey } from '../../store/store.ts';
import type { Config, InstanceConfig } from '../config/config.ts';
import type { FeedFlags } from '../shell/flags.ts';
import type { Catalog, Definition } from './catalog.ts';

/** What a command line means by FEED. */
export interface Target {
  readonly definition: Definition;
  readonly pack: Pack;
  readonly feed: Feed;
  /** `pack/feed`. */
  readonly name: string;
  readonly instance: InstanceConfig | undefined;
}

interface Parts {
  readonly definition: Definition;
  readonly feed: string;
}

/** The member of a pack that `name` is, or an error that says what there is. */
export const member = <T>(members: ReadonlyMap<string, T>, name: string, kind: string, pack: Pack): T => {
  const found = members.get(name);
  if (found !== undefined) return found;
  const place = { file: pack.file, line: 1, column: 1 };
  const hint = members.size === 0 ? `The pack has no ${kind}s.` : suggest(name, members.keys(), `${pack.name}/`);
  throw new UsageError(`usage.unknown-${kind}`, `The pack "${pack.name}" has no ${kind} "${name}".`, { place, hint });
};

/** `pack/name` or `path/to/file.yaml#name`. */
export const parts = (text: string, catalog: Catalog, kind: string): Parts => {
  const hash = text.lastIndexOf('#');
  if (hash > 0 && hash < text.length - 1) return { definition: catalog.at(text.slice(0, hash)), feed: text.slice(hash + 1) };
  const [pack, feed, ...more] = text.split('/');
  if (pack !== undefined && pack !== '' && feed !== undefined && feed !== '' && more.length === 0)
    return { definition: catalog.find(pack), feed };
  const inPack = catalog.definitions.find((one) => one.name === text);
  throw new UsageError(`usage.${kind}`, `"${text}" names no ${kind}.`, {
    hint:
      inPack === undefined
        ? `Write pack/${kind} or path/to/file.yaml#${kind}; "feedwright list" shows what there is.`
        : `"${text}" is a pack: write ${text}/${kind}; "feedwright list" shows its ${kind}s.`,
  });
};

const instanceOf = (text: string, flags: FeedFlags, config: Config): InstanceConfig | undefined => {
  const name = flags.instance ?? (config.instances.has(text) ? text : undefined);
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
export const findFeed = (text: string, flags: FeedFlags, config: Config, catalog: Catalog): Target => {
  const instance = instanceOf(text, flags, config);
  const wanted = instance !== undefined && text === instance.name ? instance.feed : text;
  const { definition, feed: feedName } = located(wanted, catalog, instance);
  const pack = catalog.pack(definition);
  const feed = member(pack.feeds, feedName, 'feed', pack);
  const name = `${pack.name}/${feed.name}`;
  if (instance !== undefined && wanted !== instance.feed && instance.feed !== name) {
    throw new UsageError('usage.other-instance', `The instance "${instance.name}" is one of ${instance.feed}, not of ${text}.`, {
      place: instance.place,
    });
  }
  return { definition, pack, feed, name, instance };
};

/** What an instance names wrongly is wrong in the configuration, not on the command line. */
const located = (text: string, catalog: Catalog, instance: InstanceConfig | undefined): Parts => {
  try {
    return parts(text, catalog, 'feed');
  } catch (error) {
    if (!(error instanceof UsageError) || instance === undefined || text !== instance.feed) throw error;
    throw new UsageError(error.code, error.message, { place: instance.place, hint: error.hint, diagnostics: error.diagnostics });
  }
};

/** Two instances never share a source: within one, the latest value of an attribute wins. */
export const instanceKey = ({ name, feed, instance }: Target, partition = ''): InstanceKey => ({
  feed: name,
  instance: instance?.name ?? '',
  partition,
  source: instance?.source ?? (instance === undefined ? feed.title : `${feed.title} (${instance.name})`),
});
