import type { Queryable } from '../../store/postgres/database/query.ts';
import type { InstanceOf, JobEnd, JobError, Taken } from '../job.ts';
import { type Carried, queueOf, type QueueParts, tell, toldChannel, within, workChannel } from './queue-parts.ts';

/** What of a job is at hand where one is settled. */
export type Held = Pick<Taken, 'job' | 'token' | 'tenant' | 'name'>;

/** Ends the taking; false: the job is another's by now. */
const letGo = async (db: Queryable, schema: string, { job, token }: Held): Promise<boolean> => {
  return (await db.run(`DELETE FROM ${schema}.takes WHERE job = $1 AND token = $2`, [job, token])) === 1;
};

/** The instance's row is locked before its job is touched, as where something is queued. */
const lockTurn = async (db: Queryable, schema: string, { tenant, name }: InstanceOf): Promise<void> => {
  await db.run(`SELECT 1 FROM ${schema}.turns WHERE tenant = $1 AND name = $2 FOR UPDATE`, [tenant, name]);
};

const told = (db: Queryable, schema: string, { job, tenant, name }: Held): Promise<void> =>
  tell(db, toldChannel(schema), { kind: 'ended', job, tenant, name });

/** The run has ended, or was stopped. False: the job is another's by now, and nothing was changed. */
export const complete = (parts: QueueParts, taken: Held & Pick<Taken, 'serves'>, end: JobEnd): Promise<boolean> =>
  parts.db.pool.transaction(async (db) => {
    const { schema } = parts.db;
    const { job, token, tenant, name, serves } = taken;
    // As few statements as may be: a small run takes little longer than they do.
    const row = await db.get<{ dead: string | null; mine: boolean }>(
      `WITH own AS MATERIALIZED (SELECT dead FROM ${schema}.turns WHERE tenant = $1 AND name = $2 FOR UPDATE),
         gone AS (DELETE FROM ${schema}.takes WHERE job = $3 AND token = $4 AND EXISTS (SELECT 1 FROM own) RETURNING 1),
         served AS (UPDATE ${schema}.turns SET served = greatest(served, $5), job = NULL, falls = 0, dead = NULL
           WHERE tenant = $1 AND name = $2 AND EXISTS (SELECT 1 FROM gone)),
         told AS (SELECT pg_notify($6, $7) FROM gone)
       SELECT (SELECT dead FROM own) AS dead, (SELECT count(*) FROM told) = 1 AS mine`,
      [tenant, name, job, token, serves, toldChannel(schema), JSON.stringify({ kind: 'ended', job, tenant, name })],
    );
    if (row?.mine !== true) return false;
    await parts.boss.complete(queueOf(tenant), job, { ...end }, within(db));
    // A dead letter of before is made up for: this run began where the last one that ended well had left off.
    if (row.dead !== null) await parts.boss.deleteJob(queueOf(tenant), row.dead, within(db));
    return true;
  });

/** What a job is put back with. */
interface Again {
  /** Not before so many seconds; its place is behind those that wait by then. */
  readonly after: number;
  readonly fell?: boolean;
}

interface Carrying {
  readonly data: Carried;
  readonly priority: number;
}

/** The same job, queued anew under its id. */
const requeue = async (
  parts: QueueParts,
  db: Queryable,
  { job, tenant, name }: Held,
  { after, fell = false }: Again,
): Promise<void> => {
  const { schema } = parts.db;
  const queue = queueOf(tenant);
  const [row] = await db.all<Carrying>(`SELECT data, priority FROM ${schema}.job WHERE name = $1 AND id = $2`, [queue, job]);
  if (row === undefined) throw new Error(`the job ${job} is not there`);
  await parts.boss.deleteJob(queue, job, within(db));
  const { priority } = row;
  const data: Carried = { ...row.data, before: (row.data.before ?? 0) + 1, fell: row.data.fell === true || fell };
  await parts.boss.send(queue, data, { id: job, singletonKey: name, priority, startAfter: after, ...within(db) });
  await tell(db, workChannel(schema), { kind: 'new' });
};

/** Gives a run back that has not ended: it goes on where it is taken next. False: the job is another's by now. */
export const giveBack = (parts: QueueParts, taken: Held, again: Again): Promise<boolean> =>
  parts.db.pool.transaction(async (db) => {
    await lockTurn(db, parts.db.schema, taken);
    if (!(await letGo(db, parts.db.schema, taken))) return false;
    await requeue(parts, db, taken, again);
    return true;
  });

/** A job is a dead letter from here on: it waits for somebody, and its turns are no run's. */
const buryIn = async (parts: QueueParts, db: Queryable, taken: Held, error: JobError): Promise<void> => {
  const { schema } = parts.db;
  const { job, tenant, name } = taken;
  const queue = queueOf(tenant);
  await parts.boss.fail(queue, job, { how: 'dead', row: null, error } satisfies JobEnd, within(db));
  const [before] = await db.all<{ dead: string | null }>(
    `UPDATE ${schema}.turns t SET job = NULL, falls = 0, dead = $3, deaths = deaths + 1
     FROM (SELECT dead FROM ${schema}.turns WHERE tenant = $1 AND name = $2) b
     WHERE t.tenant = $1 AND t.name = $2 RETURNING b.dead`,
    [tenant, name, job],
  );
  const older = before?.dead;
  if (typeof older === 'string' && older !== job) await parts.boss.deleteJob(queue, older, within(db));
  await told(db, schema, taken);
};

/** The run could not be begun, and would not be the next time either. False: the job is another's by now. */
export const bury = (parts: QueueParts, taken: Held, error: JobError): Promise<boolean> =>
  parts.db.pool.transaction(async (db) => {
    await lockTurn(db, parts.db.schema, taken);
    if (!(await letGo(db, parts.db.schema, taken))) return false;
    await buryIn(parts, db, taken, error);
    return true;
  });

/** Workers that may die with one run, one after the other: whatever kills so many would kill the next. */
const MOST_FALLS = 12;
/** From this fall on it waits before it is taken again, s; each further one twice as long. */
const PATIENT = 3;
const LONGEST = 300;

const FELL: JobError = {
  code: 'jobs.fell',
  message: `${MOST_FALLS} workers have died with this run, one after the other.`,
  hint: 'See what killed them (memory, most often); `feedwright jobs again` queues it once more.',
};

/**
 * The worker is gone: another takes the run from its checkpoint, or it is a dead letter. Undefined: it is another's by now, and nothing was
 * changed.
 */
export const fell = (parts: QueueParts, taken: Held): Promise<'again' | 'dead' | undefined> =>
  parts.db.pool.transaction(async (db) => {
    const { schema } = parts.db;
    await lockTurn(db, schema, taken);
    if (!(await letGo(db, schema, taken))) return undefined;
    const [row] = await db.all<{ falls: number }>(
      `UPDATE ${schema}.turns SET falls = falls + 1 WHERE tenant = $1 AND name = $2 RETURNING falls`,
      [taken.tenant, taken.name],
    );
    const falls = row?.falls ?? 1;
    if (falls >= MOST_FALLS) await buryIn(parts, db, taken, FELL);
    else await requeue(parts, db, taken, { after: falls < PATIENT ? 0 : Math.min(LONGEST, 2 ** (falls - PATIENT)), fell: true });
    return falls >= MOST_FALLS ? 'dead' : 'again';
  });
