import type { RateLimit } from '../language/model.ts';

export interface LimiterServices {
  /** Milliseconds, monotonic. */
  readonly ticks: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
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
  readonly #waiting: { readonly go: () => void; readonly stop: (reason: unknown) => void }[] = [];
  /** When the last requests were sent, as a ring: none is sent before the one a whole limit ago is old enough. */
  readonly #sent: number[] = [];
  #next = 0;
  #allowed: number;
  #underWay = 0;
  #successes = 0;
  #slowedAt = -Infinity;
  #closedUntil = -Infinity;

  constructor(concurrency: number, rate: RateLimit | undefined, services: LimiterServices) {
    this.#most = this.#allowed = concurrency;
    this.#rate = rate;
    this.#services = services;
    services.signal.addEventListener('abort', () => this.#waiting.splice(0).forEach(({ stop }) => stop(services.signal.reason)), {
      once: true,
    });
  }

  /** Waits for its turn, in order of asking. `urgent`: others wait for this one, so it does not wait for any of them to end. */
  async acquire(urgent = false): Promise<Turn> {
    if (!urgent) await this.#place();
    const release = urgent ? () => undefined : this.#releasing();
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
  closeFor(ms: number): void {
    this.#closedUntil = Math.max(this.#closedUntil, this.#services.ticks() + ms);
  }

  async #place(): Promise<void> {
    this.#services.signal.throwIfAborted();
    if (this.#underWay < this.#allowed && this.#waiting.length === 0) this.#underWay++;
    else await new Promise<void>((go, stop) => this.#waiting.push({ go, stop }));
  }

  #releasing(): () => void {
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.#underWay--;
      this.#wake();
    };
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

  async #pace(): Promise<void> {
    const { ticks, sleep, signal } = this.#services;
    if (this.#rate !== undefined) {
      const { requests, perMs } = this.#rate;
      const now = ticks();
      const at = Math.max(now, (this.#sent[this.#next] ?? -Infinity) + perMs);
      this.#sent[this.#next] = at;
      this.#next = (this.#next + 1) % requests;
      if (at > now) await sleep(at - now, signal);
    }
    for (let wait = this.#closedUntil - ticks(); wait > 0; wait = this.#closedUntil - ticks()) await sleep(wait, signal);
  }
}
