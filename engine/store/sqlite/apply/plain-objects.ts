import type { Database } from '../database/database.ts';

/** Objects that one statement writes. */
const MOST = 32;

/** What the objects of one statement share. */
export interface PlainKind {
  readonly kindId: number;
  readonly status: string | null;
}

/**
 * Writes new objects that have nothing but an identity and values, with numbers one after the other: nearly all of a dump. What
 * they share is handed to a statement once, not for each; that, and the values as the bytes that were staged, is half the cost.
 */
export class PlainObjects {
  readonly #db: Database;
  readonly #instanceId: number;
  readonly #now: number;
  #kind: PlainKind = { kindId: 0, status: null };
  /** Of the first one. */
  #id = 0;
  #seq = 0;
  #count = 0;
  /** Key, fingerprint and members of each. */
  #own: (string | Uint8Array)[] = [];

  constructor(db: Database, { instanceId, now }: { instanceId: number; now: number }) {
    this.#db = db;
    this.#instanceId = instanceId;
    this.#now = now;
  }

  /** `members`: UTF-8, to stay as it is until `flush`. */
  add(id: number, seq: number, kind: PlainKind, key: string, fingerprint: string, members: Uint8Array): void {
    if (this.#count > 0 && (this.#count === MOST || !this.#follows(id, seq, kind))) this.flush();
    if (this.#count === 0) {
      this.#id = id;
      this.#seq = seq;
      this.#kind = kind;
    }
    this.#own.push(key, fingerprint, members);
    this.#count += 1;
  }

  flush(): void {
    if (this.#count === 0) return;
    const { kindId, status } = this.#kind;
    this.#db.statement(insert(this.#count)).run(this.#id, kindId, status, this.#now, this.#seq, this.#instanceId, ...this.#own);
    this.#own = [];
    this.#count = 0;
  }

  #follows(id: number, seq: number, { kindId, status }: PlainKind): boolean {
    const count = this.#count;
    return id === this.#id + count && seq === this.#seq + count && kindId === this.#kind.kindId && status === this.#kind.status;
  }
}

const made = new Map<number, string>();

/**
 * What is each row's own is bound to `?`, which counts on from the shared ones: a numbered one is looked for among all of them.
 * OR ROLLBACK: for less than all of the transaction to be undone SQLite would keep a copy of every page that a statement touches.
 */
const insert = (count: number): string => {
  const known = made.get(count);
  if (known !== undefined) return known;
  const rows = Array.from({ length: count }, (_, at) => `(?1 + ${at}, ?2, ?3, ?4, ?4, ?5 + ${at}, ?6, ?, ?, CAST(? AS TEXT))`);
  const text = `INSERT OR ROLLBACK INTO objects
    (id, kind_id, status, first_seen, changed_at, seq, instance_id, key, fingerprint, members) VALUES ${rows.join(', ')}`;
  made.set(count, text);
  return text;
};
