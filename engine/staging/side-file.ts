import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { Database } from '../disk/database.ts';
import { SeenFilter } from './seen-filter.ts';
import { DOCUMENT_TABLES, StagedDocuments } from './staged-documents.ts';
import type { QuarantineEntry, RefRelation } from './staged-rows.ts';

const SCHEMA = `
CREATE TABLE seen (key TEXT PRIMARY KEY, version TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE quarantine (id INTEGER PRIMARY KEY, key TEXT NOT NULL, place TEXT NOT NULL, code TEXT NOT NULL, error TEXT NOT NULL);
CREATE TABLE put_through (key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE relations (from_ref TEXT NOT NULL, to_ref TEXT NOT NULL, named TEXT NOT NULL, PRIMARY KEY (from_ref, to_ref, named)) WITHOUT ROWID;
${DOCUMENT_TABLES}`;
/** Keys held in memory before they are written; rows a statement. */
const MOST_HELD = 40_000;
const ROWS = 100;

const newDatabase = (path: string): Database => {
  rmSync(path, { force: true });
  closeSync(openSync(path, 'w', 0o600));
  const db = new Database(path);
  db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -12000;');
  db.exec(SCHEMA);
  db.exec('BEGIN');
  return db;
};

/**
 * What a window stages beside objects: seen keys, quarantined records, relations by reference, documents of an index. A database without
 * a journal, since before the seal nothing of it counts; none at all while there are only few keys.
 */
export class SideFile {
  readonly path: string;
  #db: Database | undefined;
  /** Of all keys, once the first were written. */
  #filter: SeenFilter | undefined;
  #held = new Map<string, string>();
  /** Nothing that a run without later readers of its keys would need. */
  holdsOnlySeen = true;
  #documents: StagedDocuments | undefined;

  constructor(path: string) {
    this.path = path;
  }

  /** The version that this window remembers of a key. */
  recall(key: string): string | undefined {
    if (this.#filter === undefined) return this.#held.get(key);
    if (!this.#filter.add(key)) return undefined;
    return this.#held.get(key) ?? this.#open().get<{ version: string }>('SELECT version FROM seen WHERE key = ?', key)?.version;
  }

  /** After `recall` of the same key. */
  remember(key: string, version: string): void {
    this.#held.set(key, version);
    if (this.#held.size < MOST_HELD) return;
    if (this.#filter === undefined) {
      this.#filter = new SeenFilter();
      for (const held of this.#held.keys()) this.#filter.add(held);
    }
    this.#writeHeld();
  }

  quarantine(entry: QuarantineEntry): void {
    this.holdsOnlySeen = false;
    this.#open().run(
      'INSERT INTO quarantine (key, place, code, error) VALUES (?, ?, ?, ?)',
      entry.key,
      entry.place,
      entry.code,
      entry.error,
    );
  }

  putThrough(key: string): void {
    this.holdsOnlySeen = false;
    // It may have been set aside in this very window.
    this.#open().run('DELETE FROM quarantine WHERE key = ?', key);
    this.#open().run('INSERT OR IGNORE INTO put_through VALUES (?)', key);
  }

  relate({ from, to, as }: RefRelation): void {
    this.holdsOnlySeen = false;
    this.#open().run('INSERT OR IGNORE INTO relations VALUES (?, ?, ?)', from, to, as ?? '');
  }

  /** Of an index's documents; undefined where nothing was said of any. */
  get documents(): StagedDocuments | undefined {
    return this.#documents;
  }

  openDocuments(): StagedDocuments {
    this.holdsOnlySeen = false;
    this.#documents ??= new StagedDocuments(this.#open());
    return this.#documents;
  }

  #open(): Database {
    this.#db ??= newDatabase(this.path);
    return this.#db;
  }

  #writeHeld(): void {
    const rows = [...this.#held].sort(([a], [b]) => (a < b ? -1 : 1));
    this.#held.clear();
    for (let at = 0; at < rows.length; at += ROWS) {
      const some = rows.slice(at, at + ROWS);
      const values = some.map(() => '(?, ?)').join(', ');
      this.#open().run(
        `INSERT INTO seen VALUES ${values} ON CONFLICT (key) DO UPDATE SET version = excluded.version`,
        ...some.flat(),
      );
    }
  }

  /** Ends the writing; `waits`: on the disk when it returns. */
  seal(waits = true): void {
    this.#writeHeld();
    const db = this.#open();
    db.exec('COMMIT');
    db.close();
    if (!waits) return;
    const fd = openSync(this.path, 'r+');
    fsyncSync(fd);
    closeSync(fd);
  }

  discard(): void {
    if (this.#db === undefined) return;
    this.#db.close();
    rmSync(this.path, { force: true });
  }
}

/** A sealed side file, read back while it is applied. */
export class SealedSideFile {
  readonly #db: Database;

  constructor(path: string) {
    this.#db = new Database(path, { readOnly: true });
  }

  seen(): Iterable<{ readonly key: string; readonly version: string }> {
    return this.#db.iterate('SELECT key, version FROM seen ORDER BY key');
  }

  *putThrough(): Generator<string, void> {
    for (const { key } of this.#db.iterate<{ key: string }>('SELECT key FROM put_through ORDER BY key')) yield key;
  }

  quarantined(): Iterable<QuarantineEntry> {
    return this.#db.iterate('SELECT key, place, code, error FROM quarantine ORDER BY id');
  }

  *relations(): Generator<RefRelation, void> {
    const sql = 'SELECT from_ref AS "from", to_ref AS "to", named FROM relations ORDER BY from_ref, to_ref, named';
    for (const { from, to, named } of this.#db.iterate<{ from: string; to: string; named: string }>(sql))
      yield { from, to, as: named === '' ? undefined : named };
  }

  documents(): StagedDocuments {
    return new StagedDocuments(this.#db);
  }

  close(): void {
    this.#db.close();
  }
}
