import type { Database } from '../../../disk/database.ts';
import { keepChangeTime } from '../outbox/change-times.ts';

/** Numbers the changes of one transaction, in their order; between `begin` and `end`. */
export class ChangeNumbers {
  readonly #db: Database;
  readonly #now: number;
  #last = 0;
  /** The number of the newest change when it began. */
  #begun = 0;

  constructor(db: Database, now: number) {
    this.#db = db;
    this.#now = now;
  }

  begin(): void {
    this.#last = this.#db.get<{ value: number }>(`SELECT value FROM counter WHERE name = 'changes'`)?.value ?? 0;
    this.#begun = this.#last;
  }

  /** Of the change that was made last. */
  get last(): number {
    return this.#last;
  }

  next(): number {
    this.#last += 1;
    return this.#last;
  }

  end(): void {
    if (this.#last === this.#begun) return;
    this.#db.run(`UPDATE counter SET value = ? WHERE name = 'changes'`, this.#last);
    keepChangeTime(this.#db, this.#begun + 1, this.#now);
  }
}
