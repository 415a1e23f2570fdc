import type PgBoss from 'pg-boss';
import type { Queryable } from '../../store/postgres/database/query.ts';
import { asBossDatabase } from '../database/jobs-database.ts';
import type { Taken } from '../job.ts';
import { type Carried, queueOf, type QueueParts } from './queue-parts.ts';
import { shareOut, type WaitingTenant } from './share-out.ts';

/** Tenants that have something to run, with how much of each is under way. */
const waitingTenants = (db: Queryable, schema: string): Promise<readonly WaitingTenant[]> =>
  db.all<WaitingTenant>(
    `SELECT t.name AS tenant, t.taken, (SELECT count(*) FROM ${schema}.takes k WHERE k.tenant = t.name) AS active
     FROM ${schema}.tenants t
     WHERE EXISTS (SELECT 1 FROM ${schema}.job j
       WHERE j.name = CASE t.name WHEN '' THEN 'runs' ELSE 'runs-' || t.name END AND j.state < 'active' AND j.start_after < now())`,
  );

interface Fetched {
  readonly id: string;
  readonly data: Carried;
  readonly priority: number;
  readonly retryCount: number;
}

/** pg-boss says nothing of what a fetch failed with: an empty answer may be a lost connection. */
const fetchFrom = async ({ boss }: QueueParts, db: Queryable, tenant: string, most: number): Promise<readonly Fetched[]> => {
  let failure: { readonly cause: unknown } | undefined;
  const { executeSql } = asBossDatabase(db);
  const watched: PgBoss.Db = {
    executeSql: (text, values) =>
      executeSql(text, values).catch((cause: unknown) => {
        failure = { cause };
        throw cause;
      }),
  };
  const found = await boss.fetch<Carried>(queueOf(tenant), { batchSize: most, includeMetadata: true, db: watched });
  if (failure !== undefined) throw failure.cause;
  return found;
};

/** Takes up to `room` runs for a worker, which from here on says that it lives or loses them. */
export const take = (parts: QueueParts, worker: string, room: number): Promise<readonly Taken[]> =>
  parts.db.pool.transaction(async (db) => {
    const { schema } = parts.db;
    const taken: Omit<Taken, 'token'>[] = [];
    // What one tenant has less than it seemed goes to the others the next time.
    for (const [tenant, most] of shareOut(await waitingTenants(db, schema), room))
      for (const { id, data, priority, retryCount } of await fetchFrom(parts, db, tenant, most))
        taken.push({ ...data, tenant, priority, job: id, before: (data.before ?? 0) + retryCount });
    if (taken.length === 0) return [];
    const rows = await db.all<{ job: string; token: number }>(
      `INSERT INTO ${schema}.takes (job, tenant, name, worker) SELECT e.*, $4 FROM unnest($1::uuid[], $2::text[], $3::text[]) AS e
       ON CONFLICT (job) DO UPDATE SET token = excluded.token, worker = excluded.worker, since = now(), stop = false
       RETURNING job, token`,
      [taken.map(({ job }) => job), taken.map(({ tenant }) => tenant), taken.map(({ name }) => name), worker],
    );
    // Whoever takes at the same moment says it as well: nobody waits for another.
    await db.run(
      `UPDATE ${schema}.tenants SET taken = nextval('${schema}.tokens')
       WHERE name IN (SELECT name FROM ${schema}.tenants WHERE name = ANY($1) FOR UPDATE SKIP LOCKED)`,
      [[...new Set(taken.map(({ tenant }) => tenant))]],
    );
    const tokens = new Map(rows.map(({ job, token }) => [job, token]));
    return taken.map((one) => ({ ...one, token: tokens.get(one.job) as number }));
  });
