import type { RateLimit } from '../language/model.ts';

export interface LimiterServices {
  /** Milliseconds, monotonic. */
  readonly ticks: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * One budget for a connection: so many requests under way, so many in a stretch of time. Under 429 the number under way is
 * halved, and grows again by one for each round of successes.
 */
export class Limiter {
  readonly #most: number;
  readonly #rate: RateLimit | undefined;
  readonly #services: LimiterServices;
  readonly #waiting: (() => void)[] = [];
  #allowed: number;
  #underWay = 0;
  #successes = 0;
  #tokens: number;
  #filledAt: number;
  #closedUntil = -Infinity;

  constructor(concurrency: number, rate: RateLimit | undefined, services: LimiterServices) {
    this.#most = this.#allowed = concurrency;
    this.#rate = rate;
    this.#services = services;
    this.#tokens = rate?.requests ?? 0;
    this.#filledAt = services.ticks();
  }

  /** Waits for a place; gives the function that gives it back (once, however often it is called). */
  async acquire(): Promise<() => void> {
    while (this.#underWay >= this.#allowed) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#underWay++;
    let held = true;
    const release = (): void => {
      if (!held) return;
      held = false;
      this.#underWay--;
      this.#wake();
    };
    try {
      await this.#waitForRate();
    } catch (error) {
      release();
      throw error;
    }
    return release;
  }

  succeeded(): void {
    if (this.#allowed >= this.#most || ++this.#successes < this.#allowed) return;
    this.#successes = 0;
    this.#allowed++;
    this.#wake();
  }

  /** The server says that it is too much. */
  slowDown(): void {
    this.#allowed = Math.max(1, Math.floor(this.#allowed / 2));
    this.#successes = 0;
  }

  /** No request before so many milliseconds have passed. */
  closeFor(ms: number): void {
    this.#closedUntil = Math.max(this.#closedUntil, this.#services.ticks() + ms);
  }

  #wake(): void {
    for (let free = this.#allowed - this.#underWay; free > 0 && this.#waiting.length > 0; free--) this.#waiting.shift()?.();
  }

  async #waitForRate(): Promise<void> {
    const { ticks, sleep, signal } = this.#services;
    for (let wait = this.#closedUntil - ticks(); wait > 0; wait = this.#closedUntil - ticks()) await sleep(wait, signal);
    if (this.#rate === undefined) return;
    const { requests, perMs } = this.#rate;
    const now = ticks();
    this.#tokens = Math.min(requests, this.#tokens + ((now - this.#filledAt) * requests) / perMs);
    this.#filledAt = now;
    this.#tokens--;
    // A negative balance is the queue: each waits until its own token has come.
    if (this.#tokens < 0) await sleep((-this.#tokens * perMs) / requests, signal);
  }
}
