import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import type { Database } from '../../disk/database.ts';
import { UsageError } from '../../language/basics/errors.ts';
import { suggest } from '../../language/basics/nearest.ts';
import type { Role } from '../contract/session.ts';
import { hashOf, randomText } from './sessions.ts';
import { type Person, ROLES } from './who.ts';

/** As OWASP has it: 128 MiB of work for each guess. */
const COST = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 } as const;
const LENGTH = 32;
const SHORTEST = 12;
const LONGEST = 256;

export interface User {
  readonly name: string;
  readonly role: Role;
  /** '': nobody's own. */
  readonly tenant: string;
  /** ms since epoch. */
  readonly addedAt: number;
}

interface Row {
  readonly name: string;
  readonly role: Role;
  readonly tenant: string;
  readonly added_at: number;
}

const derive = (
  password: string,
  salt: Buffer,
  cost: { readonly N: number; readonly r: number; readonly p: number },
): Promise<Buffer> =>
  new Promise((resolve, reject) =>
    scrypt(password.normalize('NFKC'), salt, LENGTH, { ...cost, maxmem: COST.maxmem }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    ),
  );

const encode = async (password: string): Promise<string> => {
  const salt = randomBytes(16);
  const key = await derive(password, salt, COST);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), key.toString('base64url')].join('$');
};

const verify = async (password: string, encoded: string): Promise<boolean> => {
  const [, n, r, p, salt = '', key = ''] = encoded.split('$');
  const wanted = Buffer.from(key, 'base64url');
  const cost = { N: Number(n), r: Number(r), p: Number(p) };
  const found = await derive(password.slice(0, LONGEST), Buffer.from(salt, 'base64url'), cost);
  return wanted.length === found.length && timingSafeEqual(wanted, found);
};

/** Takes as long as a password that is there. */
const NOBODY = ['scrypt', COST.N, COST.r, COST.p, 'AAAAAAAAAAAAAAAAAAAAAA', 'A'.repeat(43)].join('$');

export class Users {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  list(): readonly User[] {
    return this.#db
      .all<Row>('SELECT name, role, tenant, added_at FROM users ORDER BY name')
      .map(({ name, role, tenant, added_at: addedAt }) => ({ name, role, tenant, addedAt }));
  }

  /** Throws UsageError where the name, the role or the password is of no use. One that is there gets the new password and role. */
  async add(name: string, role: string, password: string, now: number, tenant = ''): Promise<'added' | 'changed'> {
    if (!/^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/.test(name))
      throw new UsageError('usage.user', 'A user has a name of letters, digits and . _ @ -, at most 64.', {
        hint: 'For example: feedwright user add alice --role operator',
      });
    if (!ROLES.some((one) => one === role))
      throw new UsageError('usage.role', `There is no role "${role.slice(0, 32)}".`, { hint: suggest(role, ROLES) });
    if (password.length < SHORTEST || password.length > LONGEST)
      throw new UsageError('usage.password', `A password has ${SHORTEST} to ${LONGEST} characters.`, {
        hint: 'Take a longer one; a sentence is fine.',
      });
    const isThere = this.#db.get('SELECT 1 FROM users WHERE name = ?', name) !== undefined;
    const encoded = await encode(password);
    this.#db.transaction(() => {
      this.#db.run(
        'INSERT OR REPLACE INTO users (name, role, password, added_at, tenant) VALUES (?, ?, ?, ?, ?)',
        name,
        role,
        encoded,
        now,
        tenant,
      );
      // Whoever was in with the old one has to show the new one.
      this.#endAll(name);
    }, true);
    return isThere ? 'changed' : 'added';
  }

  /** False where there is none of that name. */
  remove(name: string): boolean {
    return this.#db.transaction(() => {
      this.#endAll(name);
      return this.#db.run('DELETE FROM users WHERE name = ?', name).changes > 0;
    }, true);
  }

  /** The user whose password this is. Whether there is one of that name can't be told by how long it takes. */
  async check(name: string, password: string): Promise<User | undefined> {
    const row = this.#db.get<Row & { readonly password: string }>(
      'SELECT name, role, tenant, password, added_at FROM users WHERE name = ?',
      name.slice(0, LONGEST),
    );
    const isRight = await verify(password, row?.password ?? NOBODY);
    return isRight && row !== undefined ? { name, role: row.role, tenant: row.tenant, addedAt: row.added_at } : undefined;
  }

  /** Gives what a program is to show as this user; undefined where there is none of that name. It is kept only as a hash. */
  addToken(name: string, now: number): string | undefined {
    const token = `fw_${randomText()}`;
    return this.#db.transaction(() => {
      if (this.#db.get('SELECT 1 FROM users WHERE name = ?', name) === undefined) return undefined;
      this.#db.run('INSERT INTO tokens VALUES (?, ?, ?)', hashOf(token), name, now);
      return token;
    }, true);
  }

  /** The user whose token this is. */
  ofToken(token: string): Person | undefined {
    return this.#db.get<Person>(
      'SELECT u.name AS user, u.role, u.tenant FROM tokens t JOIN users u ON u.name = t.user WHERE t.id = ?',
      hashOf(token),
    );
  }

  #endAll(name: string): void {
    this.#db.run('DELETE FROM sessions WHERE user = ?', name);
    this.#db.run('DELETE FROM tokens WHERE user = ?', name);
  }
}
