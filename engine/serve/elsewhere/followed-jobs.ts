import type { JobEnd, JobEvent } from '../../jobs/job.ts';
import type { QueueWatch } from './queue-watch.ts';

interface Followed {
  readonly onEvent: (event: JobEvent) => void;
  readonly resolve: (end: JobEnd) => void;
}

/** Jobs of a tenant whose end somebody waits for. */
export class FollowedJobs {
  readonly #watch: QueueWatch;
  readonly #tenant: string;
  readonly #all = new Map<string, Set<Followed>>();
  #isAsking = false;

  constructor(watch: QueueWatch, tenant: string) {
    this.#watch = watch;
    this.#tenant = tenant;
  }

  /** Until the job has ended; undefined: the server ends first. */
  async follow(job: string, onEvent: (event: JobEvent) => void): Promise<JobEnd | undefined> {
    const { signal } = this.#watch;
    const { promise, resolve } = Promise.withResolvers<JobEnd | undefined>();
    const followed: Followed = { onEvent, resolve };
    const all = this.#all.get(job) ?? new Set();
    this.#all.set(job, all.add(followed));
    const leave = (): void => resolve(undefined);
    signal.addEventListener('abort', leave);
    if (signal.aborted) leave();
    // It may have ended before anybody listened.
    void this.look(job);
    const end = await promise;
    signal.removeEventListener('abort', leave);
    all.delete(followed);
    if (all.size === 0) this.#all.delete(job);
    return end;
  }

  hear(job: string, event: JobEvent): void {
    for (const { onEvent } of this.#all.get(job) ?? []) onEvent(event);
  }

  isFollowed(job: string): boolean {
    return this.#all.has(job);
  }

  /** Looks whether a job has ended. */
  async look(job: string): Promise<void> {
    if (!this.#all.has(job)) return;
    const end = await this.#watch.askWhileHere((queue) => queue.endOf({ tenant: this.#tenant, job }));
    if (end !== undefined) for (const { resolve } of this.#all.get(job) ?? []) resolve(end);
  }

  /** Looks at all of them: what was told may not have been heard. */
  async lookAtAll(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    try {
      for (const job of this.#all.keys()) await this.look(job);
    } finally {
      this.#isAsking = false;
    }
  }
}
