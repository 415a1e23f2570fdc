import { setTimeout as sleep } from 'node:timers/promises';

/**
 * The time of a run that is recorded: it stands still but for what the run waits, as that of a run over the recording does, so that both
 * ask for the same times.
 */
export class RecordingClock {
  #now: number;

  /** `now`: ms since epoch. */
  constructor(now: number) {
    this.#now = now;
  }

  readonly now = (): number => this.#now;

  readonly sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
    // As a run over the recording counts it, in whole milliseconds.
    const wakes = this.#now + Math.ceil(Math.max(0, ms));
    await sleep(ms, undefined, signal === undefined ? {} : { signal });
    this.#now = Math.max(this.#now, wakes);
  };
}
