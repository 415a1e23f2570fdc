/** How each instance is, and whether the store is well. */
import { tellsAgain } from '../store/tells-again.ts';
import type { LastRuns, RunHead } from '../../store/contract/history.ts';
import { EngineError } from '../../language/basics/errors.ts';
import { formatPlace } from '../../language/basics/place.ts';
import { standingOf } from '../../run/feed/summary/standing.ts';
import type { Standing, StoredRow } from '../../run/context/run-row.ts';
import type { OpenedStore } from '../../store/contract/opened-store.ts';
import { openStoreAt } from '../../store/open.ts';
import type { AskedStore } from '../asked.ts';
import type { Config } from '../config/config.ts';
import { readConfig } from '../config/read-config.ts';
import { openCatalog } from '../packs/catalog.ts';
import { rememberPacks } from '../packs/remember-packs.ts';
import { summaryNow } from '../review/summary-now.ts';
import { askedFeed, mustBeFeed } from '../store/asked-feed.ts';
import { storeAddress } from '../store/store-choice.ts';
import type { World } from '../world.ts';
import { decide, type Health, STATES } from './decide.ts';
import { driftFacts } from './drift-facts.ts';
import type { DriftFact, InstanceFacts, LastRun, StoreTrouble } from './facts.ts';
import { knownFeed, type KnownFeed } from './known-feed.ts';
import { isAppliedSince, standingNow } from './standing-now.ts';
import { storeTrouble, unreadableStore } from './store-trouble.ts';

export interface InstanceHealth extends Health {
  /** As a command line names it. */
  readonly name: string;
  /** `pack/feed`. */
  readonly feed: string;
  /** '' for the unnamed one. */
  readonly instance: string;
  /** Of the partition that the state is about; '' without. */
  readonly partition: string;
  readonly lastRun: LastRun | undefined;
  readonly lastGood: { readonly run: string; readonly at: number } | undefined;
  /** The time of the newest record that ever came, ms since epoch. */
  readonly newestRecord: number | undefined;
  /** Records that are set aside. */
  readonly quarantined: number;
  readonly drift: readonly DriftFact[];
}

export interface HealthReport {
  /** What needs somebody comes first. */
  readonly instances: readonly InstanceHealth[];
  readonly store: { readonly path: string; readonly trouble: StoreTrouble | undefined };
  /** Instances that the store knows and the configuration no longer has: nothing is said of them. */
  readonly left: readonly string[];
}

export interface AskedHealth extends AskedStore {
  /** Only of this feed or instance. */
  readonly feed?: string | undefined;
  /** The whole store is looked through, however large it is. */
  readonly check?: boolean | undefined;
}

/** Throws what the configuration or the name of a feed is wrong about; what is wrong with a feed or the store is in the report. */
export const healthOf = async (world: World, given: AskedHealth): Promise<HealthReport> => {
  const asked = { ...given, load: given.load ?? rememberPacks() };
  const config = readConfig(world.cwd, asked.config);
  const address = await storeAddress(world, asked, config);
  const catalog = openCatalog(world, asked, config);
  let store: OpenedStore | undefined;
  let trouble: StoreTrouble | undefined;
  let runs: readonly LastRuns[] = [];
  try {
    const opened = await openStoreAt(address, { readOnly: true, ifMissing: 'empty', onAgain: tellsAgain(world.warn) });
    store = opened;
    runs = await opened.lastRuns();
    trouble = await storeTrouble(opened, address, config, asked.check === true);
  } catch (error) {
    if (!(error instanceof EngineError) || !error.code.startsWith('store.')) throw error;
    trouble = unreadableStore(error);
  }
  try {
    const wanted = askedFeed(asked.feed, config);
    const isWanted = (feed: string, instance: string): boolean =>
      (wanted.feed === undefined || wanted.feed === feed) && (wanted.instance === undefined || wanted.instance === instance);
    const known = namesOf(config, runs).filter(({ feed, instance }) => isWanted(feed, instance));
    if (known.length === 0 && asked.feed !== undefined && store !== undefined)
      await mustBeFeed(world, asked, config, store, asked.feed);
    const all = known.length === 0 && asked.feed !== undefined ? [unnamed(asked.feed)] : known;
    const present = all.filter(({ isLeft }) => !isLeft);
    const around = { world, store, trouble, runs };
    const instances = await Promise.all(
      present.map(async (one) => healthOfInstance(one, await knownFeed(world, asked, one, { config, catalog }), around)),
    );
    return {
      instances: instances.toSorted(byUrgency),
      store: { path: address.shown, trouble },
      left: all.filter(({ isLeft }) => isLeft).map(({ instance }) => instance),
    };
  } finally {
    await store?.close();
  }
};

interface Named {
  readonly name: string;
  readonly feed: string;
  readonly instance: string;
  readonly isConfigured: boolean;
  /** The store knows it, the configuration does not. */
  readonly isLeft: boolean;
}

const unnamed = (feed: string): Named => ({ name: feed, feed, instance: '', isConfigured: false, isLeft: false });

