import { EngineError } from '../../language/basics/errors.ts';
import { QUEUE_OPTIONS, queueOf, type QueueParts } from './queue-parts.ts';

/** A new queue is a new table beside those that are in use: of two that wait for each other PostgreSQL ends one. */
const ATTEMPTS = 20;

/** Makes the queue of a tenant, once however many begin at the same moment. */
export const makeTenant = async (parts: QueueParts, tenant: string): Promise<void> => {
  for (let attempt = 1; ; attempt++) {
    try {
      return await make(parts, tenant);
    } catch (error) {
      if (!(error instanceof EngineError) || error.code !== 'store.conflict' || attempt === ATTEMPTS) throw error;
    }
  }
};

const make = ({ boss, db: { pool, schema } }: QueueParts, tenant: string): Promise<void> =>
  pool.transaction(async (db) => {
    const isKnown = `SELECT 1 FROM ${schema}.tenants WHERE name = $1`;
    if ((await db.get(isKnown, [tenant])) !== undefined) return;
    await db.run('SELECT pg_advisory_xact_lock(hashtext($1))', [`feedwright queues of ${schema}`]);
    if ((await db.get(isKnown, [tenant])) !== undefined) return;
    // On a connection of its own: pg-boss takes no other for this.
    await boss.createQueue(queueOf(tenant), { name: queueOf(tenant), ...QUEUE_OPTIONS });
    await db.run(`INSERT INTO ${schema}.tenants (name) VALUES ($1) ON CONFLICT DO NOTHING`, [tenant]);
  });
