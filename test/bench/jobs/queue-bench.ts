/** What the queue itself takes with many instances: all due at one moment, taken and ended by workers whose runs take no time. */
import { RunQueue } from '../../../engine/jobs/queue/run-queue.ts';
import type { Order, Taken } from '../../../engine/jobs/job.ts';
import { PostgresServer } from '../../support/postgres.ts';

export interface QueueFigures {
  readonly instances: number;
  /** ms to decide and queue all of them, 1,000 in each transaction, and to be refused all of them again. */
  readonly enqueue: number;
  readonly refused: number;
  /** Runs taken and ended each second by so many workers. */
  readonly perSecond: number;
  readonly workers: number;
  /** ms for the list of tenants that wait and one run to be taken, while all wait. */
  readonly take: number;
  readonly bytes: number;
}

const WORKERS = 8;
const ROOM = 8;
const TENANTS = 10;
const AT_ONCE = 1000;

const ordersOf = (instances: number, serves: number): readonly Order[] =>
  Array.from({ length: instances }, (_, index) => ({
    tenant: `t${index % TENANTS}`,
    name: `feed ${index}`,
    because: 'turn',
    serves,
    by: null,
  }));

const enqueueAll = async (queue: RunQueue, orders: readonly Order[]): Promise<number> => {
  const started = performance.now();
  for (let at = 0; at < orders.length; at += AT_ONCE) await queue.enqueue(orders.slice(at, at + AT_ONCE));
  return performance.now() - started;
};

const drain = async (queue: RunQueue): Promise<number> => {
  let done = 0;
  for (let taken: readonly Taken[] = await queue.take(ROOM); taken.length > 0; taken = await queue.take(ROOM)) {
    await Promise.all(taken.map((one) => queue.complete(one, { how: 'ran', row: null, error: null })));
    done += taken.length;
  }
  return done;
};

export const queueBench = async (instances: number): Promise<QueueFigures> => {
  const server = new PostgresServer();
  await server.start({ max_connections: '200' });
  const address = await server.database();
  const queues = await Promise.all(
    Array.from({ length: WORKERS }, async (_, index) => {
      await new Promise((resolve) => setTimeout(resolve, index * 100));
      return RunQueue.open({ address, mayUpgrade: true });
    }),
  );
  try {
    const [queue] = queues as [RunQueue, ...RunQueue[]];
    await queue.know(Array.from({ length: TENANTS }, (_, index) => `t${index}`));
    const enqueue = await enqueueAll(queue, ordersOf(instances, 1));
    const refused = await enqueueAll(queue, ordersOf(instances, 1));
    const taking = performance.now();
    const [one] = await queue.take(1);
    const take = performance.now() - taking;
    if (one !== undefined) await queue.complete(one, { how: 'ran', row: null, error: null });
    const started = performance.now();
    const done = (await Promise.all(queues.map(drain))).reduce((sum, count) => sum + count, 0);
    const perSecond = (done * 1000) / (performance.now() - started);
    const [size] = await server.query(
      address,
      `SELECT sum(pg_total_relation_size(c.oid)) AS n FROM pg_class c
      JOIN pg_namespace s ON s.oid = c.relnamespace WHERE s.nspname = 'feedwright_jobs' AND c.relkind = 'r'`,
    );
    return { instances, enqueue, refused, perSecond, workers: WORKERS, take, bytes: Number(size?.['n'] ?? 0) };
  } finally {
    for (const one of queues) await one.close();
    await server.stop();
  }
};

export const queueTable = ({ instances, enqueue, refused, perSecond, workers, take, bytes }: QueueFigures): string =>
  [
    '| instances | all queued, ms | all refused again, ms | one taken, ms | workers without work | ended/s | MB |',
    '| --: | --: | --: | --: | --: | --: | --: |',
    `| ${instances} | ${enqueue.toFixed(0)} | ${refused.toFixed(0)} | ${take.toFixed(1)} | ${workers} | ${perSecond.toFixed(0)} | ${(bytes / 1e6).toFixed(1)} |`,
  ].join('\n');
