import { isAway } from '../../jobs/database/away.ts';
import type { JobCounts } from '../../jobs/queue/listing.ts';
import type { Core } from '../core.ts';
import { type Meters, type Metrics, type Own, ownOf } from './metrics.ts';

/** What has to be looked up is as old as this at most, ms: a store is not read for each who asks. */
const FRESH = 10_000;

/** Projects by their tenants. */
type Cores = () => readonly (readonly [tenant: string, core: Core])[];

/** A quotation mark within a value has a backslash before it. */
const OF_TENANT = /[{,]tenant="/;

/** Gives what a collector reads; of tenants only where it may see all. */
export const scraper = ({ registry, meters }: Metrics, cores: Cores): ((all: boolean) => Promise<string>) => {
  let lookedAt = -Infinity;
  const look = async (): Promise<void> => {
    const all = cores();
    const now = all[0]?.[1].clock.now() ?? 0;
    if (now - lookedAt < FRESH) return;
    lookedAt = now;
    const [jobs, ...found] = await Promise.all([
      jobsOf(all[0]?.[1]),
      ...all.map(async ([tenant, { pools }]) => ({ own: ownOf(tenant), all: await pools.reads.ask('destinations', {}) })),
    ]);
    for (const one of [meters.refused, meters.behind, meters.jobs]) one.reset();
    for (const { own, all: destinations } of found)
      for (const { name, refused, lag } of destinations) {
        meters.refused.set({ ...own, destination: name }, refused);
        meters.behind.set({ ...own, destination: name }, lag);
      }
    for (const { tenant, queued, underWay, dead } of jobs)
      for (const [state, count] of Object.entries({ queued, 'under way': underWay, dead }))
        meters.jobs.set({ ...ownOf(tenant), state }, count);
  };
  return async (all) => {
    await look();
    for (const one of [meters.age, meters.lag, meters.acts, meters.quarantined, meters.running, meters.waiting]) one.reset();
    for (const [tenant, core] of cores()) setOwn(meters, core, ownOf(tenant));
    const text = await registry.metrics();
    return all
      ? text
      : text
          .split('\n')
          .filter((line) => !OF_TENANT.test(line))
          .join('\n');
  };
};

/** Of all tenants, where workers do the runs. A collector does not wait for a database that is away. */
const jobsOf = async (core: Core | undefined): Promise<readonly JobCounts[]> =>
  (await core?.options.watch?.queue.counts().catch((error: unknown) => {
    if (isAway(error)) return [];
    throw error;
  })) ?? [];

const setOwn = ({ age, lag, acts, quarantined, running, waiting }: Meters, core: Core, own: Own): void => {
  const { health, clock, project, runner } = core;
  running.set(own, runner.running);
  waiting.set(own, runner.waiting.length);
  const now = clock.now();
  const known = new Set(project.current.instances.map(({ name }) => name));
  for (const [feed, { lastGood, newestRecord, quarantined: aside }] of Object.entries(health.figures)) {
    if (!known.has(feed)) continue;
    if (lastGood !== null) age.set({ ...own, feed }, (now - lastGood) / 1000);
    if (newestRecord !== null) lag.set({ ...own, feed }, (now - newestRecord) / 1000);
    quarantined.set({ ...own, feed }, aside);
    const view = health.of(feed);
    if (view !== null) acts.set({ ...own, feed, state: view.state }, view.acts ? 1 : 0);
  }
};
