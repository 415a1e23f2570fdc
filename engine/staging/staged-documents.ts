import type { Database } from '../disk/database.ts';
import type { ObjectIdentity } from '../object/mapped-object.ts';
import { stagedIdentity } from '../object/object-codec.ts';
import type { DocumentState, StagedDocument } from './staged-rows.ts';

export const DOCUMENT_TABLES = `
CREATE TABLE documents (key TEXT PRIMARY KEY, version TEXT, state TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE document_objects (document TEXT NOT NULL, type TEXT NOT NULL, subtype TEXT NOT NULL, key TEXT NOT NULL,
  PRIMARY KEY (document, type, subtype, key)) WITHOUT ROWID;
`;
/** Once everything is listed: asked for objects that vanish, not while they come. */
const LISTED_INDEX = 'CREATE INDEX IF NOT EXISTS listed ON document_objects (key, type, subtype)';
const LISTED = 'SELECT 1 AS n FROM document_objects WHERE key = ? AND type = ? AND subtype = ? LIMIT 1';

/** What a window says of an index's documents, in the side file. Keys of documents are as `seenKey` shortens them. */
export class StagedDocuments {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  put({ key, version, state }: StagedDocument): void {
    this.#db.run('INSERT OR REPLACE INTO documents VALUES (?, ?, ?)', key, version, state);
  }

  /** The document lists this object. */
  list(document: string, identity: ObjectIdentity): void {
    // As it will be stored.
    const parts = stagedIdentity(identity).split('\0');
    const [type = '', subtype = '', ...key] = parts;
    this.#db.run('INSERT OR IGNORE INTO document_objects VALUES (?, ?, ?, ?)', document, type, subtype, key.join('\0'));
  }

  all(): Iterable<StagedDocument> {
    return this.#db.iterate('SELECT key, version, state FROM documents ORDER BY key');
  }

  /** Documents of which all that they listed before is replaced by what they list now. */
  *replaced(): Generator<StagedDocument, void> {
    for (const document of this.all()) if (document.state === 'whole' || document.state === 'gone') yield document;
  }

  isReplaced(key: string): boolean {
    const state = this.#db.get<{ state: DocumentState }>('SELECT state FROM documents WHERE key = ?', key)?.state;
    return state === 'whole' || state === 'gone';
  }

  objectsOf(document: string): Iterable<ObjectIdentity> {
    return this.#db.iterate('SELECT type, subtype, key FROM document_objects WHERE document = ?', document);
  }

  /** Does any document of this window list the object? Asked once all of them are staged. */
  isListed({ type, subtype, key }: ObjectIdentity): boolean {
    this.#db.exec(LISTED_INDEX);
    return this.#db.get(LISTED, key, type, subtype) !== undefined;
  }
}
