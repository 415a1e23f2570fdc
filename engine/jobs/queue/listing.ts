import type { InstanceOf, JobEnd, JobRow } from '../job.ts';
import { type Carried, queueOf, type QueueParts, tell, toldChannel, within, workChannel } from './queue-parts.ts';

interface Row extends InstanceOf {
  readonly job: string;
  readonly state: string;
  readonly data: Carried;
  readonly priority: number;
  readonly created: Date;
  readonly starts: Date;
  readonly since: Date | null;
  readonly worker: string | null;
  readonly falls: number;
  readonly output: JobEnd | null;
  readonly due: boolean;
}

/** `tenant` undefined: of all tenants. */
export interface JobsQuery {
  readonly tenant?: string | undefined;
  readonly limit?: number | undefined;
}

const stateOf = ({ state, due }: Row): JobRow['state'] =>
  state === 'failed' ? 'dead' : state === 'active' ? 'under way' : due ? 'queued' : 'waiting';

const rowOf = (row: Row): JobRow => ({
  job: row.job,
  tenant: row.tenant,
  name: row.name,
  state: stateOf(row),
  because: row.data.because,
  by: row.data.by,
  priority: row.priority,
  queuedAt: row.created.getTime(),
  startsAfter: row.starts.getTime(),
  since: row.since?.getTime() ?? null,
  worker: row.worker,
  falls: row.falls,
  error: row.output?.error ?? null,
});

/** Jobs that are queued, under way, or dead letters: those under way first, then as they are taken, then the dead ones. */
export const listJobs = async (
  { db: { pool, schema } }: QueueParts,
  { tenant, limit = 1000 }: JobsQuery,
): Promise<readonly JobRow[]> => {
  const rows = await pool.all<Row>(
    `SELECT j.id AS job, t.tenant, t.name, j.state::text AS state, j.data, j.priority, j.created_on AS created, j.start_after AS starts,
       k.since, k.worker, t.falls, j.output, j.start_after <= now() AS due
     FROM ${schema}.turns t CROSS JOIN LATERAL (VALUES (t.job), (t.dead)) AS o (id)
     JOIN ${schema}.job j ON j.name = CASE t.tenant WHEN '' THEN 'runs' ELSE 'runs-' || t.tenant END AND j.id = o.id
     LEFT JOIN ${schema}.takes k ON k.job = j.id
     WHERE ($1::text IS NULL OR t.tenant = $1) AND j.state IN ('created', 'retry', 'active', 'failed')
     ORDER BY CASE j.state WHEN 'active' THEN 0 WHEN 'failed' THEN 2 ELSE 1 END, j.priority DESC, j.created_on, j.id LIMIT $2`,
    [tenant ?? null, limit],
  );
  return rows.map(rowOf);
};

/** How many there are of each state, by tenant. */
export interface JobCounts {
  readonly tenant: string;
  readonly queued: number;
  readonly underWay: number;
  readonly dead: number;
  /** Dead letters that there ever were. */
  readonly deaths: number;
}

export const countJobs = ({ db: { pool, schema } }: QueueParts): Promise<readonly JobCounts[]> =>
  pool.all<JobCounts>(
    `SELECT t.tenant, count(t.job) - count(k.job) AS queued, count(k.job) AS "underWay", count(t.dead) AS dead, sum(t.deaths) AS deaths
     FROM ${schema}.turns t LEFT JOIN ${schema}.takes k ON k.job = t.job GROUP BY t.tenant ORDER BY t.tenant`,
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
    if ((await db.run(`UPDATE ${schema}.takes SET stop = stop OR $2 WHERE job = $1`, [job, underWay])) > 0) {
      if (!underWay) return 'gone';
      await tell(db, workChannel(schema), { kind: 'stop', job });
      return 'stopping';
    }
    const gone = await db.run(
      `UPDATE ${schema}.turns SET job = NULL, decided = CASE WHEN $4 THEN served ELSE decided END
       WHERE tenant = $1 AND name = $2 AND job = $3`,
      [tenant, name, job, free],
    );
    if (gone === 0) return 'gone';
    await parts.boss.cancel(queueOf(tenant), job, within(db));
    await tell(db, toldChannel(schema), { kind: 'ended', job, tenant, name });
    return 'taken back';
  });

/** Takes back what is queued for an instance by itself: nobody has asked for it, and its turns come again. */
export const takeBackTurn = async (parts: QueueParts, { tenant, name }: InstanceOf): Promise<void> => {
  const row = await parts.db.pool.get<{ readonly job: string }>(
    `SELECT t.job FROM ${parts.db.schema}.turns t JOIN ${parts.db.schema}.job j ON j.name = $3 AND j.id = t.job
     WHERE t.tenant = $1 AND t.name = $2 AND j.state < 'active' AND j.data->>'because' <> 'asked'`,
    [tenant, name, queueOf(tenant)],
  );
  if (row !== undefined) await cancelJob(parts, { job: row.job, tenant, name }, { free: true, underWay: false });
};

/** Puts a dead letter back into the queue; false: it is none any more, or another run of the instance is queued already. */
export const again = (parts: QueueParts, { job, tenant, name }: Where): Promise<boolean> =>
  parts.db.pool.transaction(async (db) => {
    const { schema } = parts.db;
    const count = await db.run(
      `UPDATE ${schema}.turns SET job = dead, dead = NULL, falls = 0 WHERE tenant = $1 AND name = $2 AND dead = $3 AND job IS NULL`,
      [tenant, name, job],
    );
    if (count === 0) return false;
    await parts.boss.retry(queueOf(tenant), job, within(db));
    await tell(db, workChannel(schema), { kind: 'new' });
    return true;
  });

/** Forgets a dead letter: nobody wants it run any more. */
export const forgetDead = (parts: QueueParts, { job, tenant, name }: Where): Promise<boolean> =>
  parts.db.pool.transaction(async (db) => {
    const count = await db.run(`UPDATE ${parts.db.schema}.turns SET dead = NULL WHERE tenant = $1 AND name = $2 AND dead = $3`, [
      tenant,
      name,
      job,
    ]);
    if (count > 0) await parts.boss.deleteJob(queueOf(tenant), job, within(db));
    return count > 0;
  });

/** What came of a run that was looked at stays in the database no longer than until somebody has it. */
const forgetLooked = async ({ db: { pool, schema } }: QueueParts, tenant: string, job: string): Promise<void> => {
  await pool.run(`UPDATE ${schema}.job SET output = output - 'looked' WHERE name = $1 AND id = $2`, [queueOf(tenant), job]);
};

/** How a job ended; undefined: it has not, or is long gone. */
export const endOf = async (parts: QueueParts, { tenant, job }: Omit<Where, 'name'>): Promise<JobEnd | undefined> => {
  const { pool, schema } = parts.db;
  const row = await pool.get<{ readonly state: string; readonly output: JobEnd | null }>(
    `SELECT state::text AS state, output FROM ${schema}.job WHERE name = $1 AND id = $2`,
    [queueOf(tenant), job],
  );
  if (row?.state === 'completed' || row?.state === 'failed') {
    if (row.output?.looked !== undefined) await forgetLooked(parts, tenant, job);
    return row.output ?? undefined;
  }
  return row === undefined || row.state === 'cancelled' ? { how: 'stopped', row: null, error: null } : undefined;
};
