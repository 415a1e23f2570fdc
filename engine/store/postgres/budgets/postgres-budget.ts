import { EngineError } from '../../../language/basics/errors.ts';
import type { RateLimit } from '../../../language/model.ts';
import type { Account, Budget, BudgetServices } from '../../budget.ts';
import type { PostgresAddress } from '../database/address.ts';
import { accountPool, type AccountPool } from './account-pools.ts';
import { closeAccount, closedFor, takeMoment } from './budget-sql.ts';

/** Ms for which an answer that nothing is closed holds. */
const FRESH = 100;
const NOTHING = (): void => undefined;

/** What one account has sent and has under way, and how long the server wants it to wait, for all workers with one store. */
export class PostgresBudget implements Budget {
  readonly #account: Account;
  readonly #services: BudgetServices;
  readonly #pool: AccountPool;
  #failed = false;
  #closed = false;
  /** By this process's clock: until when it knows that it waits, and when it asked last. */
  #knownUntil = -Infinity;
  #askedAt = -Infinity;

  constructor(address: PostgresAddress, account: Account, services: BudgetServices) {
    this.#account = account;
    this.#services = services;
    this.#pool = accountPool(address);
  }

  take(rate: RateLimit): Promise<number> {
    return this.#asking((key) => takeMoment(this.#pool.db, key, rate), 0);
  }

  async closeFor(ms: number): Promise<void> {
    if (ms <= 0) return;
    this.#knownUntil = Math.max(this.#knownUntil, this.#services.clock() + ms);
    await this.#asking((key) => closeAccount(this.#pool.db, key, ms), undefined);
  }

  async closedFor(): Promise<number> {
    const now = this.#services.clock();
    if (now >= this.#askedAt && now < this.#askedAt + FRESH) return 0;
    const left = await this.#asking((key) => closedFor(this.#pool.db, key), 0);
    if (left === 0) this.#askedAt = now;
    // Of one wait both clocks tell as much, but for the way of the answer.
    else if (now + left > this.#knownUntil + FRESH) {
      this.#knownUntil = now + left;
      this.#services.onClosed?.(left);
    }
    return left;
  }

  enter = async (most: number, signal: AbortSignal): Promise<() => void> => {
    const leave = await this.#asking((key) => this.#entered(key, most, signal), NOTHING);
    if (leave === undefined) throw signal.reason;
    return leave;
  };

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#pool.leave();
  }

  /** Undefined: it was given up before its turn came, which is no failure of the database. */
  async #entered(key: string, most: number, signal: AbortSignal): Promise<(() => void) | undefined> {
    try {
      return await this.#pool.places(key).enter(most, signal);
    } catch (cause) {
      if (signal.aborted) return undefined;
      throw cause;
    }
  }

  /** A database that can't be asked stops no run: that is told once, and `otherwise` is the answer from then on. */
  async #asking<T>(ask: (key: string) => Promise<T>, otherwise: T): Promise<T> {
    if (this.#failed || this.#closed) return otherwise;
    try {
      return await ask(await this.#pool.keyOf(this.#account));
    } catch (cause) {
      if (!(cause instanceof EngineError)) throw cause;
      if (!this.#failed) this.#services.onFailure(cause);
      this.#failed = true;
      return otherwise;
    }
  }
}
