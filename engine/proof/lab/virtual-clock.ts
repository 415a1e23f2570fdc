import { performance } from 'node:perf_hooks';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Time that passes only where somebody waits for it: a wait of an hour is over at once, and an hour later. */
export class VirtualClock {
  #now: number;
  #skipped = 0;
  #sleepers: Sleeper[] = [];
  #isWaking = false;

  /** `now`: ms since epoch. */
  constructor(now: number) {
    this.#now = now;
  }

  readonly now = (): number => this.#now;

  /** Monotonic, ms: what has really passed, and what was skipped. */
  readonly ticks = (): number => performance.now() + this.#skipped;

  set(now: number): void {
    this.#now = now;
  }

  readonly sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(signal.reason as Error);
      const giveUp = (): void => {
        this.#sleepers = this.#sleepers.filter((one) => one !== sleeper);
        reject(signal?.reason as Error);
      };
      const wake = (): void => {
        signal?.removeEventListener('abort', giveUp);
        resolve();
      };
      // A clock shows whole milliseconds, a random pause has parts of one.
      const sleeper = { at: this.#now + Math.ceil(Math.max(0, ms)), wake };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', giveUp, { once: true });
      this.#wakeLater();
    });

  /** Whoever else is about to wait gets the time to say so: those that wait together wake at their own times. */
  #wakeLater(): void {
    if (this.#isWaking) return;
    this.#isWaking = true;
    setImmediate(() => {
      this.#isWaking = false;
      const first = this.#sleepers.toSorted((a, b) => a.at - b.at)[0];
      if (first === undefined) return;
      this.#sleepers = this.#sleepers.filter((one) => one !== first);
      if (first.at > this.#now) {
        this.#skipped += first.at - this.#now;
        this.#now = first.at;
      }
      first.wake();
      if (this.#sleepers.length > 0) this.#wakeLater();
    });
  }
}
