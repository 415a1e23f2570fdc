import type { Queryable } from '../../store/postgres/database/query.ts';
import type { Taken } from '../job.ts';
import { type Carried, QUEUE_OF, queueOf, type QueueParts, within } from './queue-parts.ts';
import { shareOut, type WaitingTenant } from './share-out.ts';

/** Tenants that have something to run, with how much of each is under way. */
const waitingTenants = (db: Queryable, schema: string): Promise<readonly WaitingTenant[]> =>
  db.all<WaitingTenant>(
    `SELECT t.name AS tenant, t.taken,
       (SELECT count(*) FROM ${schema}.job j WHERE j.name = ${QUEUE_OF('t.name')} AND j.state = 'active') AS active
     FROM ${schema}.tenants t
     WHERE EXISTS (SELECT 1 FROM ${schema}.job j
       WHERE j.name = ${QUEUE_OF('t.name')} AND j.state < 'active' AND NOT j.blocked AND j.start_after <= now())`,
  );

/** Takes up to `room` runs for a worker, which from here on says that it has them, or loses them. */
export const take = (parts: QueueParts, room: number): Promise<readonly Taken[]> =>
  parts.db.pool.transaction(async (db) => {
    const { schema } = parts.db;
    const taken: Taken[] = [];
    // What one tenant has less than it seemed goes to the others the next time.
    for (const [tenant, most] of shareOut(await waitingTenants(db, schema), room)) {
      const jobs = await parts.boss.fetch<Carried>(queueOf(tenant), { batchSize: most, includeMetadata: true, ...within(db) });
      for (const { id, data, priority, retryCount, sourceRootId } of jobs) {
        const { backs = 0, fell: fellBefore, ...order } = data;
        // Of a dead letter that was put back pg-boss counts anew: where it made it itself, twelve workers had died.
        const fell = retryCount > backs || (fellBefore ?? sourceRootId !== null);
        taken.push({ ...order, tenant, priority, job: id, attempt: retryCount, backs, fell });
      }
    }
    if (taken.length === 0) return [];
    // Whoever takes at the same moment says it as well: nobody waits for another.
    await db.run(
      `UPDATE ${schema}.tenants SET taken = nextval('${schema}.turn')
       WHERE name IN (SELECT name FROM ${schema}.tenants WHERE name = ANY($1) FOR UPDATE SKIP LOCKED)`,
      [[...new Set(taken.map(({ tenant }) => tenant))]],
    );
    return taken;
  });
