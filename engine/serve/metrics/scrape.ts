import type { Core } from '../core.ts';
import type { Metrics } from './metrics.ts';

/** What has to be looked up is as old as this at most, ms: a store is not read for each who asks. */
const FRESH = 10_000;

/** Gives what a collector reads. */
export const scraper = ({ registry, meters }: Metrics, core: Core): (() => Promise<string>) => {
  let lookedAt = -Infinity;
  const look = async (): Promise<void> => {
    const now = core.clock.now();
    if (now - lookedAt < FRESH) return;
    lookedAt = now;
    const found = await core.pools.reads.ask('destinations', {});
    for (const one of [meters.refused, meters.behind]) one.reset();
    for (const { name, refused, lag } of found) {
      meters.refused.set({ destination: name }, refused);
      meters.behind.set({ destination: name }, lag);
    }
  };
  return async () => {
    await look();
    meters.running.set(core.runner.running);
    meters.waiting.set(core.runner.waiting.length);
    setHealth(meters, core);
    return registry.metrics();
  };
};

const setHealth = ({ age, lag, acts, quarantined }: Metrics['meters'], { health, clock, project }: Core): void => {
  const now = clock.now();
  for (const one of [age, lag, acts, quarantined]) one.reset();
  const known = new Set(project.current.instances.map(({ name }) => name));
  for (const [feed, { lastGood, newestRecord, quarantined: aside }] of Object.entries(health.figures)) {
    if (!known.has(feed)) continue;
    if (lastGood !== null) age.set({ feed }, (now - lastGood) / 1000);
    if (newestRecord !== null) lag.set({ feed }, (now - newestRecord) / 1000);
    quarantined.set({ feed }, aside);
    const view = health.of(feed);
    if (view !== null) acts.set({ feed, state: view.state }, view.acts ? 1 : 0);
  }
};
