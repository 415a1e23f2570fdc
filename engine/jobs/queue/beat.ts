import type { Taken } from '../job.ts';
import { DEAD, queueOf, type QueueParts, type Settled, TENANT_OF } from './queue-parts.ts';

/** Who lives, and with what. */
export interface Living {
  /** Its name: the host, the process, and a part by chance. */
  readonly id: string;
  readonly kind: 'worker' | 'serve';
  /** Runs that it does at once. */
  readonly runs: number;
  /** What it has in hand. */
  readonly inHand: readonly Taken[];
}

/** What is told to whoever says that it lives. */
export interface Heard {
  /** Of what it has in hand: what is another's by now. */
  readonly lost: readonly Taken[];
  /** And what somebody wants stopped. */
  readonly stopped: readonly Taken[];
  /** Somebody looks on: events of runs are worth telling. */
  readonly isWatched: boolean;
}

/** Says that somebody lives, and has these jobs in hand. */
export const beat = async ({ db: { pool, schema }, boss }: QueueParts, { id, kind, runs, inHand }: Living): Promise<Heard> => {
  const mine = new Set<string>();
  for (const [tenant, own] of Map.groupBy(inHand, (taken) => taken.tenant)) {
    const attempts = own.map(({ job, attempt }) => ({ id: job, retryCount: attempt }));
    for (const job of ((await boss.touch(queueOf(tenant), attempts)) as Settled).settled ?? []) mine.add(job);
  }
  await pool.run(
    `INSERT INTO ${schema}.workers (id, kind, runs, jobs) VALUES ($1, $2, $3, $4::uuid[])
     ON CONFLICT (id) DO UPDATE SET beat = now(), runs = excluded.runs, jobs = excluded.jobs`,
    [id, kind, runs, [...mine]],
  );
  const stops = await pool.all<{ readonly stop: string }>(
    `SELECT t.stop FROM unnest($1::text[], $2::text[]) AS e (tenant, name) JOIN ${schema}.turns t USING (tenant, name)
     WHERE t.stop IS NOT NULL`,
    [inHand.map(({ tenant }) => tenant), inHand.map(({ name }) => name)],
  );
  const asked = new Set(stops.map(({ stop }) => stop));
  const watching = await pool.get(`SELECT 1 FROM ${schema}.workers WHERE kind = 'serve' LIMIT 1`);
  return {
    lost: inHand.filter(({ job }) => !mine.has(job)),
    stopped: inHand.filter(({ job }) => asked.has(job)),
    isWatched: watching !== undefined,
  };
};

/** It ends, and has nothing in hand any more. */
export const leave = async ({ db: { pool, schema } }: QueueParts, id: string): Promise<void> => {
  await pool.run(`DELETE FROM ${schema}.workers WHERE id = $1`, [id]);
};

/** A run with which as many workers have died as may. */
export interface Fallen {
  readonly tenant: string;
  readonly name: string;
  readonly job: string;
}

/** Who has said nothing for so long is not there any more, s. */
const GONE = 60;

/**
 * Has pg-boss look after the queue: what is in the hands of those who say nothing goes back into it or is a dead letter, what is old is put
 * away. Gives dead letters that it has made in the last `since` s.
 */
export const supervise = async ({ boss, db: { pool, schema } }: QueueParts, since: number): Promise<readonly Fallen[]> => {
  await boss.supervise();
  await pool.run(`DELETE FROM ${schema}.workers WHERE beat < now() - $1 * interval '1 second'`, [GONE]);
  return pool.all<Fallen>(
    `SELECT ${TENANT_OF('source_name')} AS tenant, singleton_key AS name, source_root_id AS job FROM ${schema}.job
     WHERE name = '${DEAD}' AND state < 'active' AND created_on > now() - $1 * interval '1 second' AND source_output->'how' IS NULL`,
    [since],
  );
};
