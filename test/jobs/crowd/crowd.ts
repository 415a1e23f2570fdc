/** Many instances of several tenants on workers that die, while their database dies as well: what comes of it, and what should. */
import { rmSync } from 'node:fs';
import { RunQueue } from '../../../engine/jobs/queue/run-queue.ts';
import type { PostgresServer } from '../../support/postgres.ts';
import { CrowdDecider } from './crowd-decider.ts';
import { crowdProject } from './crowd-project.ts';
import { digestOneByOne, lookIntoStore } from './crowd-stores.ts';
import { startCrowdVendor } from './crowd-vendor.ts';
import { CrowdWorkers } from './crowd-workers.ts';

export interface CrowdSize {
  readonly workers: number;
  readonly tenants: number;
  /** Instances of each tenant. */
  readonly each: number;
  /** Turns of each instance. */
  readonly turns: number;
  /** Workers that are killed, crashes of the database, workers that are stopped for a while; spread over the runs. */
  readonly kills: number;
  readonly crashes: number;
  readonly freezes: number;
  /** ms before each answer of the vendor. */
  readonly latency: number;
  /** s after which a worker that says nothing is taken for dead. */
  readonly silence: number;
}

export interface CrowdResult {
  /** Digests that differ from those of runs one after the other: tenants. */
  readonly otherDigests: readonly string[];
  /** Instances whose runs are not one for each turn, all of which succeeded. */
  readonly otherRuns: readonly string[];
  readonly dead: number;
  readonly left: number;
  /** Orders that were queued, by all who decide. */
  readonly queued: number;
  readonly refused: number;
  readonly told: Readonly<Record<string, number>>;
  readonly mistakes: readonly string[];
  /** ms */
  readonly took: number;
  readonly requests: number;
}

/** What is to happen, spread evenly over the runs. */
const planOf = ({ kills, crashes, freezes }: CrowdSize, total: number) => {
  const spread = (what: 'kill' | 'crash' | 'freeze', count: number) =>
    Array.from({ length: count }, (_, index) => ({ what, at: (total * (index + 0.5)) / count }));
  return [...spread('kill', kills), ...spread('crash', crashes), ...spread('freeze', freezes)].toSorted((a, b) => a.at - b.at);
};

export const runCrowd = async (
  server: PostgresServer,
  size: CrowdSize,
  settings: Readonly<Record<string, string>>,
): Promise<CrowdResult> => {
  const vendor = await startCrowdVendor(size.latency);
  const store = await server.database();
  const project = crowdProject(store, vendor.host, size);
  const total = project.instances.length * size.turns;
  const workers = new CrowdWorkers(project.folder, size.silence);
  const queues = [
    await RunQueue.open({ address: store, mayUpgrade: true }),
    await RunQueue.open({ address: store, mayUpgrade: true }),
  ];
  await queues[0]?.know(project.tenants);
  await server.query(
    store,
    `UPDATE feedwright_jobs.queue SET heartbeat_seconds = ${size.silence} WHERE heartbeat_seconds IS NOT NULL`,
  );
  const deciders = queues.map((queue) => new CrowdDecider(queue, project.instances, size.turns));
  const plan = planOf(size, total);
  let happening: Promise<void> = Promise.resolve();
  const happen = (what: (typeof plan)[number]['what']): void => {
    happening = happening.then(async () => {
      if (what === 'kill') await workers.replace();
      if (what === 'freeze') await workers.freeze();
      if (what !== 'crash') return;
      await server.kill();
      await server.start(settings);
    });
  };
  const started = performance.now();
  for (let index = 0; index < size.workers; index++) workers.start();
  const onProgress = (served: number): void => {
    while (plan[0] !== undefined && plan[0].at <= served) happen((plan.shift() as (typeof plan)[number]).what);
  };
  await Promise.all(deciders.map((decider) => decider.decide(onProgress)));
  const took = performance.now() - started;
  const requests = vendor.asked();
  workers.over();
  await happening;
  await workers.end();
  const counts = await (queues[0] as RunQueue).counts();
  const left = (await (queues[0] as RunQueue).list()).length;
  for (const queue of queues) await queue.close();
  const found = await compare(project, size);
  vendor.close();
  rmSync(project.folder, { recursive: true, force: true });
  return {
    ...found,
    dead: counts.reduce((sum, one) => sum + one.dead, 0),
    left,
    queued: deciders.reduce((sum, one) => sum + one.queued, 0),
    refused: deciders.reduce((sum, one) => sum + one.refused, 0),
    told: Object.fromEntries(workers.told),
    mistakes: workers.mistakes,
    took,
    requests,
  };
};

const compare = async (
  project: ReturnType<typeof crowdProject>,
  { turns }: CrowdSize,
): Promise<Pick<CrowdResult, 'otherDigests' | 'otherRuns'>> => {
  const otherDigests: string[] = [];
  const otherRuns: string[] = [];
  for (const tenant of project.tenants) {
    const { digest, runs } = await lookIntoStore(project, tenant);
    if (digest !== (await digestOneByOne(project, tenant, turns))) otherDigests.push(tenant);
    for (const { name } of project.instances.filter((one) => one.tenant === tenant)) {
      const own = JSON.stringify(runs[name] ?? {});
      if (own !== JSON.stringify({ succeeded: turns })) otherRuns.push(`${tenant}/${name}: ${own}`);
    }
  }
  return { otherDigests, otherRuns };
};
