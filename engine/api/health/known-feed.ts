/** What the definition and the configuration say of an instance, as far as its health hangs on it. */
import { createRedactor } from '../world.ts';
import { statSync } from 'node:fs';
import { createDefinitionEvaluator } from '../../expression/definition/definition-evaluator.ts';
import { EngineError, UsageError } from '../../language/basics/errors.ts';
import { formatPlace } from '../../language/basics/place.ts';
import type { DecidedFeed } from '../../language/model.ts';
import { partitionsOf } from '../../plan/partitions.ts';
import type { AskedStore } from '../asked.ts';
import type { Config } from '../config/config.ts';
import { readFeedOptions } from '../options/read-feed-options.ts';
import type { Catalog } from '../packs/catalog.ts';
import { findFeed, type Target } from '../packs/target.ts';
import { decidedFeed } from '../runs/decided-feed.ts';
import { marks } from '../runs/plan-feed.ts';
import type { World } from '../world.ts';
import type { Bound, Broken, ExpectedFacts } from './facts.ts';

export interface KnownFeed {
  readonly target: Target | undefined;
  readonly broken: Broken | undefined;
  readonly expected: ExpectedFacts;
  /** Those that the feed runs for now; undefined where that can't be told. */
  readonly partitions: readonly (string | undefined)[] | undefined;
}

const DAY = 86_400_000;
/** A source may be silent for a week whatever the first run covers: at weekends, over holidays. */
const LEAST_AGE = 7 * DAY;
/** So long a list may stay as it is before one wonders. */
const USUAL_CHANGE = 30 * DAY;

/** `name`: as a command line names it; `isConfigured`: it stands in `feedwright.yaml`, so its definition has to be there. */
export const knownFeed = async (
  world: World,
  asked: AskedStore,
  { name, feed, isConfigured }: { readonly name: string; readonly feed: string; readonly isConfigured: boolean },
  { config, catalog }: { readonly config: Config; readonly catalog: Catalog },
): Promise<KnownFeed> => {
  const schedule = config.instances.get(name)?.schedule;
  // Options are looked into for what hangs on them, and nothing of them is said.
  const redactor = createRedactor();
  const quiet = { ...world, redactor, redact: redactor.redact, warn: () => undefined, note: () => undefined };
  try {
    const target = targetOf(world, asked, { name, feed }, { config, catalog });
    return {
      target,
      broken: undefined,
      expected: { ...expectedOf(target, await decided(quiet, target, config)), schedule },
      partitions: await presentPartitions(quiet, target, config),
    };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const expected = { newestAge: undefined, changed: undefined, every: undefined, schedule };
    return { target: undefined, broken: isConfigured ? brokenBy(error) : undefined, expected, partitions: undefined };
  }
};

/** By the file of its pack, where the catalog has it: else every feed would be looked for in all files anew. */
const targetOf = (
  world: World,
  asked: AskedStore,
  { name, feed }: { readonly name: string; readonly feed: string },
  { config, catalog }: { readonly config: Config; readonly catalog: Catalog },
): Target => {
  const [pack, ...rest] = feed.split('/');
  const file = catalog.definitions.find((one) => one.name === pack)?.file;
  const instance = config.instances.has(name) ? name : undefined;
  if (file === undefined) return findFeed(world, name, { ...asked, instance: undefined }, config, catalog);
  return findFeed(world, `${file}#${rest.join('/')}`, { ...asked, instance }, config, catalog);
};

const brokenBy = ({ message, hint, place, diagnostics }: UsageError): Broken => {
  const first = diagnostics.find(({ severity }) => severity === 'error');
  const at = first?.place ?? place;
  return {
    message: first?.message ?? message,
    hint: first?.hint ?? hint,
    place: at === undefined ? undefined : formatPlace(at),
    since: at === undefined ? undefined : statSync(at.file, { throwIfNoEntry: false })?.mtimeMs,
  };
};

/** Undefined where one of its durations hangs on an option that nothing gives. */
const decided = async (world: World, target: Target, config: Config): Promise<DecidedFeed | undefined> => {
  try {
    return await decidedFeed(world, target, { config });
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
};

const expectedOf = ({ feed, instance }: Target, known: DecidedFeed | undefined): Omit<ExpectedFacts, 'schedule'> => {
  const { health } = feed;
  const written = (key: 'newest_age' | 'changed', ms: number | undefined): Bound | undefined => {
    const place = health?.places[key];
    return ms === undefined || place === undefined ? undefined : { ms, place: formatPlace(place) };
  };
  const period = known?.window?.period;
  const usualAge = period === undefined ? undefined : { ms: Math.max(period, LEAST_AGE), place: undefined };
  const hasTime = feed.window?.time !== undefined;
  return {
    newestAge: hasTime ? (written('newest_age', health?.newestAge) ?? usualAge) : undefined,
    changed: written('changed', health?.changed) ?? (hasTime ? undefined : { ms: USUAL_CHANGE, place: undefined }),
    // Who schedules an instance knows better how often it runs than who wrote its feed.
    every: instance?.health?.every ?? (instance?.schedule === undefined ? health?.every : undefined),
  };
};

const presentPartitions = async (
  world: World,
  { pack, feed, instance }: Target,
  config: Config,
): Promise<KnownFeed['partitions']> => {
  if (feed.partition === undefined) return [undefined];
  try {
    const fields = feed.userFields;
    const request = { pack, fields, asked: {}, config, instance, mock: undefined, standIns: marks(fields), asksVault: false };
    const evaluator = createDefinitionEvaluator(world.now, undefined, pack.tables);
    return partitionsOf(feed, (await readFeedOptions(world, request)).values, evaluator);
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
};
