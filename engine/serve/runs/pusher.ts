import type { Clock } from '../clock.ts';
import type { Pool } from '../pool/pool.ts';
import { DIED, ENDING, TaskError } from '../pool/task-error.ts';
import type { Job } from './job.ts';
import type { Jobs } from './jobs.ts';

/** Objects end without a change: a destination is looked at so often, ms. */
const LOOKS = 60_000;
/** After a failure: the first wait, ms; each further one is twice as long. */
const WAIT = 30_000;
const MOST_WAITS = 6;
/** The far side wants nothing more: see `push.ts`. */
const STOPPED = 'output.stopped';

export interface Pushed {
  readonly destination: string;
  readonly status: 'succeeded' | 'failed' | 'interrupted';
  readonly sent: number;
  readonly taken_back: number;
  readonly error?: { readonly code: string; readonly message: string } | undefined;
}

export interface PusherParts {
  readonly clock: Clock;
  readonly pool: Pool;
  readonly jobs: Jobs;
  /** False: nothing goes out by itself. */
  readonly byItself: () => boolean;
  readonly onEnd: (name: string, row: Pushed | undefined, error: TaskError | undefined) => void;
}

interface Standing {
  job: Job | undefined;
  isDue: boolean;
  failures: number;
  isStopped: boolean;
  takeBack: () => void;
}

/** Brings destinations up to date as changes come, each by itself: one that is down holds up no other. */
export class Pusher {
  readonly #parts: PusherParts;
  readonly #all = new Map<string, Standing>();
  #isEnding = false;

  constructor(parts: PusherParts) {
    this.#parts = parts;
  }

  /** The destinations that there are from now on. */
  take(names: readonly string[]): void {
    for (const [name, { takeBack }] of this.#all)
      if (!names.includes(name)) {
        takeBack();
        this.#all.delete(name);
      }
    for (const name of names)
      if (!this.#all.has(name)) {
        this.#all.set(name, { job: undefined, isDue: false, failures: 0, isStopped: false, takeBack: () => undefined });
        this.#want(name);
      }
  }

  /** Something has changed in the store. */
  changed(): void {
    for (const name of this.#all.keys()) this.#want(name);
  }

  jobOf(name: string): string | null {
    return this.#all.get(name)?.job?.id ?? null;
  }

  /** Somebody wants it: undefined where there is none of that name, or it is being pushed already. */
  ask(name: string, how: { readonly all?: boolean; readonly refused?: boolean }, by: string): Job | undefined {
    const standing = this.#all.get(name);
    if (standing === undefined || standing.job !== undefined) return undefined;
    standing.isStopped = false;
    return this.#push(name, standing, how, by);
  }

  end(): void {
    this.#isEnding = true;
    for (const { takeBack } of this.#all.values()) takeBack();
  }

  #want(name: string): void {
    const standing = this.#all.get(name);
    if (standing === undefined || !this.#parts.byItself() || standing.isStopped || this.#isEnding) return;
    if (standing.job !== undefined) standing.isDue = true;
    // One that fails is asked again after its wait, not at each change.
    else if (standing.failures === 0) this.#push(name, standing, {}, null);
  }

  #push(name: string, standing: Standing, how: object, by: string | null): Job {
    const { jobs } = this.#parts;
    standing.takeBack();
    const job = jobs.add({ kind: 'push', name, because: by === null ? 'changes' : 'asked', by, look: false });
    standing.job = job;
    standing.isDue = false;
    void this.#run(name, standing, job, how);
    return job;
  }

  async #run(name: string, standing: Standing, job: Job, how: object): Promise<void> {
    const { pool, onEnd } = this.#parts;
    job.begin();
    let failed = false;
    try {
      const row = (await pool.ask(
        'push',
        { name, ...how },
        { signal: job.signal, onEvent: (event) => job.hear(event as never) },
      )) as unknown as Pushed;
      failed = row.status === 'failed';
      job.end(row as unknown as Readonly<Record<string, unknown>>);
      onEnd(name, row, undefined);
    } catch (error) {
      if (!(error instanceof TaskError)) throw error;
      failed = error.code !== 'store.missing';
      standing.isStopped = error.code === STOPPED || (error.isUsage && error.code !== DIED);
      job.fail(error);
      if (error.code !== ENDING && error.code !== 'store.missing') onEnd(name, undefined, error);
    }
    standing.job = undefined;
    standing.failures = failed ? Math.min(standing.failures + 1, MOST_WAITS) : 0;
    this.#again(name, standing);
  }

  #again(name: string, standing: Standing): void {
    if (this.#isEnding || !this.#parts.byItself() || standing.isStopped || this.#all.get(name) !== standing) return;
    if (standing.isDue && standing.failures === 0) return void this.#push(name, standing, {}, null);
    const { clock } = this.#parts;
    const wait = standing.failures === 0 ? LOOKS : WAIT * 2 ** (standing.failures - 1);
    standing.takeBack = clock.at(clock.now() + wait, () => void this.#push(name, standing, {}, null));
  }
}
