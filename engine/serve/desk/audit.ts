import type { Database } from '../../disk/database.ts';
import { iso } from '../../language/basics/instant.ts';
import type { AuditEntry, Role } from '../contract/session.ts';

/** What somebody did. Nothing in it is secret. */
export interface Deed {
  readonly user: string;
  readonly role: Role | null;
  readonly address: string | null;
  readonly what: string;
  readonly on: string | null;
  readonly details?: Readonly<Record<string, unknown>>;
}

interface Row {
  readonly number: number;
  readonly at: number;
  readonly user: string;
  readonly role: Role | null;
  readonly address: string | null;
  readonly what: string;
  readonly target: string | null;
  readonly details: string;
}

/** Characters of a name that comes from outside. */
const LONGEST = 500;

/** Who ran, changed, approved, acted, or saw something sensitive. */
export class Audit {
  readonly #db: Database;
  readonly #now: () => number;
  readonly #onEntry: (deed: Deed) => void;

  constructor(db: Database, now: () => number, onEntry: (deed: Deed) => void = () => undefined) {
    this.#db = db;
    this.#now = now;
    this.#onEntry = onEntry;
  }

  /** On the disk when it returns: what it is about happens afterwards. */
  write(deed: Deed): void {
    const { user, role, address, what, on, details = {} } = deed;
    const values = [
      this.#now(),
      user.slice(0, LONGEST),
      role,
      address,
      what,
      on?.slice(0, LONGEST) ?? null,
      JSON.stringify(details),
    ];
    this.#db.transaction(
      () =>
        this.#db.run(
          'INSERT INTO audit (at, user, role, address, what, target, details) VALUES (?, ?, ?, ?, ?, ?, ?)',
          ...values,
        ),
      true,
    );
    this.#onEntry(deed);
  }

  /** The latest first. */
  read({ limit, before }: { readonly limit: number; readonly before: number | undefined }): readonly AuditEntry[] {
    return this.#db
      .all<Row>('SELECT * FROM audit WHERE number < ? ORDER BY number DESC LIMIT ?', before ?? Number.MAX_SAFE_INTEGER, limit)
      .map(({ at, target, details, ...row }) => ({
        ...row,
        at: iso(at),
        on: target,
        details: JSON.parse(details) as AuditEntry['details'],
      }));
  }
}
