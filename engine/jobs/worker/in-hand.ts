import type { Taken } from '../job.ts';

/** `asked`: somebody wants it stopped; `ending`: the worker ends; `lost`: another has the run by now. */
export type WhyStopped = 'asked' | 'ending' | 'lost';

interface Entry {
  readonly taken: Taken;
  readonly stop: AbortController;
  why: WhyStopped | undefined;
}

type Taking = Pick<Taken, 'job' | 'attempt'>;

const keyOf = ({ job, attempt }: Taking): string => `${job} ${attempt}`;

/** What a worker has under way. */
export class InHand {
  readonly #all = new Map<string, Entry>();

  get size(): number {
    return this.#all.size;
  }

  all(): readonly Taken[] {
    return [...this.#all.values()].map(({ taken }) => taken);
  }

  /** Gives the signal by which the run is stopped. */
  add(taken: Taken): AbortSignal {
    const stop = new AbortController();
    this.#all.set(keyOf(taken), { taken, stop, why: undefined });
    return stop.signal;
  }

  delete(taken: Taking): void {
    this.#all.delete(keyOf(taken));
  }

  stop(taken: Taking, why: WhyStopped): void {
    const entry = this.#all.get(keyOf(taken));
    if (entry === undefined || entry.why === 'lost') return;
    entry.why = why === 'lost' ? 'lost' : (entry.why ?? why);
    entry.stop.abort(new Error('interrupted'));
  }

  stopJob(job: string, why: WhyStopped): void {
    for (const taken of this.all()) if (taken.job === job) this.stop(taken, why);
  }

  stopAll(why: WhyStopped): void {
    for (const taken of this.all()) this.stop(taken, why);
  }

  whyStopped(taken: Taking): WhyStopped | undefined {
    return this.#all.get(keyOf(taken))?.why;
  }
}
