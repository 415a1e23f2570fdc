import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { EngineError } from '../../../language/basics/errors.ts';
import { OWN_NAME } from './address.ts';
import type { PostgresPool, Session } from './pool.ts';

/** Ms between two attempts to get back locks that went with their connection. */
const PAUSE = 500;
/** For a session that is ended to be gone. */
const ATTEMPTS = 20;

/** A lock by its number: locks of PostgreSQL are of a database and have no names, so the schema is part of it. */
const numberOf = (schema: string, name: string): bigint =>
  createHash('sha256')
    .update(JSON.stringify(['feedwright', schema, name]))
    .digest()
    .readBigInt64BE();

const HOLDERS = `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND (classid::bigint << 32) | objid::bigint = $1::bigint`;

const END = `SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity AS h
  JOIN pg_stat_activity AS a ON a.pid = h.pid OR (a.application_name = h.application_name AND a.usename = h.usename)
  WHERE h.pid = $1::int AND (a.pid = h.pid OR h.application_name LIKE $2)`;

interface Connection {
  readonly session: Session;
  readonly close: () => void;
}

/**
 * Locks that last as long as this process lives: all of them hang on one connection, so that those of a process that was killed are free
 * at once. Where the connection is lost they are taken again; whoever was quicker meanwhile has them, and numbers in the rows (fences)
 * keep this process from writing.
 */
export class SessionLocks {
  readonly #pool: PostgresPool;
  /** True once it was given. */
  readonly #held = new Map<string, boolean>();
  #isTakingAgain = false;
  #connection: Promise<Connection> | undefined;
  #isClosed = false;
  /** Ends with the latest question. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(pool: PostgresPool) {
    this.#pool = pool;
  }

  /** `here`, `elsewhere`: this process has it, or another one. `takeOver`: the session of another that has it is ended. */
  async take(name: string, takeOver = false): Promise<'taken' | 'here' | 'elsewhere'> {
    if (this.#held.has(name)) return 'here';
    this.#held.set(name, false);
    let isTaken = false;
    try {
      isTaken = (await this.#try(name)) || (takeOver && (await this.#takeOver(name)));
      return isTaken ? 'taken' : 'elsewhere';
    } finally {
      if (isTaken) this.#held.set(name, true);
      else this.#held.delete(name);
    }
  }

  async release(name: string): Promise<void> {
    if (!this.#held.delete(name)) return;
    try {
      const values = [String(numberOf(this.#pool.schema, name))];
      await this.#inTurn((session) => session.run('SELECT pg_advisory_unlock($1::bigint)', values));
    } catch {
      // With the connection the lock is gone as well.
    }
  }

  /** Has anybody taken it? */
  async isTaken(name: string): Promise<boolean> {
    return this.#held.has(name) || (await this.#holders(name)).length > 0;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#held.clear();
    await this.#disconnect();
  }

  async #try(name: string): Promise<boolean> {
    const sql = 'SELECT pg_try_advisory_lock($1::bigint) AS taken';
    const values = [String(numberOf(this.#pool.schema, name))];
    return (await this.#inTurn((session) => session.get<{ taken: boolean }>(sql, values)))?.taken === true;
  }

  async #holders(name: string): Promise<readonly number[]> {
    const rows = await this.#pool.all<{ pid: number }>(HOLDERS, [String(numberOf(this.#pool.schema, name))]);
    return rows.map(({ pid }) => pid);
  }

  async #takeOver(name: string): Promise<boolean> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      for (const pid of await this.#holders(name)) await this.#end(pid);
      if (await this.#try(name)) return true;
      await wait(PAUSE / 10);
    }
    return false;
  }

  /** With all sessions of the process, one of which may hold rows. Whoever may not end them goes on without. */
  async #end(pid: number): Promise<void> {
    try {
      await this.#pool.run(END, [pid, `${OWN_NAME}%`]);
    } catch (cause) {
      if (!(cause instanceof EngineError) || cause.code !== 'store.forbidden') throw cause;
    }
  }

  /** A connection answers one question at a time. */
  #inTurn<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const turn = this.#turn.then(async () => work((await this.#connected()).session));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  #connected(): Promise<Connection> {
    if (this.#connection !== undefined) return this.#connection;
    const opening = this.#pool.own(() => this.#lost(opening));
    this.#connection = opening;
    opening.catch(() => this.#forget(opening));
    return opening;
  }

  #forget(connection: Promise<Connection>): void {
    if (this.#connection === connection) this.#connection = undefined;
  }

  #lost(connection: Promise<Connection>): void {
    this.#forget(connection);
    void this.#takeAgain();
  }

  async #takeAgain(): Promise<void> {
    if (this.#isTakingAgain) return;
    this.#isTakingAgain = true;
    let left = [...this.#held].filter(([, isGiven]) => isGiven).map(([name]) => name);
    while (!this.#isClosed && left.length > 0) {
      // Whoever has ended the connection to take over a lock is to have it first.
      await wait(PAUSE, undefined, { ref: false });
      try {
        for (const name of left) if (this.#held.get(name) === true) await this.#try(name);
        left = [];
      } catch {
        // The database is still away.
      }
    }
    this.#isTakingAgain = false;
  }

  async #disconnect(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    try {
      (await connection)?.close();
    } catch {
      // It never came about.
    }
  }
}
