import type { ConnectionOptions, PgBoss } from 'pg-boss';
import type { Session } from '../../store/postgres/database/pool.ts';
import type { Queryable } from '../../store/postgres/database/query.ts';
import { type JobsDatabase, withinTransaction } from '../database/jobs-database.ts';
import type { JobError, Order } from '../job.ts';

/** What the parts of the queue work with. */
export interface QueueParts {
  readonly db: JobsDatabase;
  readonly boss: PgBoss;
}

/** What a job of pg-boss carries. */
export interface Carried extends Omit<Order, 'tenant' | 'priority'> {
  /** When it was queued first, ms since epoch. */
  readonly at: number;
  /** How often a worker gave it back: each other time that it was taken again, its worker was taken for dead. */
  readonly backs?: number;
  /** Of a job that was given back or buried: a worker that had it was taken for dead, and may still be at it. */
  readonly fell?: boolean;
}

/** The queue knows the tenant, and pg-boss the priority. */
export const carriedOf = (order: Order, at: number): Carried => {
  const { name, because, serves, by, since, until, hold, look } = order;
  return { name, because, serves, by, since, until, hold, look, at };
};

/** Each tenant has a queue of its own: what one queues lies before no other's. */
export const queueOf = (tenant: string): string => (tenant === '' ? 'runs' : `runs-${tenant}`);

/** The same in SQL, of an expression. */
export const QUEUE_OF = (tenant: string): string => `(CASE ${tenant} WHEN '' THEN 'runs' ELSE 'runs-' || ${tenant} END)`;

/** And the tenant of a queue's name. */
export const TENANT_OF = (queue: string): string => `substr(${queue}, 6)`;

/** The dead letters of all tenants. */
export const DEAD = 'dead';

/** Told to workers: there is something to take, or to stop. */
export const workChannel = (schema: string): string => `${schema}_work`;

/** Told to those who look on: what became of jobs, and what runs tell on their way. */
export const toldChannel = (schema: string): string => `${schema}_told`;

/** Others hear it once the transaction is committed. */
export const tell = async (db: Queryable, channel: string, message: object | string): Promise<void> => {
  const text = typeof message === 'string' ? message : JSON.stringify(message);
  await db.run('SELECT pg_notify($1, $2)', [channel, text]);
};

/** As pg-boss takes a transaction that it is to use. */
export const within = (db: Session): ConnectionOptions => ({ db: withinTransaction(db) });

/** What pg-boss answers where jobs are settled; its types leave it out. */
export interface Settled {
  readonly affected: number;
  /** Of those that were meant: the jobs that were still the caller's. */
  readonly settled?: readonly string[];
}

/** Kept so long that no backlog, and no dead letter, is ever old, s. */
const KEPT = 10 * 365 * 86_400;

/** Workers that may die with one run, one after the other: whatever kills so many would kill the next. */
export const MOST_FALLS = 12;

/** So long a worker may say nothing before its runs are given to others, s. */
export const SILENCE = 15;

export const QUEUE_OPTIONS = {
  policy: 'exclusive',
  heartbeatSeconds: SILENCE,
  // The longest that pg-boss knows. A run that takes longer is given to another then, which goes on where this one was.
  expireInSeconds: 86_400,
  retentionSeconds: KEPT,
  deleteAfterSeconds: 86_400,
  retryLimit: MOST_FALLS - 1,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 300,
  deadLetter: DEAD,
} as const;

export const DEAD_OPTIONS = { policy: 'standard', retentionSeconds: KEPT, deleteAfterSeconds: KEPT } as const;

/** Of a job that pg-boss itself has made a dead letter of. */
export const FELL: JobError = {
  code: 'jobs.fell',
  message: `${MOST_FALLS} workers have died with this run, one after the other.`,
  hint: 'See what killed them (memory, most often); `feedwright jobs again` queues it once more.',
};
