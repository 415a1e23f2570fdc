import { closeSync, openSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { tellingStorage, storageError } from './storage-errors.ts';

/** Milliseconds that a statement waits for another process's transaction. */
export const BUSY_TIMEOUT = 20_000;

export type Bindable = string | number | null | Uint8Array;

/** One connection: remembered statements, short transactions, failures as EngineErrors. Never bind a Date: it becomes NULL silently. */
export class Database {
  readonly path: string;
  readonly #db: DatabaseSync;
  readonly #isFleeting: boolean;
  readonly #statements = new Map<string, StatementSync>();
  readonly #rolledBack: (() => void)[] = [];
  /** Ends with the latest piece of work that was asked for. */
  #turn: Promise<void> = Promise.resolve();

  constructor(
    path: string,
    options: {
      readonly readOnly?: boolean;
      readonly location?: string | URL;
      readonly timeout?: number;
      /** The disk is never waited for: nothing of it need survive a power cut. */
      readonly isFleeting?: boolean | undefined;
    } = {},
  ) {
    this.path = path;
    this.#isFleeting = options.isFleeting === true;
    this.#db = tellingStorage(
      path,
      () =>
        new DatabaseSync(options.location ?? path, {
          readOnly: options.readOnly ?? false,
          timeout: options.timeout ?? BUSY_TIMEOUT,
        }),
    );
    if (this.#isFleeting) this.exec('PRAGMA synchronous = OFF');
  }

  /** A prepared statement, remembered by its text: for the loops inside a transaction. */
  statement(sql: string): StatementSync {
    let found = this.#statements.get(sql);
    if (found === undefined) {
      found = this.#db.prepare(sql);
      this.#statements.set(sql, found);
    }
    return found;
  }

  /** `Row` is what the statement's columns are: the caller says so. */
  get<Row>(sql: string, ...values: readonly Bindable[]): Row | undefined {
    return tellingStorage(this.path, () => this.statement(sql).get(...values)) as Row | undefined;
  }

  all<Row>(sql: string, ...values: readonly Bindable[]): Row[] {
    return tellingStorage(this.path, () => this.statement(sql).all(...values)) as Row[];
  }

  /** Streams rows. A statement of its own, so that two readers of one text don't disturb each other. */
  *iterate<Row>(sql: string, ...values: readonly Bindable[]): Generator<Row, void> {
    const rows = tellingStorage(this.path, () => this.#db.prepare(sql).iterate(...(values as SQLInputValue[])));
    try {
      for (
        let next = tellingStorage(this.path, () => rows.next());
        next.done !== true;
        next = tellingStorage(this.path, () => rows.next())
      )
        yield next.value as Row;
    } finally {
      // A reader that stops early would else hold on to its view of the database, and the log could not be cut.
      rows.return?.();
    }
  }

  run(sql: string, ...values: readonly Bindable[]): { readonly changes: number; readonly id: number } {
    const result = tellingStorage(this.path, () => this.statement(sql).run(...values));
    return { changes: Number(result.changes), id: Number(result.lastInsertRowid) };
  }

  exec(sql: string): void {
    tellingStorage(this.path, () => this.#db.exec(sql));
  }

  /** Writes a whole copy to a file that is not there yet, the user's own from its first byte. */
  copyTo(path: string): void {
    tellingStorage(path, () => {
      closeSync(openSync(path, 'wx', 0o600));
      this.#db.exec(`VACUUM INTO '${path.replaceAll("'", "''")}'`);
    });
  }

  /** Called when a transaction is undone: what was remembered of it is wrong. */
  onRollback(forget: () => void): void {
    this.#rolledBack.push(forget);
  }

  /**
   * Runs `work` in one IMMEDIATE transaction. `durable`: it survives a power cut from the moment this returns
   * (otherwise it survives the process's death, and a power cut may undo the latest ones, never a part of one).
   */
  transaction<T>(work: () => T, durable = false): T {
    const waits = durable && !this.#isFleeting;
    if (waits) this.exec('PRAGMA synchronous = FULL');
    try {
      this.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        this.#db.exec('COMMIT');
        return result;
      } catch (cause) {
        throw this.#undone(cause);
      }
    } finally {
      if (waits && !this.#db.isTransaction) this.exec('PRAGMA synchronous = NORMAL');
    }
  }

  /**
   * The same for work that waits for promises (never for anything from outside: the transaction is open meanwhile). What else would
   * write through this connection must wait for its turn: see `inTurn`.
   */
  transactionOf<T>(work: () => Promise<T>): Promise<T> {
    return this.inTurn(async () => {
      this.exec('BEGIN IMMEDIATE');
      try {
        const result = await work();
        this.#db.exec('COMMIT');
        return result;
      } catch (cause) {
        throw this.#undone(cause);
      }
    });
  }

  /** Runs one piece of writing work after the other, whoever asks for it: a connection has one transaction at a time. */
  inTurn<T>(work: () => T | Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.then(
      () => undefined,
      () => undefined,
    );
    return turn;
  }

  /** Takes back what was written; gives what is to be thrown. */
  #undone(cause: unknown): unknown {
    // SQLite has already rolled back by itself after a full disk and the like.
    if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
    for (const forget of this.#rolledBack) forget();
    return storageError(cause, this.path);
  }

  close(): void {
    if (!this.#db.isOpen) return;
    this.#statements.clear();
    tellingStorage(this.path, () => this.#db.close());
  }
}
