import { randomBytes, scryptSync } from 'node:crypto';
import { closeSync, existsSync, openSync } from 'node:fs';
import { EngineError } from '../../../language/basics/errors.ts';
import type { RateLimit } from '../../../language/model.ts';
import type { Account, Budget, BudgetServices } from '../../budget.ts';
import { patiently, PAUSE, useLog } from '../database/connect.ts';
import { Database } from '../../../disk/database.ts';
import { tellingStorage } from '../../../disk/storage-errors.ts';

/** Milliseconds that a process waits for another's transaction, all of which take less than one. */
const PATIENCE = 3000;

/** Times in ms since epoch: a clock that all processes of a machine have in common. */
const SCHEMA = `
CREATE TABLE IF NOT EXISTS salt (one INTEGER PRIMARY KEY CHECK (one = 1), bytes BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS closed (account TEXT PRIMARY KEY, said_at REAL NOT NULL, until REAL NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sent (id INTEGER PRIMARY KEY, account TEXT NOT NULL, at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS sent_by_time ON sent (account, at);`;

/** The file that processes with one store have in common; it is made by the first that has something to say. */
export const budgetsPath = (store: string): string => `${store}.budgets`;

const open = (path: string): Database => {
  tellingStorage(path, () => closeSync(openSync(path, 'a', 0o600)));
  const db = new Database(path, { timeout: PAUSE });
  try {
    useLog(db);
    // Nothing is waited for on the disk: after a power cut a request too few may be known.
    db.exec('PRAGMA synchronous = NORMAL');
    db.transaction(() => {
      db.exec(SCHEMA);
      db.run('INSERT OR IGNORE INTO salt VALUES (1, ?)', randomBytes(16));
    });
    db.exec(`PRAGMA busy_timeout = ${PATIENCE}`);
    return db;
  } catch (cause) {
    db.close();
    throw cause;
  }
};

/** What one account has sent, and how long the server wants it to wait, for all processes that use the file. */
export class SharedBudget implements Budget {
  readonly #path: string;
  readonly #account: Account;
  readonly #services: BudgetServices;
  #opened: { readonly db: Database; readonly key: string } | undefined;
  #failed = false;
  /** Until when this process knows that it waits. */
  #knownUntil = -Infinity;

  constructor(path: string, account: Account, services: BudgetServices) {
    this.#path = path;
    this.#account = account;
    this.#services = services;
  }

  /** Takes this moment for a request, or tells how many ms to wait before asking again. */
  take({ requests, perMs }: RateLimit): number {
    return this.#together(({ db, key }) => {
      const now = this.#services.clock();
      this.#forgetFuture(db, key, now);
      db.run('DELETE FROM sent WHERE account = ? AND at <= ?', key, now - perMs);
      const [last] = db.all<{ at: number }>(
        'SELECT at FROM sent WHERE account = ? ORDER BY at DESC LIMIT 1 OFFSET ?',
        key,
        requests - 1,
      );
      if (last !== undefined) return last.at + perMs - now;
      db.run('INSERT INTO sent (account, at) VALUES (?, ?)', key, now);
      return 0;
    });
  }

  /** Nobody sends a request before so many ms have passed. */
  closeFor(ms: number): void {
    if (ms <= 0) return;
    this.#together(({ db, key }) => {
      const now = this.#services.clock();
      this.#knownUntil = Math.max(this.#knownUntil, now + ms);
      if (ms > this.#left(db, key, now)) db.run('INSERT OR REPLACE INTO closed VALUES (?, ?, ?)', key, now, now + ms);
      return 0;
    });
  }

  /** For how many more ms nobody sends a request; 0: they may. */
  closedFor(): number {
    // Where nobody ever said anything there is no file, and none is made.
    if (this.#opened === undefined && !existsSync(this.#path)) return 0;
    return this.#tellingStorage(({ db, key }) => {
      const found = db.get<{ until: number }>('SELECT until FROM closed WHERE account = ?', key);
      const now = this.#services.clock();
      if (found === undefined || found.until <= now) return 0;
      const left = db.transaction(() => this.#left(db, key, now));
      if (now + left > this.#knownUntil) {
        this.#knownUntil = now + left;
        this.#services.onClosed?.(left);
      }
      return left;
    });
  }

  close(): void {
    this.#opened?.db.close();
    this.#opened = undefined;
    this.#failed = true;
  }

  /** What was said later than now was said before the clock was set back: it holds from now on, once. */
  #left(db: Database, key: string, now: number): number {
    const found = db.get<{ said_at: number; until: number }>('SELECT said_at, until FROM closed WHERE account = ?', key);
    if (found === undefined) return 0;
    const { said_at, until } = found;
    if (said_at <= now) return Math.max(0, until - now);
    db.run('UPDATE closed SET said_at = ?, until = ? WHERE account = ?', now, now + until - said_at, key);
    return until - said_at;
  }

  /** Requests that are still to come were sent before the clock was set back: the last of them counts as sent now. */
  #forgetFuture(db: Database, key: string, now: number): void {
    const latest = db.get<{ at: number | null }>('SELECT max(at) AS at FROM sent WHERE account = ?', key)?.at ?? now;
    if (latest > now) db.run('UPDATE sent SET at = at - ? WHERE account = ?', latest - now, key);
  }

  #together(work: (opened: { readonly db: Database; readonly key: string }) => number): number {
    return this.#tellingStorage((opened) => opened.db.transaction(() => work(opened)));
  }

  /** A file that can't be used stops no run. */
  #tellingStorage(work: (opened: { readonly db: Database; readonly key: string }) => number): number {
    if (this.#failed) return 0;
    try {
      return work((this.#opened ??= this.#open()));
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      this.close();
      this.#services.onFailure(error);
      return 0;
    }
  }

  #open(): { readonly db: Database; readonly key: string } {
    const db = patiently(() => open(this.#path), PATIENCE / (2 * PAUSE));
    const salt = db.get<{ bytes: Uint8Array }>('SELECT bytes FROM salt')?.bytes ?? new Uint8Array();
    return { db, key: scryptSync(JSON.stringify(this.#account), salt, 16, { N: 4096 }).toString('hex') };
  }
}
