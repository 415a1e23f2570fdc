import { spanned, type Outcome, type Part } from '../log/spans.ts';
import type { Pool } from '../pool/pool.ts';
import { DIED, ENDING, TaskError } from '../pool/task-error.ts';
import type { RunInput } from '../tasks/run-feed.ts';
import type { TaskEvent } from '../tasks/task-event.ts';
import type { Job } from './job.ts';
import type { Jobs } from './jobs.ts';
import { noteRequest } from './request-spans.ts';
import type { Ended, RunOrder, StartRun } from './start-run.ts';

/** What a run was asked with, beside its feed. */
export type RunWish = Pick<RunInput, 'since' | 'until' | 'look' | 'hold'>;

export interface RunHereParts {
  /** ms since epoch. */
  readonly now: () => number;
  readonly pool: Pool;
  readonly jobs: Jobs;
  /** Of the jobs that were asked for: with what. */
  readonly wishes: Map<string, RunWish>;
  readonly onEvent: (job: Job, event: TaskEvent) => void;
  /** It has ended: its row, or why there is none. */
  readonly onEnd: (job: Job, order: RunOrder, row: Row | undefined) => void;
  readonly isEnding: () => boolean;
}

/** As much of a run's row as the server itself looks at. */
export interface Row {
  readonly status: 'succeeded' | 'failed' | 'interrupted';
  readonly duration_ms: number;
  readonly records: Readonly<Record<string, unknown>>;
  readonly objects: Readonly<Record<string, unknown>>;
}

/** Hands runs to the processes of this server. */
export const runHere = (parts: RunHereParts): StartRun => {
  const { jobs, wishes } = parts;
  return async (order) => {
    const [wish, ...again] = order.wishes;
    const { instance, start } = order;
    const { because } = start;
    const look = wish === undefined ? undefined : wishes.get(wish.job);
    const job =
      (wish === undefined ? undefined : jobs.get(wish.job)) ??
      jobs.add({ kind: 'run', name: instance.name, because: because === 'asked' ? 'turn' : because, by: null, look: false });
    const serves = look?.since === undefined && look?.until === undefined;
    const how = await spanned(
      'feedwright.run',
      { 'feedwright.feed': instance.name, 'feedwright.because': because, 'feedwright.job': job.id },
      parts.now,
      (part) => runJob({ ...parts, part }, order, job, look ?? { look: false }),
      (ended) => outcomeOf(job, ended),
    );
    // What is tried again is the same job still.
    const retried = how === 'held' && wish !== undefined && !job.signal.aborted ? [wish] : [];
    if (retried.length === 0 && wish !== undefined) wishes.delete(wish.job);
    return { how, serves, again: [...retried, ...again] };
  };
};

/** Of a run, for a span. */
const outcomeOf = (job: Job, how: Ended['how']): Outcome => {
  const { result, error } = job.view();
  const row = result as unknown as Row | null;
  const failure = error?.message ?? (row?.status === 'failed' ? 'the run has failed' : undefined);
  return {
    failure,
    attributes: { 'feedwright.how': how, 'feedwright.run': job.runs[0] ?? '', 'feedwright.status': row?.status ?? '' },
  };
};

const runJob = async (
  parts: RunHereParts & { readonly part: Part },
  order: RunOrder,
  job: Job,
  wish: RunWish,
): Promise<Ended['how']> => {
  const { pool, onEvent, onEnd, isEnding, part } = parts;
  const { instance } = order;
  job.begin();
  try {
    const { row, looked } = await pool.ask(
      'runFeed',
      { name: instance.name, resumeOnly: order.start.because === 'cut off', ...wish, hold: order.hold || wish.hold === true },
      {
        signal: job.signal,
        onEvent: (event) => {
          job.hear(event as TaskEvent);
          onEvent(job, event as TaskEvent);
          noteRequest(part, event as TaskEvent);
        },
      },
    );
    job.end(row as unknown as Readonly<Record<string, unknown>>, looked);
    onEnd(job, order, row as unknown as Row);
    return row.status === 'interrupted' && isEnding() ? 'left' : 'ran';
  } catch (error) {
    const { how, failure } = fallOf(error);
    if (how === 'held' && order.wishes.length > 0) job.wait();
    else job.fail(failure);
    if (how !== 'held') onEnd(job, order, undefined);
    return how;
  }
};

const fallOf = (error: unknown): { readonly how: Ended['how']; readonly failure: TaskError } => {
  if (!(error instanceof TaskError)) throw error;
  if (error.code === DIED) return { how: 'fell', failure: error };
  if (error.code === ENDING) return { how: 'left', failure: error };
  return { how: error.code === 'store.locked' ? 'held' : 'ran', failure: error };
};
