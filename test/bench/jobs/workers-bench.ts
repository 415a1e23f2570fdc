/** Many small feeds on one, two and three workers, beside what the vendor's latency alone would allow. */
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { RunQueue } from '../../../engine/jobs/queue/run-queue.ts';
import { CrowdDecider } from '../../jobs/crowd/crowd-decider.ts';
import { crowdProject } from '../../jobs/crowd/crowd-project.ts';
import { PAGES, startCrowdVendor } from '../../jobs/crowd/crowd-vendor.ts';
import { CrowdWorkers } from '../../jobs/crowd/crowd-workers.ts';
import { PostgresServer } from '../../support/postgres.ts';
import { childrensTime } from '../measured-process.ts';

const INSTANCES = 300;
const LATENCY = 50;
/** Runs at once, of one worker. */
const AT_ONCE = 8;
/** The first turn of each instance is its first load, and loads what workers need: it is not counted. */
const TURNS = 3;

export interface WorkersFigures {
  readonly workers: number;
  readonly perSecond: number;
  /** What the latency alone allows. */
  readonly bound: number;
  readonly share: number;
  /** ms of all workers' processors for one run, the first turn and their start included. */
  readonly processor: number;
  /** Connections to PostgreSQL, of all. */
  readonly connections: number;
}

const connectionsTo = async (server: PostgresServer, address: string): Promise<number> => {
  const [row] = await server.query(
    address,
    `SELECT count(*) AS n FROM pg_stat_activity WHERE application_name LIKE 'feedwright%'`,
  );
  return Number(row?.['n'] ?? 0);
};

const measureWorkers = async (server: PostgresServer, workers: number): Promise<WorkersFigures> => {
  const vendor = await startCrowdVendor(LATENCY);
  const address = await server.database();
  const project = crowdProject(address, vendor.host, { tenants: 1, each: INSTANCES });
  const running = new CrowdWorkers(project.folder, 20);
  const queue = await RunQueue.open({ address, mayUpgrade: true });
  const before = childrensTime();
  try {
    for (let index = 0; index < workers; index++) running.start();
    await new CrowdDecider(queue, project.instances, 1).decide(() => undefined);
    let best = Infinity;
    let connections = 0;
    for (let turn = 2; turn <= TURNS; turn++) {
      const started = performance.now();
      const deciding = new CrowdDecider(queue, project.instances, turn).decide(() => undefined);
      await sleep(1000);
      connections = await connectionsTo(server, address);
      await deciding;
      best = Math.min(best, performance.now() - started);
    }
    await running.end();
    const perSecond = (INSTANCES * 1000) / best;
    const bound = (workers * AT_ONCE * 1000) / (PAGES * LATENCY);
    const processor = ((childrensTime() - before) * 1000) / (INSTANCES * TURNS);
    return { workers, perSecond, bound, share: perSecond / bound, processor, connections };
  } finally {
    await running.end();
    await queue.close();
    vendor.close();
    rmSync(project.folder, { recursive: true, force: true });
  }
};

export const workersBench = async (): Promise<readonly WorkersFigures[]> => {
  const server = new PostgresServer();
  await server.start({ max_connections: '200' });
  try {
    const figures: WorkersFigures[] = [];
    for (const workers of [1, 2, 3]) figures.push(await measureWorkers(server, workers));
    return figures;
  } finally {
    await server.stop();
  }
};

export const workersTable = (figures: readonly WorkersFigures[]): string =>
  [
    '| workers | runs/s | latency bound | share | processor ms a run | connections |',
    '| --: | --: | --: | --: | --: | --: |',
    ...figures.map(
      ({ workers, perSecond, bound, share, processor, connections }) =>
        `| ${workers} | ${perSecond.toFixed(1)} | ${bound.toFixed(0)} | ${(share * 100).toFixed(0)} % | ${processor.toFixed(1)} | ${connections} |`,
    ),
  ].join('\n');
