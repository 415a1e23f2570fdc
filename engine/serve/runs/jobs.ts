import type { JobView } from '../contract/runs.ts';
import { Job, type JobAsked } from './job.ts';

/** Jobs that are kept after their end: so many by their outcome, so many of them with their requests, and what was looked at. */
const KEPT = 400;
const KEPT_WHOLE = 40;
const KEPT_LOOKED = 10;

/** What the server does and has done lately. */
export class Jobs {
  readonly #all = new Map<string, Job>();
  readonly #now: () => number;
  readonly #onChange: (job: Job) => void;
  #number = 0;
  /** Tells jobs of this start from those of another. */
  readonly #start: string;

  constructor(now: () => number, onChange: (job: Job) => void) {
    this.#now = now;
    this.#onChange = onChange;
    this.#start = now().toString(36);
  }

  add(asked: Omit<JobAsked, 'id' | 'now'>): Job {
    const id = `${this.#start}-${++this.#number}`;
    const job = new Job({ ...asked, id, now: this.#now() }, this.#now);
    this.#all.set(id, job);
    job.follow((event) => {
      if (event.kind !== 'job') return;
      if (job.state === 'ended') this.#thinOut();
      this.#onChange(job);
    });
    return job;
  }

  get(id: string): Job | undefined {
    return this.#all.get(id);
  }

  ofRun(run: string): Job | undefined {
    return [...this.#all.values()].findLast(({ runs }) => runs.includes(run));
  }

  /** The latest first, without what they did. */
  list(): readonly JobView[] {
    return [...this.#all.values()].toReversed().map((job) => ({ ...job.view(), requests: [], notices: [], windows: [] }));
  }

  /** Those that have not ended. */
  get open(): readonly Job[] {
    return [...this.#all.values()].filter(({ state }) => state !== 'ended');
  }

  #thinOut(): void {
    const ended = [...this.#all.values()].filter(({ state }) => state === 'ended');
    for (const { id } of ended.slice(0, Math.max(0, ended.length - KEPT))) this.#all.delete(id);
    const looked = ended.filter(({ looked }) => looked !== undefined);
    const keeps = new Set([...looked.slice(-KEPT_LOOKED), ...ended.slice(-KEPT_WHOLE)]);
    for (const job of ended) if (!keeps.has(job)) job.forgetDetails();
  }
}
