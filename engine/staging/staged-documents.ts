import type { Database } from '../store/sqlite/database/database.ts';
import type { MappedObject, ObjectIdentity } from '../store/contract/mapped-object.ts';
import { stagedIdentity } from '../store/object/object-codec.ts';
import type { DocumentState } from '../store/contract/store.ts';

export const DOCUMENT_TABLES = `
CREATE TABLE documents (key TEXT PRIMARY KEY, version TEXT, state TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE document_objects (document TEXT NOT NULL, type TEXT NOT NULL, subtype TEXT NOT NULL, key TEXT NOT NULL,
  PRIMARY KEY (document, type, subtype, key)) WITHOUT ROWID;
`;
/** Once everything is listed: asked for objects that vanish, not while they come. */
const LISTED_INDEX = 'CREATE INDEX IF NOT EXISTS listed ON document_objects (key, type, subtype)';
const LISTED = 'SELECT 1 AS n FROM document_objects WHERE key = ? AND type = ? AND subtype = ? LIMIT 1';

export interface StagedDocument {
  /** As `seenKey` shortens it. */
  readonly key: string;
  readonly version: string | null;
  readonly state: DocumentState;
}

/** What the runs before have left. */
interface Known {
  storedVersion(document: string): string | null;
  objectsOf(document: string): Iterable<ObjectIdentity & { readonly id: number }>;
  /** Keys of the documents that list an object. */
  documentsOf(objectId: number): readonly string[];
}

/** What a window says of an index's documents, in the side file. */
export class StagedDocuments {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  put({ key, version, state }: StagedDocument): void {
    this.#db.run('INSERT OR REPLACE INTO documents VALUES (?, ?, ?)', key, version, state);
  }

  list(document: string, identity: ObjectIdentity): void {
    // As it will be stored.
    const parts = stagedIdentity(identity).split('\0');
    const [type = '', subtype = '', ...key] = parts;
    this.#db.run('INSERT OR IGNORE INTO document_objects VALUES (?, ?, ?, ?)', document, type, subtype, key.join('\0'));
  }

  all(): Iterable<StagedDocument> {
    return this.#db.iterate('SELECT key, version, state FROM documents ORDER BY key');
  }

  objectsOf(document: string): Iterable<ObjectIdentity> {
    return this.#db.iterate('SELECT type, subtype, key FROM document_objects WHERE document = ?', document);
  }

  /**
   * Objects that documents listed before, and that none of those that came whole, or of the others that are known, lists now;
   * `edited`: by a document that came with another version, so that somebody has taken it out.
   */
  *vanished(known: Known): Generator<{ readonly object: ObjectIdentity; readonly edited: boolean }, void> {
    this.#db.exec(LISTED_INDEX);
    const replaced = (key: string): boolean => {
      const state = this.#db.get<{ state: DocumentState }>('SELECT state FROM documents WHERE key = ?', key)?.state;
      return state === 'whole' || state === 'gone';
    };
    const told = new Set<number>();
    for (const { key, version, state } of this.all()) {
      if (state !== 'whole' && state !== 'gone') continue;
      const edited = state === 'whole' && version !== known.storedVersion(key);
      for (const object of known.objectsOf(key)) {
        if (told.has(object.id) || this.#db.get(LISTED, object.key, object.type, object.subtype) !== undefined) continue;
        if (!known.documentsOf(object.id).every(replaced)) continue;
        told.add(object.id);
        yield { object, edited };
      }
    }
  }
}

export const withdrawal = ({ type, subtype, key }: ObjectIdentity): MappedObject => ({
  type,
  subtype,
  key,
  value: key,
  title: undefined,
  description: undefined,
  status: undefined,
  tlp: undefined,
  tags: [],
  publishedAt: undefined,
  happenedAt: undefined,
  expiresAt: undefined,
  attributes: [],
  related: [],
  withdraw: true,
  ref: undefined,
  version: undefined,
  file: undefined,
});

/** Into the store, after the objects: what the document listed stands for it until it comes again. */
export function applyDocument(
  db: Database,
  instanceId: number,
  { key, version, state }: StagedDocument,
  objects: Iterable<ObjectIdentity>,
): void {
  const found = db.get<{ id: number }>('SELECT id FROM documents WHERE instance_id = ? AND key = ?', instanceId, key)?.id;
  if (found !== undefined && (state === 'whole' || state === 'gone'))
    db.run('DELETE FROM document_objects WHERE document_id = ?', found);
  if (state === 'gone') {
    if (found !== undefined) db.run('DELETE FROM documents WHERE id = ?', found);
    return;
  }
  if (found !== undefined) db.run('UPDATE documents SET version = ? WHERE id = ?', version, found);
  const id = found ?? db.run('INSERT INTO documents (instance_id, key, version) VALUES (?, ?, ?)', instanceId, key, version).id;
  for (const object of objects)
    db.run(
      `INSERT OR IGNORE INTO document_objects SELECT ?, o.id FROM kinds AS k JOIN objects AS o ON o.kind_id = k.id
        WHERE k.type = ? AND k.subtype = ? AND o.key = ?`,
      id,
      object.type,
      object.subtype,
      object.key,
    );
}
