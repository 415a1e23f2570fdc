import type PgBoss from 'pg-boss';
import type { Queryable } from '../../store/postgres/database/query.ts';
import { asBossDatabase, type JobsDatabase } from '../database/jobs-database.ts';
import type { Order } from '../job.ts';

/** What the parts of the queue work with. */
export interface QueueParts {
  readonly db: JobsDatabase;
  readonly boss: PgBoss;
}

/** What a job of pg-boss carries. */
export interface Carried extends Omit<Order, 'tenant' | 'priority'> {
  /** When it was queued first, ms since epoch. */
  readonly at: number;
  /** How often it was taken and put back. */
  readonly before?: number;
  /** A worker that had it was taken for dead. */
  readonly fell?: boolean;
}

/** Each tenant has a queue of its own: what one queues lies before no other's. */
export const queueOf = (tenant: string): string => (tenant === '' ? 'runs' : `runs-${tenant}`);

/** Told to workers: there is something to take, or to stop. */
export const workChannel = (schema: string): string => `${schema}_work`;

/** Told to those who look on: what became of jobs, and what runs tell on their way. */
export const toldChannel = (schema: string): string => `${schema}_told`;

/** Others hear it once the transaction is committed. */
export const tell = async (db: Queryable, channel: string, message: object | string): Promise<void> => {
  const text = typeof message === 'string' ? message : JSON.stringify(message);
  await db.run('SELECT pg_notify($1, $2)', [channel, text]);
};

/** As pg-boss takes a database that it is to use. */
export const within = (db: Queryable): { readonly db: PgBoss.Db } => ({ db: asBossDatabase(db) });

/** Kept so long that no backlog is ever old, seconds. */
const KEPT = 3650;

/** No repeating by pg-boss itself: it would count a worker's death as the run's failure. */
export const QUEUE_OPTIONS = { policy: 'stately', retryLimit: 0, retentionDays: KEPT } as const;
