/** setTimeout takes no more than this. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * The time that an exchange may spend waiting for the vendor, over all its attempts. The time that the reader of a body takes
 * for its own work does not count: a long dump may be worked on for hours.
 */
export class CallBudget {
  readonly #controller = new AbortController();
  readonly #ticks: () => number;
  readonly #limit: number;
  #left: number;

  /** `limit` in ms; `ticks` is monotonic. */
  constructor(limit: number, ticks: () => number) {
    this.#limit = this.#left = limit;
    this.#ticks = ticks;
  }

  /** Aborted when the time has been spent. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Ms that have been spent by work that has ended. */
  get spent(): number {
    return this.#limit - this.#left;
  }

  /** Does work that is waiting for the vendor. */
  async spend<T>(work: () => Promise<T>): Promise<T> {
    const from = this.#ticks();
    const timer = setTimeout(() => this.#controller.abort(), Math.min(Math.max(this.#left, 0), LONGEST_TIMER));
    try {
      return await work();
    } finally {
      clearTimeout(timer);
      this.#left -= this.#ticks() - from;
    }
  }
}
