import { EngineError } from '../../../language/basics/errors.ts';
import { again, type Patience } from '../../again.ts';
import type { Dictionaries } from '../database/dictionaries.ts';
import type { PostgresPool, Session } from '../database/pool.ts';
import type { Queryable } from '../database/query.ts';

/** Whose objects are read and written. */
export interface SourceScope {
  readonly instanceId: number;
  readonly sourceId: number;
}

/** Ms that a transaction may stand still: whoever is stopped within one holds others up no longer. */
const IDLE = 8000;

/**
 * A batch asks for a few thousand rows by their keys, each found through an index: while a table is small the planner would rather read
 * all of it, which takes three times as long, and more with each batch.
 */
const OFF = ['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin', 'jit'];
const SETTINGS = [
  `set_config('idle_in_transaction_session_timeout', '${IDLE}', true)`,
  ...OFF.map((name) => `set_config('${name}', 'off', true)`),
];

interface Parts {
  readonly pool: PostgresPool;
  readonly dictionaries: Dictionaries;
  readonly scope: SourceScope;
  /** How often the instance was taken when it was taken here; undefined: nothing is written. */
  readonly fence: number | undefined;
  /** Names the instance in messages. */
  readonly title: string;
  readonly patience: Patience;
}

/**
 * The database as one instance writes to it: each transaction first locks the instance's row where the fence is still its own, so that
 * whoever was taken for dead and comes back writes nothing any more (`store.fenced`).
 */
export class FencedDatabase {
  readonly scope: SourceScope;
  readonly dictionaries: Dictionaries;
  readonly fence: number | undefined;
  readonly #pool: PostgresPool;
  readonly #title: string;
  readonly #patience: Patience;
  readonly #first: string;

  constructor({ pool, dictionaries, scope, fence, title, patience }: Parts) {
    this.scope = scope;
    this.dictionaries = dictionaries;
    this.fence = fence;
    this.#pool = pool;
    this.#title = title;
    this.#patience = patience;
    this.#first = `SELECT id, ${SETTINGS.join(', ')} FROM instances
      WHERE id = ${scope.instanceId} AND fence = ${fence ?? -1} FOR NO KEY UPDATE`;
  }

  /** Asks; where the connection is lost, once more. */
  read<T>(work: (db: Queryable) => Promise<T>): Promise<T> {
    return again(() => work(this.#pool), this.#patience);
  }

  /** One transaction of work that comes to the same when it is done twice, for nobody knows what became of one whose end was lost. */
  write<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return again(() => this.once(work), this.#patience);
  }

  /** One transaction: whoever asks for it looks for itself what became of it where that fails with what `again` goes on after. */
  once<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.#pool.transaction((session, rows) => {
      if (rows.length === 0) throw this.#fenced();
      return work(session);
    }, this.#first);
  }

  #fenced(): EngineError {
    return new EngineError('store.fenced', `Another process has taken over ${this.#title}: this one writes no more of it.`, {
      hint: 'Nothing is lost: the other one goes on from the last commit. `feedwright runs` shows it.',
    });
  }
}
