import type { NewNotice, ToldChange, WaitingNotice } from '../../jobs/queue/notices.ts';
import type { Database } from '../../disk/database.ts';

/** What was told of health, and what is still to be told: kept over starts, for this server or for several. */
export interface KeptNotices {
  /** The states that were told last, by name. */
  told(): Promise<ReadonlyMap<string, string>>;
  /** Keeps the state, and what is to be told of it, together: it goes out once, whatever happens in between. False: another has told it. */
  keep(change: ToldChange, notice: NewNotice): Promise<boolean>;
  /** The oldest that the webhook has not taken. Those from before `since`, ms since epoch, are let go. */
  next(webhook: string, since: number): Promise<WaitingNotice | undefined>;
  taken(id: number): Promise<void>;
}

/** Of a server that is alone. */
export class OwnNotices implements KeptNotices {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  told(): Promise<ReadonlyMap<string, string>> {
    const rows = this.#db.all<{ name: string; state: string }>('SELECT name, state FROM told');
    return Promise.resolve(new Map(rows.map(({ name, state }) => [name, state])));
  }

  keep({ name, state }: ToldChange, { webhooks, body, at }: NewNotice): Promise<boolean> {
    this.#db.transaction(() => {
      this.#db.run('INSERT OR REPLACE INTO told VALUES (?, ?)', name, state);
      for (const webhook of webhooks) this.#db.run('INSERT INTO notices (webhook, body, at) VALUES (?, ?, ?)', webhook, body, at);
    });
    return Promise.resolve(true);
  }

  next(webhook: string, since: number): Promise<WaitingNotice | undefined> {
    this.#db.run('DELETE FROM notices WHERE at < ?', since);
    return Promise.resolve(
      this.#db.get<WaitingNotice>('SELECT id, body FROM notices WHERE webhook = ? ORDER BY id LIMIT 1', webhook),
    );
  }

  taken(id: number): Promise<void> {
    this.#db.run('DELETE FROM notices WHERE id = ?', id);
    return Promise.resolve();
  }
}
