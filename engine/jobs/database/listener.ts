import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobsDatabase } from './jobs-database.ts';

/** The first pause before another connection, and the longest, ms. */
const PAUSE = 250;
const LONGEST = 5000;

/** Hears what others tell through the database. What is told while there is no connection is lost: `onBack` says that some may be. */
export class Listener {
  readonly #db: JobsDatabase;
  readonly #channel: string;
  readonly #onHeard: (text: string) => void;
  readonly #onBack: () => void;
  readonly #end = new AbortController();
  #client: pg.Client | undefined;

  constructor(db: JobsDatabase, channel: string, onHeard: (text: string) => void, onBack: () => void) {
    this.#db = db;
    this.#channel = channel;
    this.#onHeard = onHeard;
    this.#onBack = onBack;
    void this.#keep();
  }

  async close(): Promise<void> {
    this.#end.abort();
    await this.#client?.end().catch(() => undefined);
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
    const client = new pg.Client(this.#db.connection);
    const broken = new Promise<void>((resolve) => {
      client.on('error', () => resolve());
      client.on('end', () => resolve());
    });
    client.on('notification', ({ payload }) => this.#onHeard(payload ?? ''));
    try {
      await client.connect();
      await client.query(`LISTEN ${this.#channel}`);
    } catch {
      // Whoever asks the database next is told why.
      await client.end().catch(() => undefined);
      return false;
    }
    this.#client = client;
    this.#onBack();
    if (this.#end.signal.aborted) await client.end().catch(() => undefined);
    await broken;
    await client.end().catch(() => undefined);
    return true;
  }
}
