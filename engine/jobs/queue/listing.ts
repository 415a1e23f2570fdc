import type { InstanceOf, JobEnd, JobRow } from '../job.ts';
import {
  type Carried,
  DEAD,
  FELL,
  queueOf,
  type QueueParts,
  type Settled,
  tell,
  TENANT_OF,
  toldChannel,
  within,
  workChannel,
} from './queue-parts.ts';

interface Row extends InstanceOf {
  readonly job: string;
  readonly state: JobRow['state'];
  readonly data: Carried;
  readonly priority: number;
  readonly starts: Date;
  readonly since: Date | null;
  readonly worker: string | null;
  readonly taken: number;
  readonly output: JobEnd | null;
}

/** `tenant` undefined: of all tenants. */
export interface JobsQuery {
  readonly tenant?: string | undefined;
  readonly limit?: number | undefined;
}

const rowOf = ({ job, tenant, name, state, data, priority, starts, since, worker, taken, output }: Row): JobRow => ({
  job,
  tenant,
  name,
  state,
  because: data.because,
  by: data.by,
  priority,
  queuedAt: data.at,
  startsAfter: starts.getTime(),
  since: since?.getTime() ?? null,
  worker,
  falls: Math.max(0, taken - (data.backs ?? 0)),
  error: state === 'dead' ? (output?.error ?? FELL) : null,
});

/** Jobs that are queued, under way, or dead letters: those under way first, then as they are taken, then the dead ones. */
export const listJobs = async (
  { db: { pool, schema } }: QueueParts,
  { tenant, limit = 1000 }: JobsQuery,
): Promise<readonly JobRow[]> => {
  const queue = tenant === undefined ? null : queueOf(tenant);
  const rows = await pool.all<Row>(
    `WITH listed AS (
       SELECT id AS job, name AS queue, singleton_key AS name, data, priority, created_on, start_after AS starts, retry_count AS taken,
         CASE WHEN state = 'active' THEN started_on END AS since, NULL::jsonb AS output,
         CASE WHEN state = 'active' THEN 'under way' WHEN start_after <= now() THEN 'queued' ELSE 'waiting' END AS state
       FROM ${schema}.job WHERE policy = 'exclusive' AND state <= 'active' AND ($1::text IS NULL OR name = $1)
       UNION ALL
       SELECT source_root_id, source_name, singleton_key, data, priority, created_on, start_after, source_retry_count, NULL, source_output,
         'dead'
       FROM ${schema}.job WHERE name = '${DEAD}' AND state < 'active' AND ($1::text IS NULL OR source_name = $1))
     SELECT l.*, ${TENANT_OF('l.queue')} AS tenant,
       (SELECT w.id FROM ${schema}.workers w WHERE l.since IS NOT NULL AND l.job = ANY (w.jobs) LIMIT 1) AS worker
     FROM listed l
     ORDER BY CASE l.state WHEN 'under way' THEN 0 WHEN 'dead' THEN 2 ELSE 1 END, l.priority DESC, l.created_on, l.job LIMIT $2`,
    [queue, limit],
  );
  return rows.map(rowOf);
};

/** How many there are of each state, by tenant. */
export interface JobCounts {
  readonly tenant: string;
  readonly queued: number;
  readonly underWay: number;
  readonly dead: number;
}

export const countJobs = ({ db: { pool, schema } }: QueueParts): Promise<readonly JobCounts[]> =>
  pool.all<JobCounts>(
    `WITH counted AS (
       SELECT name AS queue, count(*) FILTER (WHERE state < 'active') AS queued, count(*) FILTER (WHERE state = 'active') AS under_way,
         0 AS dead FROM ${schema}.job WHERE policy = 'exclusive' AND state <= 'active' GROUP BY name
       UNION ALL
       SELECT source_name, 0, 0, count(*) FROM ${schema}.job WHERE name = '${DEAD}' AND state < 'active' GROUP BY source_name)
     SELECT t.name AS tenant, coalesce(sum(queued), 0) AS queued, coalesce(sum(under_way), 0) AS "underWay", coalesce(sum(dead), 0) AS dead
     FROM ${schema}.tenants t LEFT JOIN counted c ON ${TENANT_OF('c.queue')} = t.name GROUP BY t.name ORDER BY t.name`,
  );

/** The jobs whose id begins so, of one tenant or of all. */
export const jobsLike = async (parts: QueueParts, beginning: string, tenant: string | undefined): Promise<readonly JobRow[]> =>
  (await listJobs(parts, { tenant, limit: 1_000_000 })).filter(({ job }) => job.startsWith(beginning));

type Where = InstanceOf & { readonly job: string };

/** What came of stopping a job: it never begins, or its run ends at its next safe point, or it has ended already. */
export type Cancelled = 'taken back' | 'stopping' | 'gone';

export interface CancelHow {
  /** Its turns are not decided any more, so that they come again. */
  readonly free?: boolean;
  /** False: what a worker has in hand goes on. */
  readonly underWay?: boolean;
}

