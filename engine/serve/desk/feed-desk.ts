import type { Database } from '../../disk/database.ts';
import type { Missed } from '../schedule/decide.ts';

/** What is kept of a feed. Times in ms since epoch. */
export interface KeptFeed {
  readonly known: number;
  readonly served: number;
  readonly paused: { readonly since: number; readonly by: string } | undefined;
  readonly hold: boolean;
  readonly missed: (Missed & { readonly madeUp: boolean }) | undefined;
}

/** Where it is kept, for this server or for several. */
export interface FeedsDesk {
  /** What is kept of these is at hand afterwards. */
  know(names: readonly string[], now: number): Promise<void>;
  /** What is kept of it; from now on it is known. */
  meet(name: string, now: number): KeptFeed;
  served(name: string, until: number): void;
  missed(name: string, missed: KeptFeed['missed']): void;
  pause(name: string, paused: KeptFeed['paused']): void;
  hold(name: string, hold: boolean): void;
  /** Writes down what is not written yet. */
  flush(): void | Promise<void>;
}

interface Row {
  readonly known: number;
  readonly served: number;
  readonly paused_at: number | null;
  readonly paused_by: string | null;
  readonly hold: number;
  readonly missed: string | null;
}

/** What was served is written down after a while, ms: until then the store's own runs say it. */
const LATER = 2000;

/** Of each feed: since when it is known, which turns were served, whether it is paused. */
export class FeedDesk implements FeedsDesk {
  readonly #db: Database;
  readonly #served = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(db: Database) {
    this.#db = db;
  }

  know(): Promise<void> {
    return Promise.resolve();
  }

  meet(name: string, now: number): KeptFeed {
    this.#db.run('INSERT INTO feeds (name, known, served) VALUES (?, ?, 0) ON CONFLICT DO NOTHING', name, now);
    const row = this.#db.get<Row>('SELECT * FROM feeds WHERE name = ?', name) as Row;
    return {
      known: row.known,
      served: row.served,
      paused: row.paused_at === null ? undefined : { since: row.paused_at, by: row.paused_by ?? '' },
      hold: row.hold === 1,
      missed: row.missed === null ? undefined : (JSON.parse(row.missed) as KeptFeed['missed']),
    };
  }

  served(name: string, until: number): void {
    this.#served.set(name, until);
    this.#timer ??= setTimeout(() => this.flush(), LATER).unref();
  }

  /** Writes down what was served. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#served.size === 0) return;
    this.#db.transaction(() => {
      for (const [name, until] of this.#served)
        this.#db.run('UPDATE feeds SET served = max(served, ?) WHERE name = ?', until, name);
    });
    this.#served.clear();
  }

  missed(name: string, missed: KeptFeed['missed']): void {
    this.#db.run('UPDATE feeds SET missed = ? WHERE name = ?', JSON.stringify(missed), name);
  }

  pause(name: string, paused: KeptFeed['paused']): void {
    this.#db.run('UPDATE feeds SET paused_at = ?, paused_by = ? WHERE name = ?', paused?.since ?? null, paused?.by ?? null, name);
  }

  hold(name: string, hold: boolean): void {
    this.#db.run('UPDATE feeds SET hold = ? WHERE name = ?', hold ? 1 : 0, name);
  }
}
