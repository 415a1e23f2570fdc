/** Failed attempts that are let through at once, and how long one counts, ms. */
const MOST = 5;
const COUNTS = 60_000;
/** Of all together: a storm from many addresses must not keep the machine hashing. */
const MOST_OF_ALL = 50;
const MOST_REMEMBERED = 10_000;

/** Holds back those who guess: by the address and the name that they try, and all of them together. */
export class Throttle {
  readonly #now: () => number;
  readonly #failures = new Map<string, number[]>();
  #all: number[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Seconds until another attempt is let through; 0: now. */
  wait(...keys: readonly string[]): number {
    const from = this.#now() - COUNTS;
    this.#all = this.#all.filter((time) => time > from);
    const waits = keys.map((key) => this.#waitOf(this.#recent(key, from), MOST));
    return Math.max(...waits, this.#waitOf(this.#all, MOST_OF_ALL));
  }

  failed(...keys: readonly string[]): void {
    const now = this.#now();
    if (this.#failures.size > MOST_REMEMBERED) this.#failures.clear();
    for (const key of keys) this.#failures.set(key, [...this.#recent(key, now - COUNTS), now]);
    this.#all.push(now);
  }

  succeeded(...keys: readonly string[]): void {
    for (const key of keys) this.#failures.delete(key);
  }

  #recent(key: string, from: number): number[] {
    return (this.#failures.get(key) ?? []).filter((time) => time > from);
  }

  #waitOf(times: readonly number[], most: number): number {
    const oldest = times.at(-most);
    return oldest === undefined ? 0 : Math.ceil((oldest + COUNTS - this.#now()) / 1000);
  }
}
