import type { Session } from '../../store/postgres/database/pool.ts';
import type { JobEnd, JobError, Taken } from '../job.ts';
import {
  carriedOf,
  DEAD,
  FELL,
  MOST_FALLS,
  queueOf,
  type QueueParts,
  type Settled,
  tell,
  toldChannel,
  within,
  workChannel,
} from './queue-parts.ts';

/** What of a job is at hand where one is settled. */
export type Held = Pick<Taken, 'job' | 'attempt' | 'tenant' | 'name'>;

/** A job that is not settled here: it is another's by now, or was ended by an earlier attempt of its own worker. Nothing is changed. */
class Unsettled extends Error {
  readonly isMine: boolean;

  constructor(isMine: boolean) {
    super();
    this.isMine = isMine;
  }
}

const whereMine = async (work: () => Promise<void>): Promise<boolean> => {
  try {
    await work();
    return true;
  } catch (cause) {
    if (cause instanceof Unsettled) return cause.isMine;
    throw cause;
  }
};

const attemptOf = ({ job, attempt }: Held) => ({ id: job, retryCount: attempt });

const isMine = (answer: unknown): boolean => (answer as Settled).affected === 1;

/** It was ended by this very worker, which has not heard so. Each taking of a job has a number of its own. */
const isEndedBefore = async (db: Session, { db: { schema } }: QueueParts, { job, attempt, tenant }: Held): Promise<boolean> => {
  const sql = `SELECT 1 FROM ${schema}.job WHERE name = $1 AND id = $2 AND retry_count = $3 AND state = 'completed'`;
  return (await db.get(sql, [queueOf(tenant), job, attempt])) !== undefined;
};

/** The run has ended, or was stopped; done twice it comes to the same. False: the job is another's by now, and nothing was changed. */
export const complete = (parts: QueueParts, taken: Held & Pick<Taken, 'serves'>, end: JobEnd): Promise<boolean> =>
  whereMine(() =>
    parts.db.pool.transaction(async (db) => {
      const { schema } = parts.db;
      const { job, tenant, name, serves } = taken;
      const queue = queueOf(tenant);
      // The instance's row is locked before its job is touched, as where something is queued. And as few statements as may be: a small run
      // takes little longer than they do.
      const row = await db.get<{ dead: readonly string[] | null }>(
        `WITH served AS (UPDATE ${schema}.turns SET served = greatest(served, $3), stop = NULL WHERE tenant = $1 AND name = $2 RETURNING 1),
           told AS (SELECT pg_notify($4, $5) FROM served)
         SELECT (SELECT array_agg(id) FROM ${schema}.job
           WHERE name = '${DEAD}' AND singleton_key = $2 AND state < 'active' AND source_name = $6) AS dead, count(*) FROM told`,
        [tenant, name, serves, toldChannel(schema), JSON.stringify({ kind: 'ended', job, tenant, name }), queue],
      );
      if (!isMine(await parts.boss.complete(queue, attemptOf(taken), end, within(db))))
        throw new Unsettled(await isEndedBefore(db, parts, taken));
      // A dead letter of before is made up for: this run began where the last one that ended well had left off.
      if (row?.dead !== null && row?.dead !== undefined) await parts.boss.deleteJob(DEAD, [...row.dead], within(db));
    }),
  );

/** Gives a run back that has not ended: it goes on where it is taken next, `after` so many s. False: the job is another's by now. */
export const giveBack = (parts: QueueParts, taken: Taken, after: number): Promise<boolean> =>
  whereMine(() =>
    parts.db.pool.transaction(async (db) => {
      const { job, tenant, attempt, backs, at, fell } = taken;
      await putBack(parts, db, taken);
      // A worker that could give it back was not killed by it: the next ones are counted anew.
      const retryLimit = attempt + MOST_FALLS;
      const data = { ...carriedOf(taken, at), backs: backs + 1, fell };
      await parts.boss.update(queueOf(tenant), data, { id: job, startAfter: after, retryLimit, ...within(db) });
      await tell(db, workChannel(parts.db.schema), { kind: 'new' });
    }),
  );

/** Back into the queue, for the time being; after as many deaths as may be it is a dead letter instead. */
const putBack = async ({ boss }: QueueParts, db: Session, taken: Held): Promise<void> => {
  if (!isMine(await boss.fail(queueOf(taken.tenant), attemptOf(taken), deadEnd(FELL), within(db)))) throw new Unsettled(false);
};

const deadEnd = (error: JobError): JobEnd => ({ how: 'dead', row: null, error });

/**
 * The run could not be begun, and would not be the next time either: it is a dead letter, the only one of its instance. False: the job is
 * another's by now.
 */
export const bury = (parts: QueueParts, taken: Taken, error: JobError): Promise<boolean> =>
  whereMine(() =>
    parts.db.pool.transaction(async (db) => {
      const { schema } = parts.db;
      const { job, tenant, name, at, fell } = taken;
      const queue = queueOf(tenant);
      await putBack(parts, db, taken);
      await parts.boss.update(queue, { ...carriedOf(taken, at), fell }, { id: job, retryLimit: 0, ...within(db) });
      const older = await db.all<{ id: string }>(
        `SELECT id FROM ${schema}.job WHERE name = '${DEAD}' AND singleton_key = $1 AND state < 'active' AND source_name = $2`,
        [name, queue],
      );
      if (older.length > 0)
        await parts.boss.deleteJob(
          DEAD,
          older.map(({ id }) => id),
          within(db),
        );
      await parts.boss.fail(queue, job, deadEnd(error), within(db));
      await tell(db, toldChannel(schema), { kind: 'ended', job, tenant, name });
    }),
  );
