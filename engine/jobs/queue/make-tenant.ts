import { DEAD, DEAD_OPTIONS, QUEUE_OPTIONS, queueOf, type QueueParts } from './queue-parts.ts';

/** Makes the queue of a tenant where it is missing, however many begin at the same moment. */
export const makeTenant = async ({ boss, db: { pool, schema } }: QueueParts, tenant: string): Promise<void> => {
  if ((await pool.get(`SELECT 1 FROM ${schema}.tenants WHERE name = $1`, [tenant])) !== undefined) return;
  await boss.createQueue(DEAD, DEAD_OPTIONS);
  await boss.createQueue(queueOf(tenant), QUEUE_OPTIONS);
  await pool.run(`INSERT INTO ${schema}.tenants (name) VALUES ($1) ON CONFLICT DO NOTHING`, [tenant]);
};
