import { setTimeout as sleep } from 'node:timers/promises';
import { EngineError } from '../../language/basics/errors.ts';
import type { JobsDatabase } from './jobs-database.ts';

/** How often those that are not first ask to be, ms. */
const ASKS = 3000;

/** Of all servers of a project one is first, as long as its connection lasts: it does what must happen once. */
export class Lead {
  readonly #db: JobsDatabase;
  readonly #onFirst: () => void;
  readonly #end = new AbortController();
  readonly #kept: Promise<void>;
  #close = (): void => undefined;
  #isFirst = false;

  constructor(db: JobsDatabase, onFirst: () => void) {
    this.#db = db;
    this.#onFirst = onFirst;
    this.#kept = this.#keep();
  }

  get isFirst(): boolean {
    return this.#isFirst;
  }

  async close(): Promise<void> {
    this.#end.abort();
    this.#close();
    await this.#kept;
  }

  async #keep(): Promise<void> {
    while (!this.#end.signal.aborted) {
      await this.#lead();
      this.#isFirst = false;
      await sleep(ASKS, undefined, { signal: this.#end.signal }).catch(() => undefined);
    }
  }

  /** Until the connection ends. */
  async #lead(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    try {
      const { session, close } = await this.#db.pool.own(resolve);
      this.#close = () => {
        close();
        resolve();
      };
      while (!this.#end.signal.aborted && !(await this.#asks(session)))
        await sleep(ASKS, undefined, { signal: this.#end.signal }).catch(() => undefined);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      return this.#close();
    }
    if (this.#end.signal.aborted) return this.#close();
    this.#isFirst = true;
    this.#onFirst();
    await promise;
  }

  async #asks(session: Pick<JobsDatabase['pool'], 'get'>): Promise<boolean> {
    const row = await session.get<{ readonly first: boolean }>('SELECT pg_try_advisory_lock(hashtext($1)) AS first', [
      `feedwright leads ${this.#db.schema}`,
    ]);
    return row?.first === true;
  }
}
