import type { RateLimit } from '../../language/model.ts';

export interface LimiterServices {
  /** Milliseconds, monotonic. */
  readonly ticks: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
}

type Awaitable<T> = T | Promise<T>;

/** What several processes know together of what one account may send. Nothing is taken ahead of time: one that dies leaves no moment unused. */
export interface SharedBudget {
  /** Takes this moment for a request, or tells how many ms to wait before asking again. */
  take(rate: RateLimit): Awaitable<number>;
  /** Nobody sends a request before so many ms have passed. */
  closeFor(ms: number): Awaitable<void>;
  /** For how many more ms nobody sends a request; 0: they may. */
  closedFor(): Awaitable<number>;
  /** Waits for one of `most` places for a request that is under way; gives what frees it. Without it each process has all for itself. */
  readonly enter?: (most: number, signal: AbortSignal) => Promise<() => void>;
}

/** Leave to have one request under way. */
export interface Turn {
  /** Given back once, however often it is called. */
  release(): void;
  succeeded(): void;
  /** The server says that it is too much. */
  slowDown(): void;
}

/**
 * One budget for a connection: so many requests under way, so many in a stretch of time. Under 429 the number under way is
 * halved, and grows again by one with each round of successes.
 */
export class Limiter {
  readonly #most: number;
  readonly #services: LimiterServices;
  readonly #rate: RateLimit | undefined;
  readonly #shared: SharedBudget | undefined;
  readonly #waiting: { readonly go: () => void; readonly stop: (reason: unknown) => void }[] = [];
  /** When the last requests were sent, as a ring: none is sent before the one a whole limit ago is old enough. */
  readonly #sent: number[] = [];
  #next = 0;
  #allowed: number;
  #underWay = 0;
  #successes = 0;
  #slowedAt = -Infinity;
  #closedUntil = -Infinity;
  #lastPaced: Promise<void> = Promise.resolve();

  constructor(concurrency: number, rate: RateLimit | undefined, services: LimiterServices, shared?: SharedBudget) {
    this.#most = this.#allowed = concurrency;
    this.#rate = rate;
    this.#shared = shared;
    this.#services = services;
    services.signal.addEventListener('abort', () => this.#waiting.splice(0).forEach(({ stop }) => stop(services.signal.reason)), {
      once: true,
    });
  }

  /** Waits for its turn, in order of asking. `urgent`: others wait for this one, so it does not wait for any of them to end. */
  async acquire(urgent = false): Promise<Turn> {
    const release = urgent ? () => undefined : await this.#enter();
    try {
      await this.#pace();
    } catch (error) {
      release();
      throw error;
    }
    const startedAt = this.#services.ticks();
    return { release, succeeded: () => this.#grow(), slowDown: () => this.#shrink(startedAt) };
  }

  /** No request is sent before so many milliseconds have passed. */
  async closeFor(ms: number): Promise<void> {
    this.#closedUntil = Math.max(this.#closedUntil, this.#services.ticks() + ms);
    await this.#shared?.closeFor(ms);
  }

  /** First a place among those of this process, then one among those of all. */
  async #enter(): Promise<() => void> {
    await this.#place();
    const release = this.#releasing();
    try {
      const leave = await this.#shared?.enter?.(this.#most, this.#services.signal);
      return once(() => {
        leave?.();
        release();
      });
    } catch (error) {
      release();
      throw error;
    }
  }

  async #place(): Promise<void> {
    this.#services.signal.throwIfAborted();
    if (this.#underWay < this.#allowed && this.#waiting.length === 0) this.#underWay++;
    else await new Promise<void>((go, stop) => this.#waiting.push({ go, stop }));
  }

  #releasing(): () => void {
    return once(() => {
      this.#underWay--;
      this.#wake();
    });
  }

  #wake(): void {
    for (; this.#underWay < this.#allowed && this.#waiting.length > 0; this.#underWay++) this.#waiting.shift()?.go();
  }

  #grow(): void {
    if (this.#allowed >= this.#most || ++this.#successes < this.#allowed) return;
    this.#successes = 0;
    this.#allowed++;
    this.#wake();
  }

  #shrink(startedAt: number): void {
    // Requests that were under way at the last shrinking say nothing of what holds since.
    if (startedAt < this.#slowedAt) return;
    this.#slowedAt = this.#services.ticks();
    this.#allowed = Math.max(1, Math.floor(this.#allowed / 2));
    this.#successes = 0;
  }

  /** One after the other, so that the moments are given in the order of asking. */
  #pace(): Promise<void> {
    const paced = this.#lastPaced.then(() => this.#moment());
    this.#lastPaced = paced.catch(() => undefined);
    return paced;
  }

  async #moment(): Promise<void> {
    const { sleep, signal } = this.#services;
    // Asked anew after each wait: meanwhile the server may have said something, or another process have been quicker.
    for (let wait = await this.#take(); wait > 0; wait = await this.#take()) await sleep(wait, signal);
  }

  /** Takes this moment for a request, or tells how many ms to wait before asking again. */
  async #take(): Promise<number> {
    const shared = (await this.#shared?.closedFor()) ?? 0;
    const closed = Math.max(this.#closedUntil - this.#services.ticks(), shared);
    if (closed > 0 || this.#rate === undefined) return closed;
    const { requests, perMs } = this.#rate;
    const own = (this.#sent[this.#next] ?? -Infinity) + perMs - this.#services.ticks();
    const wait = own > 0 ? own : ((await this.#shared?.take(this.#rate)) ?? 0);
    if (wait > 0) return wait;
    this.#sent[this.#next] = this.#services.ticks();
    this.#next = (this.#next + 1) % requests;
    return 0;
  }
}

/** Does it the first time only. */
const once = (work: () => void): (() => void) => {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    work();
  };
};