/** The instances of the configuration, and feeds that ran without one. */
const namesOf = (config: Config, runs: readonly LastRuns[]): readonly Named[] => {
  const configured = [...config.instances.values()].map(({ name, feed }): Named => ({
    name,
    feed,
    instance: name,
    isConfigured: true,
    isLeft: false,
  }));
  const known = new Map(configured.map((one) => [JSON.stringify([one.feed, one.instance]), one]));
  for (const { feed, instance, last } of runs) {
    const key = JSON.stringify([feed, instance]);
    if (last === undefined || known.has(key)) continue;
    known.set(key, instance === '' ? unnamed(feed) : { ...unnamed(feed), name: instance, instance, isLeft: true });
  }
  return [...known.values()];
};

interface Around {
  readonly world: World;
  readonly store: OpenedStore | undefined;
  readonly trouble: StoreTrouble | undefined;
  readonly runs: readonly LastRuns[];
}

/** Of several partitions the one that needs somebody most. */
const healthOfInstance = async (
  named: Named,
  known: KnownFeed,
  { world, store, trouble, runs }: Around,
): Promise<InstanceHealth> => {
  const { name, feed, instance } = named;
  const all = runs.filter((one) => one.feed === feed && one.instance === instance);
  const present = all.filter(({ partition }) => known.partitions?.some((one) => (one ?? '') === partition) ?? true);
  const parts =
    present.length > 0 ? present : [{ feed, instance, partition: '', last: undefined, ended: undefined, aside: undefined }];
  const lived = parts.reduce<RunHead | undefined>((latest, { last }) => later(latest, last), undefined);
  // The clock of a mock stands still: what came of a run is judged as of then.
  const now = store?.isMock === true ? (lived?.endedAt ?? lived?.startedAt ?? world.now()) : world.now();
  const each = await Promise.all(
    parts.map(async (one) => {
      const facts = await factsOf(one, named, known, { now, store, trouble });
      const health = decide(facts);
      const words = one.partition === '' ? health.words : `"${one.partition}": ${health.words}`;
      return { ...detailsOf(facts), ...health, words, name, feed, instance, partition: one.partition };
    }),
  );
  const [worst, ...others] = each.toSorted(byUrgency) as [InstanceHealth, ...InstanceHealth[]];
  return { ...worst, quarantined: others.reduce((sum, { quarantined }) => sum + quarantined, worst.quarantined) };
};

const later = (a: RunHead | undefined, b: RunHead | undefined): RunHead | undefined =>
  a === undefined || (b !== undefined && b.startedAt > a.startedAt) ? b : a;

/** A run as it is now: one that was held may have been applied since. */
const runOf = async (
  head: RunHead | undefined,
  store: OpenedStore | undefined,
): Promise<(LastRun & { standing: Standing | undefined }) | undefined> => {
  if (head === undefined) return undefined;
  const isOther = store !== undefined && isAppliedSince(head.status, head.summary);
  const [view] = isOther ? await Array.fromAsync(store.runs({ run: head.run, limit: 1 })) : [];
  const summary: unknown = view === undefined ? head.summary : summaryNow(view);
  const standing = view === undefined ? standingOf(head.summary) : standingNow(view);
  return { ...head, summary: isSummary(summary) ? summary : undefined, standing };
};

/** One of an earlier version says too little. */
const isSummary = (summary: unknown): summary is StoredRow =>
  typeof summary === 'object' && summary !== null && 'records' in summary && 'seen' in summary;

const factsOf = async (
  { partition, last, ended, aside, ...key }: LastRuns,
  { name }: Named,
  { target, broken, expected }: KnownFeed,
  { now, store, trouble }: { readonly now: number } & Pick<Around, 'store' | 'trouble'>,
): Promise<InstanceFacts> => {
  const instance = { ...key, partition };
  const lastRun = await runOf(last, store);
  const endedRun = ended === last ? lastRun : await runOf(ended, store);
  return {
    name,
    partition,
    now,
    expected,
    place: target === undefined ? undefined : formatPlace(target.feed.place),
    broken,
    last: lastRun,
    ended: endedRun,
    standing: lastRun?.standing ?? endedRun?.standing,
    isUnderWay: last?.status === 'running' && store !== undefined && (await store.isUnderWay(instance)),
    aside,
    drift: target === undefined || store === undefined ? [] : await driftFacts(store, instance, target),
    store: trouble,
  };
};

const detailsOf = ({
  last,
  standing,
  aside,
  drift,
}: InstanceFacts): Pick<InstanceHealth, 'lastRun' | 'lastGood' | 'newestRecord' | 'quarantined' | 'drift'> => {
  const good = standing?.last_good;
  const newest = standing?.newest_record;
  return {
    lastRun: last,
    lastGood: good === undefined || good === null ? undefined : { run: good.run, at: Date.parse(good.at) },
    newestRecord: typeof newest === 'string' ? Date.parse(newest) : undefined,
    quarantined: aside?.count ?? 0,
    drift,
  };
};

const byUrgency = (a: InstanceHealth, b: InstanceHealth): number =>
  Number(b.needsSomebody) - Number(a.needsSomebody) ||
  STATES.indexOf(a.state) - STATES.indexOf(b.state) ||
  (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
