/** What a server has of its runs where workers do them. */
import type { Job } from '../runs/job.ts';
import type { Jobs } from '../runs/jobs.ts';
import type { RunWish, Row } from '../runs/run-here.ts';
import type { RunOrder, StartRun } from '../runs/start-run.ts';
import type { TaskEvent } from '../tasks/task-event.ts';
import { FollowedJobs } from './followed-jobs.ts';
import { ObservedJobs } from './observed-jobs.ts';
import { OrderBatch } from './order-batch.ts';
import type { QueueWatch } from './queue-watch.ts';
import { runElsewhere } from './run-elsewhere.ts';
import type { SharedDesk } from './shared-desk.ts';

export interface ElsewhereParts {
  readonly watch: QueueWatch;
  readonly tenant: string;
  readonly desk: SharedDesk;
  readonly jobs: Jobs;
  readonly wishes: Map<string, RunWish>;
  readonly onEvent: (job: Job, event: TaskEvent) => void;
  readonly onEnd: (job: Job, order: RunOrder, row: Row | undefined) => void;
  /** What is kept of the instance is another now. */
  readonly onTurn: (name: string) => void;
  /** This server is the first of all from here on. */
  readonly onFirst: () => void;
}

/** Gives what queues runs, and begins to hear what is told of the tenant's jobs. */
export const startElsewhere = (parts: ElsewhereParts): StartRun => {
  const { watch, tenant, desk, jobs, onTurn, onFirst } = parts;
  const followed = new FollowedJobs(watch, tenant);
  const observed = new ObservedJobs(jobs, followed);
  watch.watch(tenant, {
    onEvent: (told) => {
      observed.hear(told);
      followed.hear(told.job, told.event);
    },
    onEnded: (job) => void followed.look(job),
    onTurn,
    onFirst,
    onBack: () => void followed.lookAtAll(),
  });
  return runElsewhere({
    ...parts,
    batch: new OrderBatch(watch),
    followed,
    onServed: (name, until) => desk.noteServed(name, until),
  });
};