export const cancelJob = (
  parts: QueueParts,
  { job, tenant, name }: Where,
  { free = false, underWay = true }: CancelHow = {},
): Promise<Cancelled> =>
  parts.db.pool.transaction(async (db) => {
    const { schema } = parts.db;
    await db.run(`SELECT 1 FROM ${schema}.turns WHERE tenant = $1 AND name = $2 FOR UPDATE`, [tenant, name]);
    const found = await db.get<{ readonly isTaken: boolean }>(
      `SELECT state = 'active' AS "isTaken" FROM ${schema}.job WHERE name = $1 AND id = $2 AND state <= 'active' FOR UPDATE`,
      [queueOf(tenant), job],
    );
    if (found === undefined || (found.isTaken && !underWay)) return 'gone';
    if (found.isTaken) {
      await db.run(`UPDATE ${schema}.turns SET stop = $3 WHERE tenant = $1 AND name = $2`, [tenant, name, job]);
      await tell(db, workChannel(schema), { kind: 'stop', job });
      return 'stopping';
    }
    if (free) await db.run(`UPDATE ${schema}.turns SET decided = served WHERE tenant = $1 AND name = $2`, [tenant, name]);
    await parts.boss.cancel(queueOf(tenant), job, within(db));
    await tell(db, toldChannel(schema), { kind: 'ended', job, tenant, name });
    return 'taken back';
  });

/** Takes back what is queued for an instance by itself: nobody has asked for it, and its turns come again. */
export const takeBackTurn = async (parts: QueueParts, { tenant, name }: InstanceOf): Promise<void> => {
  const row = await parts.db.pool.get<{ readonly job: string }>(
    `SELECT id AS job FROM ${parts.db.schema}.job
     WHERE name = $1 AND singleton_key = $2 AND state < 'active' AND data->>'because' <> 'asked'`,
    [queueOf(tenant), name],
  );
  if (row !== undefined) await cancelJob(parts, { job: row.job, tenant, name }, { free: true, underWay: false });
};

/** A dead letter is known by the job that it was first. */
const letterOf = async ({ db: { pool, schema } }: QueueParts, job: string): Promise<string | undefined> =>
  (
    await pool.get<{ readonly id: string }>(
      `SELECT id FROM ${schema}.job WHERE name = '${DEAD}' AND source_root_id = $1 AND state < 'active'`,
      [job],
    )
  )?.id;

/**
 * Puts a dead letter back into the queue, and gives the new job; undefined: it is none any more, or another run of the instance is queued
 * already.
 */
export const again = async (parts: QueueParts, { job, tenant }: Where): Promise<string | undefined> => {
  const { schema, pool } = parts.db;
  const letter = await letterOf(parts, job);
  if (letter === undefined) return undefined;
  const refused = new Error('not put back');
  try {
    return await pool.transaction(async (db) => {
      // What can't be put back stays what it is.
      if ((await parts.boss.redrive(DEAD, { ids: [letter], ...within(db) })) !== 1) throw refused;
      await tell(db, workChannel(schema), { kind: 'new' });
      const row = await db.get<{ readonly id: string }>(
        `SELECT id FROM ${schema}.job WHERE name = $1 AND source_root_id = $2 AND state < 'active'`,
        [queueOf(tenant), job],
      );
      return row?.id;
    });
  } catch (cause) {
    if (cause === refused) return undefined;
    throw cause;
  }
};

/** Forgets a dead letter: nobody wants it run any more. */
export const forgetDead = async (parts: QueueParts, { job }: Where): Promise<boolean> => {
  const letter = await letterOf(parts, job);
  return letter !== undefined && ((await parts.boss.deleteJob(DEAD, letter)) as Settled).affected === 1;
};

/** What came of a run that was looked at, for the one who asked for it: it stays in the database until they have it, or the job is put away. */
export const takeLooked = async (parts: QueueParts, { tenant, job }: Omit<Where, 'name'>): Promise<unknown> => {
  const { pool, schema } = parts.db;
  const where = [queueOf(tenant), job];
  const row = await pool.get<{ readonly looked: unknown }>(
    `SELECT output->'looked' AS looked FROM ${schema}.job WHERE name = $1 AND id = $2`,
    where,
  );
  // In a statement of its own: whoever asks again because the answer was lost still finds it.
  await pool.run(`UPDATE ${schema}.job SET output = output - 'looked' WHERE name = $1 AND id = $2`, where);
  return row?.looked ?? undefined;
};

/** How a job ended, without what came of it; undefined: it has not, or is long gone. */
export const endOf = async (parts: QueueParts, { tenant, job }: Omit<Where, 'name'>): Promise<JobEnd | undefined> => {
  const { pool, schema } = parts.db;
  const row = await pool.get<{ readonly state: string; readonly output: JobEnd | null }>(
    `SELECT state::text AS state, output - 'looked' AS output FROM ${schema}.job WHERE name = $1 AND id = $2`,
    [queueOf(tenant), job],
  );
  if (row?.state === 'completed' || row?.state === 'failed') {
    return row.state === 'failed' && row.output?.how === undefined
      ? { how: 'dead', row: null, error: FELL }
      : (row.output ?? undefined);
  }
  return row === undefined || row.state === 'cancelled' ? { how: 'stopped', row: null, error: null } : undefined;
};
