import { randomUUID } from 'node:crypto';
import type { Session } from '../../store/postgres/database/pool.ts';
import type { Queryable } from '../../store/postgres/database/query.ts';
import type { Order, Queued } from '../job.ts';
import { carriedOf, queueOf, type QueueParts, tell, within, workChannel } from './queue-parts.ts';

interface TurnRow {
  readonly tenant: string;
  readonly name: string;
  readonly decided: number;
  readonly paused_at: number | null;
  /** The job that is open for it. */
  readonly job: string | null;
  readonly serves: number | null;
  /** The database's time, ms. */
  readonly now: number;
}

const keyOf = ({ tenant, name }: { readonly tenant: string; readonly name: string }): string => JSON.stringify([tenant, name]);

/** The rows of the instances, locked in one order everywhere, with the job that is open for each. */
const lockTurns = async (db: Queryable, schema: string, orders: readonly Order[]): Promise<ReadonlyMap<string, TurnRow>> => {
  const sorted = orders.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const values = [
    sorted.map(({ tenant }) => tenant),
    sorted.map(({ name }) => name),
    sorted.map(({ tenant }) => queueOf(tenant)),
  ];
  await db.run(
    `INSERT INTO ${schema}.turns (tenant, name, known) SELECT t, n, 0 FROM unnest($1::text[], $2::text[]) AS e (t, n)
     ON CONFLICT DO NOTHING`,
    values.slice(0, 2),
  );
  await db.run(
    `SELECT 1 FROM ${schema}.turns WHERE (tenant, name) IN (SELECT * FROM unnest($1::text[], $2::text[]))
     ORDER BY tenant, name FOR UPDATE`,
    values.slice(0, 2),
  );
  // Once they are locked: what another has committed meanwhile is seen.
  const rows = await db.all<TurnRow>(
    `SELECT t.tenant, t.name, t.decided, t.paused_at, j.id AS job, (j.data->>'serves')::bigint AS serves,
       (extract(epoch FROM now()) * 1000)::bigint AS now
     FROM unnest($1::text[], $2::text[], $3::text[]) AS e (tenant, name, queue)
     JOIN ${schema}.turns t ON t.tenant = e.tenant AND t.name = e.name
     LEFT JOIN ${schema}.job j ON j.name = e.queue AND COALESCE(j.singleton_key, '') = e.name AND j.state <= 'active'
       AND j.policy = 'exclusive'`,
    values,
  );
  return new Map(rows.map((row) => [keyOf(row), row]));
};

const verdictOf = ({ because, serves }: Order, { decided, paused_at, job, serves: open }: TurnRow): Queued | undefined => {
  if (job !== null) return { kind: 'refused', job, serves: open ?? 0 };
  if (because === 'asked') return undefined;
  if (paused_at !== null) return { kind: 'paused' };
  return because !== 'cut off' && serves <= decided ? { kind: 'decided' } : undefined;
};

interface NewJob {
  readonly id: string;
  readonly order: Order;
  readonly at: number;
}

const insert = async ({ db: { schema }, boss }: QueueParts, db: Session, jobs: readonly NewJob[]): Promise<void> => {
  let count = 0;
  for (const [tenant, own] of Map.groupBy(jobs, ({ order }) => order.tenant)) {
    const inserts = own.map(({ id, order, at }) => ({
      id,
      data: carriedOf(order, at),
      singletonKey: order.name,
      priority: order.priority ?? 0,
    }));
    count += (await boss.insert(queueOf(tenant), inserts, { returnId: true, ...within(db) }))?.length ?? 0;
  }
  // What pg-boss has left out without a word would be a turn that nobody runs.
  if (count !== jobs.length) throw new Error(`only ${count} of ${jobs.length} jobs were queued`);
  await db.run(
    `UPDATE ${schema}.turns t SET decided = greatest(t.decided, e.serves)
     FROM unnest($1::text[], $2::text[], $3::bigint[]) AS e (tenant, name, serves) WHERE t.tenant = e.tenant AND t.name = e.name`,
    [jobs.map(({ order }) => order.tenant), jobs.map(({ order }) => order.name), jobs.map(({ order }) => order.serves)],
  );
};

/**
 * Queues what was decided, in one transaction: of an instance at most one job is queued or under way, and turns that another has
 * decided are not decided again. Gives what became of each order, in their order; of an instance that comes twice the first counts.
 */
export const enqueue = (parts: QueueParts, orders: readonly Order[]): Promise<readonly Queued[]> =>
  parts.db.pool.transaction(async (db) => {
    const turns = await lockTurns(db, parts.db.schema, orders);
    const queued = new Map<string, NewJob>();
    const results = orders.map((order): Queued => {
      const key = keyOf(order);
      const before = queued.get(key);
      if (before !== undefined) return { kind: 'refused', job: before.id, serves: before.order.serves };
      const turn = turns.get(key) as TurnRow;
      const verdict = verdictOf(order, turn);
      if (verdict !== undefined) return verdict;
      const id = randomUUID();
      queued.set(key, { id, order, at: turn.now });
      return { kind: 'queued', job: id };
    });
    if (queued.size > 0) {
      await insert(parts, db, [...queued.values()]);
      await tell(db, workChannel(parts.db.schema), { kind: 'new' });
    }
    return results;
  });
