import type { Database } from '../database/database.ts';
import type { ObjectIdentity } from '../../contract/mapped-object.ts';
import { seenKey } from '../../../staging/side-file.ts';
import type { KnownDocuments } from '../../contract/store.ts';

const OBJECTS = `SELECT o.id, k.type, k.subtype, o.key FROM documents AS d JOIN document_objects AS m ON m.document_id = d.id
  JOIN objects AS o ON o.id = m.object_id JOIN kinds AS k ON k.id = o.kind_id
  WHERE d.instance_id = ?1 AND d.key = ?2
    AND EXISTS (SELECT 1 FROM listings AS l WHERE l.object_id = o.id AND l.instance_id = ?1 AND l.withdrawn_at IS NULL)`;
const DOCUMENTS = `SELECT d.key FROM document_objects AS m JOIN documents AS d ON d.id = m.document_id
  WHERE m.object_id = ? AND d.instance_id = ?`;

/** The documents of an index as the runs before have left them. Keys are as `seenKey` shortens them. */
export class DocumentRows implements KnownDocuments {
  readonly #db: Database;
  readonly #instanceId: number;

  constructor(db: Database, instanceId: number) {
    this.#db = db;
    this.#instanceId = instanceId;
  }

  get any(): boolean {
    return this.#db.get('SELECT 1 AS n FROM documents WHERE instance_id = ? LIMIT 1', this.#instanceId) !== undefined;
  }

  versionOf(key: string): string | undefined {
    return this.storedVersion(seenKey(key)) ?? undefined;
  }

  storedVersion(key: string): string | null {
    const found = 'SELECT version FROM documents WHERE instance_id = ? AND key = ?';
    return this.#db.get<{ version: string | null }>(found, this.#instanceId, key)?.version ?? null;
  }

  *without(keys: Iterable<string>): Generator<string, void> {
    const listed = new Set([...keys].map(seenKey));
    const known = this.#db.iterate<{ key: string }>('SELECT key FROM documents WHERE instance_id = ?', this.#instanceId);
    for (const { key } of known) if (!listed.has(key)) yield key;
  }

  /** What the document lists and this instance has not withdrawn. */
  objectsOf(key: string): Iterable<ObjectIdentity & { readonly id: number }> {
    return this.#db.iterate(OBJECTS, this.#instanceId, key);
  }

  /** Keys of the documents that list an object. */
  documentsOf(objectId: number): readonly string[] {
    return this.#db.all<{ key: string }>(DOCUMENTS, objectId, this.#instanceId).map(({ key }) => key);
  }
}
