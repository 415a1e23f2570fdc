import { randomBytes } from 'node:crypto';
import type { PostgresPool } from '../database/pool.ts';
import { askForPlaces, givePlacesBack, type PlaceRow } from './budget-sql.ts';

/** Ms after which the places of a process that says nothing more come free: longer than a busy one is silent. */
const LASTS = 20_000;
const RENEWED_EVERY = 5000;
/** Ms between two questions of one who waits. */
const PAUSE = 25;
/** Ms that a place is kept for the next request, so that not each has to ask. */
const KEPT = 100;

interface Waiter {
  readonly most: number;
  readonly go: (place: number) => void;
  readonly fail: (cause: unknown) => void;
}

/**
 * The places of one account for requests under way, as this process has them: it hands them on among its own requests for as long as no
 * other process waits, else it gives them back, and they go to whoever has asked first.
 */
export class PlaceQueue {
  readonly #db: PostgresPool;
  readonly #key: string;
  readonly #holder = randomBytes(12).toString('hex');
  /** Places that this process has, by their numbers; true: a request uses it. */
  readonly #places = new Map<number, boolean>();
  readonly #waiters: Waiter[] = [];
  /** Places that this process waits for. */
  #waiting = new Set<number>();
  /** Places that were given back; true: the database knows. What it said before that may name them still. */
  readonly #back = new Map<number, boolean>();
  /** As those say who ask. */
  #most = 1;
  #othersWait = false;
  #isAsking = false;
  #renewal: NodeJS.Timeout | undefined;
  #tidying: NodeJS.Timeout | undefined;

  constructor(db: PostgresPool, key: string) {
    this.#db = db;
    this.#key = key;
  }

  /** Waits for one of `most` places; gives what frees it. Rejects where the database can't be asked, and when the signal is aborted. */
  async enter(most: number, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    const place = this.#kept() ?? (await this.#wait(most, signal));
    this.#places.set(place, true);
    let isLeft = false;
    return () => {
      if (!isLeft) this.#leave(place);
      isLeft = true;
    };
  }

  #kept(): number | undefined {
    if (this.#othersWait || this.#waiters.length > 0) return undefined;
    for (const [place, isUsed] of this.#places) if (!isUsed) return place;
    return undefined;
  }

  #wait(most: number, signal: AbortSignal): Promise<number> {
    return new Promise((go, fail) => {
      const stop = (): void => {
        const at = this.#waiters.indexOf(waiter);
        if (at >= 0) this.#waiters.splice(at, 1);
        fail(signal.reason as Error);
      };
      const settled =
        <T>(settle: (value: T) => void) =>
        (value: T): void => {
          signal.removeEventListener('abort', stop);
          settle(value);
        };
      const waiter: Waiter = { most, go: settled(go), fail: settled(fail) };
      signal.addEventListener('abort', stop, { once: true });
      this.#waiters.push(waiter);
      void this.#ask();
    });
  }

  #leave(place: number): void {
    if (!this.#places.has(place)) return;
    const next = this.#othersWait ? undefined : this.#waiters.shift();
    if (next !== undefined) return next.go(place);
    this.#places.set(place, false);
    if (this.#othersWait) this.#giveBack(place);
    else if (this.#tidying === undefined) this.#tidying = setTimeout(() => this.#tidy(), KEPT).unref();
  }

  /** Places that nobody has used since. */
  #tidy(): void {
    this.#tidying = undefined;
    for (const [place, isUsed] of this.#places) if (!isUsed) this.#giveBack(place);
  }

  #giveBack(place: number): void {
    this.#places.delete(place);
    this.#back.set(place, false);
    void this.#flush();
  }

  get #owed(): readonly number[] {
    return [...this.#back].filter(([, isKnown]) => !isKnown).map(([place]) => place);
  }

  /** What can't be given back now is given back with the next question, or comes free by itself. */
  async #flush(): Promise<void> {
    const owed = this.#owed;
    try {
      await givePlacesBack(this.#db, owed);
      for (const place of owed) this.#back.set(place, true);
    } catch {
      return;
    }
    if (this.#waiters.length > 0) void this.#ask();
  }

  /** Asks until nobody waits any more; so whoever hands places on learns soon that others wait for them. */
  async #ask(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    try {
      do {
        await this.#askOnce();
        if (this.#waiters.length > 0) await new Promise((done) => setTimeout(done, PAUSE * (0.5 + Math.random())));
      } while (this.#waiters.length > 0);
    } catch (cause) {
      for (const { fail } of this.#waiters.splice(0)) fail(cause);
    } finally {
      this.#isAsking = false;
      this.#withdrawUnwanted();
    }
  }

  async #askOnce(): Promise<void> {
    const more = Math.max(0, this.#waiters.length - this.#waiting.size);
    const before = [...this.#back.keys()];
    const rows = await askForPlaces(this.#db, this.#key, { holder: this.#holder, more, back: this.#owed, lasts: LASTS });
    this.#renewal ??= setInterval(() => void this.#renew(), RENEWED_EVERY).unref();
    this.#most = Math.max(1, ...this.#waiters.map((one) => one.most), ...(this.#waiters.length === 0 ? [this.#most] : []));
    this.#forgetLost(rows);
    this.#othersWait = rows.some(({ own, rank }) => !own && rank > this.#most);
    this.#waiting = new Set();
    for (const { id, own, rank } of rows) {
      if (!own || this.#places.has(id) || this.#back.has(id)) continue;
      if (rank > this.#most) this.#waiting.add(id);
      else this.#given(id);
    }
    for (const place of before) this.#back.delete(place);
    this.#withdrawUnwanted();
  }

  /** Of a process that was stopped for long: others may have them by now, so they are not handed on. */
  #forgetLost(rows: readonly PlaceRow[]): void {
    const there = new Set(rows.map(({ id }) => id));
    for (const place of this.#places.keys()) if (!there.has(place)) this.#places.delete(place);
  }

  #given(place: number): void {
    this.#places.set(place, false);
    const next = this.#waiters.shift();
    if (next === undefined) return this.#giveBack(place);
    this.#places.set(place, true);
    next.go(place);
  }

  /** Those who were to have it have gone, or were given another one. */
  #withdrawUnwanted(): void {
    const unwanted = [...this.#waiting].slice(this.#waiters.length);
    for (const place of unwanted) {
      this.#waiting.delete(place);
      this.#giveBack(place);
    }
  }

  async #renew(): Promise<void> {
    if (this.#places.size > 0 || this.#waiters.length > 0 || this.#owed.length > 0) return this.#ask();
    clearInterval(this.#renewal);
    this.#renewal = undefined;
  }
}
