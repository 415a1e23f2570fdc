import { createHash } from 'node:crypto';
import { iso } from '../../language/basics/instant.ts';
import type { RunRow } from '../../run/context/run-row.ts';
import type { OpenedStore } from '../../store/contract/opened-store.ts';
import type { InstanceKey } from '../../store/contract/store.ts';

/** A run that a queue has given out. */
export interface AskedJob {
  readonly id: string;
  /** When it was queued, ms since epoch. */
  readonly at: number;
  /** It was given out before: its run may have begun, or even ended. */
  readonly isAgain: boolean;
  /** Whoever had it is taken for dead: the instance is taken from it. */
  readonly takesOver: boolean;
}

/** The id of its run, always the same: given out again, it is known by it. Ids sort by time. */
const runOfJob = ({ id, at }: AskedJob, { partition }: Pick<InstanceKey, 'partition'>): string => {
  const part = createHash('sha256').update(`${id} ${partition}`).digest('hex').slice(0, 12);
  return `${iso(at).replace(/\D/g, '').slice(0, 14)}-${part}`;
};

/** What is known of a job's run before it begins. */
interface JobRun {
  /** Its row, where it has ended already and only nobody was told: it is not run once more. One that failed on the store itself is. */
  readonly ended: RunRow | undefined;
  /** What it is called if it is begun; undefined: something else, since there is one of that name that can't be gone on with. */
  readonly id: string | undefined;
}

export const jobRun = async (store: OpenedStore, job: AskedJob | undefined, key: InstanceKey): Promise<JobRun> => {
  if (job === undefined) return { ended: undefined, id: undefined };
  const id = runOfJob(job, key);
  if (!job.isAgain) return { ended: undefined, id };
  const [found] = await Array.fromAsync(store.runs({ run: id, limit: 1 }));
  if (found === undefined) return { ended: undefined, id };
  const { status, summary, error } = found;
  const hasEnded = status === 'succeeded' || (status === 'failed' && error?.code.startsWith('store.') !== true);
  return { ended: hasEnded ? (summary as unknown as RunRow) : undefined, id: undefined };
};
