import type { Taken } from '../job.ts';

/** `asked`: somebody wants it stopped; `ending`: the worker ends; `lost`: another has the run by now. */
export type WhyStopped = 'asked' | 'ending' | 'lost';

interface Entry {
  readonly taken: Taken;
  readonly stop: AbortController;
  why: WhyStopped | undefined;
}

/** What a worker has under way. */
export class InHand {
  readonly #all = new Map<number, Entry>();

  get size(): number {
    return this.#all.size;
  }

  tokens(): ReadonlySet<number> {
    return new Set(this.#all.keys());
  }

  /** Gives the signal by which the run is stopped. */
  add(taken: Taken): AbortSignal {
    const stop = new AbortController();
    this.#all.set(taken.token, { taken, stop, why: undefined });
    return stop.signal;
  }

  delete({ token }: Taken): void {
    this.#all.delete(token);
  }

  stop(token: number, why: WhyStopped): void {
    const entry = this.#all.get(token);
    if (entry === undefined || entry.why === 'lost') return;
    entry.why = why === 'lost' ? 'lost' : (entry.why ?? why);
    entry.stop.abort(new Error('interrupted'));
  }

  stopJob(job: string, why: WhyStopped): void {
    for (const [token, { taken }] of this.#all) if (taken.job === job) this.stop(token, why);
  }

  stopAll(why: WhyStopped): void {
    for (const token of this.#all.keys()) this.stop(token, why);
  }

  whyStopped({ token }: Taken): WhyStopped | undefined {
    return this.#all.get(token)?.why;
  }
}
