import { createHash, randomBytes } from 'node:crypto';
import type { Database } from '../../disk/database.ts';
import type { Role } from '../contract/session.ts';
import type { Person, Who } from './who.ts';

/** ms: without being used, and in any case. */
const IDLE = 12 * 3_600_000;
const LONGEST = 7 * 86_400_000;
/** It is noted down that one is used at most so often, ms. */
const NOTED = 60_000;
/** Of one user; of more the oldest end. */
const MOST = 20;

interface Row {
  readonly user: string;
  readonly role: Role;
  readonly tenant: string;
  readonly csrf: string;
  readonly begun: number;
  readonly seen: number;
}

/** How somebody got in: with the token of the terminal, a password, or another's word. */
export type Way = 'token' | 'password' | 'oidc';

export const randomText = (): string => randomBytes(32).toString('base64url');

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Sessions, which outlive the server. What the browser holds is kept only as a hash. */
export class Sessions {
  readonly #db: Database;
  readonly #now: () => number;

  constructor(db: Database, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  /** Gives what the browser is to hold. */
  begin({ user, role, tenant }: Person, way: Way): { readonly secret: string; readonly csrf: string } {
    const [secret, csrf] = [randomText(), randomText()];
    const now = this.#now();
    this.#db.transaction(() => {
      this.#db.run('DELETE FROM sessions WHERE seen < ? OR begun < ?', now - IDLE, now - LONGEST);
      const sql = `DELETE FROM sessions WHERE user = ?1 AND id NOT IN (SELECT id FROM sessions WHERE user = ?1 ORDER BY begun DESC LIMIT ${MOST - 1})`;
      this.#db.run(sql, user);
      this.#db.run(
        'INSERT INTO sessions (id, user, role, csrf, way, begun, seen, tenant) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        hashOf(secret),
        user,
        role,
        csrf,
        way,
        now,
        now,
        tenant,
      );
    });
    return { secret, csrf };
  }

  find(secret: string): Omit<Who, 'address'> | undefined {
    const id = hashOf(secret);
    const row = this.#db.get<Row>('SELECT user, role, tenant, csrf, begun, seen FROM sessions WHERE id = ?', id);
    const now = this.#now();
    if (row === undefined || row.seen < now - IDLE || row.begun < now - LONGEST) return undefined;
    if (row.seen < now - NOTED) this.#db.run('UPDATE sessions SET seen = ? WHERE id = ?', now, id);
    const { user, role, tenant, csrf } = row;
    return { user, role, tenant, csrf };
  }

  end(secret: string): void {
    this.#db.run('DELETE FROM sessions WHERE id = ?', hashOf(secret));
  }
}
