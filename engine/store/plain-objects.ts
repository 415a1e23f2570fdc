import type { Database } from './database.ts';

/** Objects that one statement writes. */
const MOST = 32;

/** What the objects of one statement share. */
export interface PlainKind {
  readonly kindId: number;
  readonly status: string | null;
}

type Texts = (string | Uint8Array)[];

/**
 * Writes new objects that have nothing but an identity and values, with numbers one after the other: nearly all of a dump. What
 * they share is handed to a statement once, not for each; that, and the values as the bytes that were staged, is half the cost.
 */
export class PlainObjects {
  readonly #db: Database;
  readonly #instanceId: number;
  readonly #sourceId: number;
  readonly #now: number;
  #kind: PlainKind = { kindId: 0, status: null };
  /** Of the first one. */
  #id = 0;
  #seq = 0;
  #keys: Texts = [];
  #fingerprints: Texts = [];
  #members: Texts = [];

  constructor(db: Database, { instanceId, sourceId, now }: { instanceId: number; sourceId: number; now: number }) {
    this.#db = db;
    this.#instanceId = instanceId;
    this.#sourceId = sourceId;
    this.#now = now;
  }

  /** `members`: UTF-8, to stay as it is until `flush`. */
  add(id: number, seq: number, kind: PlainKind, key: string, fingerprint: string, members: Uint8Array): void {
    const count = this.#keys.length;
    if (count > 0 && (!this.#follows(id, seq, kind) || count === MOST)) this.flush();
    if (this.#keys.length === 0) {
      this.#id = id;
      this.#seq = seq;
      this.#kind = kind;
    }
    this.#keys.push(key);
    this.#fingerprints.push(fingerprint);
    this.#members.push(members);
  }

  flush(): void {
    const count = this.#keys.length;
    if (count === 0) return;
    const { kindId, status } = this.#kind;
    const [objects, listings, members] = statements(count);
    this.#db.statement(objects).run(this.#id, kindId, status, this.#now, this.#seq, ...this.#keys);
    this.#db.statement(listings).run(this.#id, this.#instanceId, this.#seq, ...this.#fingerprints);
    this.#db.statement(members).run(this.#id, this.#sourceId, ...this.#members);
    this.#keys = [];
    this.#fingerprints = [];
    this.#members = [];
  }

  #follows(id: number, seq: number, { kindId, status }: PlainKind): boolean {
    const count = this.#keys.length;
    return id === this.#id + count && seq === this.#seq + count && kindId === this.#kind.kindId && status === this.#kind.status;
  }
}

const rows = (count: number, row: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => `(${row(at)})`).join(', ');

const made = new Map<number, readonly [objects: string, listings: string, members: string]>();

/**
 * What is each row's own is bound to `?`, which counts on from the shared ones: a numbered one is looked for among all of them.
 * OR ROLLBACK: for less than all of the transaction to be undone SQLite would keep a copy of every page that a statement touches.
 */
const statements = (count: number): readonly [objects: string, listings: string, members: string] => {
  const known = made.get(count);
  if (known !== undefined) return known;
  const texts = [
    `INSERT OR ROLLBACK INTO objects (id, kind_id, status, first_seen, changed_at, seq, key)
      VALUES ${rows(count, (at) => `?1 + ${at}, ?2, ?3, ?4, ?4, ?5 + ${at}, ?`)}`,
    `INSERT OR ROLLBACK INTO listings (object_id, instance_id, seq, fingerprint) VALUES ${rows(count, (at) => `?1 + ${at}, ?2, ?3 + ${at}, ?`)}`,
    `INSERT OR ROLLBACK INTO attribute_sets (object_id, source_id, members) VALUES ${rows(count, (at) => `?1 + ${at}, ?2, CAST(? AS TEXT)`)}`,
  ] as const;
  made.set(count, texts);
  return texts;
};
