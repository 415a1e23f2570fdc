import type { JobEvent } from '../../jobs/job.ts';
import type { Job } from '../runs/job.ts';
import type { Jobs } from '../runs/jobs.ts';
import type { TaskEvent } from '../tasks/task-event.ts';
import type { FollowedJobs } from './followed-jobs.ts';

/** Runs that were queued by somebody else, another server or a terminal: they are shown as well. */
export class ObservedJobs {
  readonly #jobs: Jobs;
  readonly #followed: FollowedJobs;
  readonly #seen = new Map<string, Job>();

  constructor(jobs: Jobs, followed: FollowedJobs) {
    this.#jobs = jobs;
    this.#followed = followed;
  }

  hear({ job: id, name, event }: { readonly job: string; readonly name: string; readonly event: JobEvent }): void {
    if (this.#followed.isFollowed(id) && !this.#seen.has(id)) return;
    const job = this.#seen.get(id) ?? this.#meet(id, name);
    job.hear(event as TaskEvent);
  }

  #meet(id: string, name: string): Job {
    const job = this.#jobs.add({ kind: 'run', name, because: 'turn', by: null, look: false });
    this.#seen.set(id, job);
    job.begin();
    void this.#followed
      .follow(id, () => undefined)
      .then((end) => {
        this.#seen.delete(id);
        const { error, row } = end ?? { error: null, row: null };
        if (error === null) job.end(row as Parameters<Job['end']>[0]);
        else job.fail({ code: error.code, message: error.message, hint: error.hint ?? null, place: error.place ?? null });
      });
    return job;
  }
}
