import { setTimeout as sleep } from 'node:timers/promises';
import { EngineError } from '../../language/basics/errors.ts';
import type { JobsDatabase } from './jobs-database.ts';

/** The first pause before another connection, and the longest, ms. */
const PAUSE = 250;
const LONGEST = 5000;

export interface Hearing {
  readonly onHeard: (text: string) => void;
  /** There is a connection, for the first time or again: what was told before it is not heard. */
  readonly onBack: () => void;
}

/** Hears what others tell through the database, over a connection of its own. */
export class Listener {
  readonly #db: JobsDatabase;
  readonly #channel: string;
  readonly #hearing: Hearing;
  readonly #end = new AbortController();
  #close = (): void => undefined;
  readonly #kept: Promise<void>;

  constructor(db: JobsDatabase, channel: string, hearing: Hearing) {
    this.#db = db;
    this.#channel = channel;
    this.#hearing = hearing;
    this.#kept = this.#keep();
  }

  async close(): Promise<void> {
    this.#end.abort();
    this.#close();
    await this.#kept;
  }

  async #keep(): Promise<void> {
    let pause = PAUSE;
    while (!this.#end.signal.aborted) {
      if (await this.#listen()) pause = PAUSE;
      await sleep(pause, undefined, { signal: this.#end.signal }).catch(() => undefined);
      pause = Math.min(pause * 2, LONGEST);
    }
  }

  /** Until the connection breaks; gives whether there was one. */
  async #listen(): Promise<boolean> {
    const broken = Promise.withResolvers<void>();
    try {
      const { session, close } = await this.#db.pool.own(broken.resolve);
      this.#close = () => {
        close();
        broken.resolve();
      };
      if (this.#end.signal.aborted) this.#close();
      session.client.on('notification', ({ payload }) => this.#hearing.onHeard(payload ?? ''));
      await session.script(`LISTEN ${this.#channel}`);
    } catch (error) {
      // Whoever asks the database next is told why.
      if (!(error instanceof EngineError)) throw error;
      this.#close();
      return false;
    }
    this.#hearing.onBack();
    await broken.promise;
    return true;
  }
}
