import { createHash, randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import type { Account } from '../../budget.ts';
import type { PostgresAddress } from '../database/address.ts';
import { PostgresPool } from '../database/pool.ts';
import { PlaceQueue } from './place-queue.ts';

/** Connections that ask for the budgets of a process: each question takes less than a millisecond. */
const CONNECTIONS = 2;
/** Ms that they are kept for the next run. */
const LINGER = 5000;
const SALT = `INSERT INTO meta VALUES ('budget salt', $1) ON CONFLICT DO NOTHING`;

const derive = promisify(scrypt) as (secret: string, salt: string, length: number, options: { N: number }) => Promise<Buffer>;

/** What all budgets of a process in one store have in common. */
export class AccountPool {
  readonly db: PostgresPool;
  readonly #keys = new Map<string, Promise<string>>();
  readonly #queues = new Map<string, PlaceQueue>();
  #users = 0;
  #ending: NodeJS.Timeout | undefined;
  readonly #ended: () => void;

  constructor(address: PostgresAddress, ended: () => void) {
    this.db = new PostgresPool(address, { most: CONNECTIONS });
    this.#ended = ended;
  }

  use(): void {
    clearTimeout(this.#ending);
    this.#users += 1;
  }

  leave(): void {
    this.#users -= 1;
    if (this.#users > 0) return;
    this.#ending = setTimeout(() => {
      this.#ended();
      void this.db.close();
    }, LINGER).unref();
  }

  /** The name under which an account stands in the database: it takes long to work out, so it is remembered, though not by what it is. */
  keyOf(account: Account): Promise<string> {
    const text = JSON.stringify(account);
    const name = createHash('sha256').update(text).digest('hex');
    const found = this.#keys.get(name) ?? this.#derive(text);
    this.#keys.set(name, found);
    found.catch(() => this.#keys.delete(name));
    return found;
  }

  /** The places of an account, for all who want one in this process. */
  places(key: string): PlaceQueue {
    const found = this.#queues.get(key) ?? new PlaceQueue(this.db, key);
    this.#queues.set(key, found);
    return found;
  }

  async #derive(text: string): Promise<string> {
    await this.db.run(SALT, [randomBytes(16).toString('hex')]);
    const row = await this.db.get<{ value: string }>(`SELECT value FROM meta WHERE name = 'budget salt'`);
    return (await derive(text, row?.value ?? '', 16, { N: 4096 })).toString('hex');
  }
}

const pools = new Map<string, AccountPool>();

/** The one of this address; `leave` gives it back. */
export const accountPool = (address: PostgresAddress): AccountPool => {
  // Each session has a name of its own in its connection: what is shared is the database.
  const name = address.shown;
  const found = pools.get(name) ?? new AccountPool(address, () => pools.delete(name));
  pools.set(name, found);
  found.use();
  return found;
};
