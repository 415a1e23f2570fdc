import type { Database } from '../../../disk/database.ts';
import type { ObjectIdentity } from '../../../object/mapped-object.ts';
import type { StagedDocument } from '../../../staging/staged-rows.ts';
import type { DocumentObject } from '../../contract/backend.ts';

const OBJECTS = `SELECT o.id, k.type, k.subtype, o.key,
    (SELECT json_group_array(d2.key) FROM document_objects AS m2 JOIN documents AS d2 ON d2.id = m2.document_id
      WHERE m2.object_id = o.id AND d2.instance_id = ?1) AS documents
  FROM documents AS d JOIN document_objects AS m ON m.document_id = d.id
  JOIN objects AS o ON o.id = m.object_id JOIN kinds AS k ON k.id = o.kind_id
  WHERE d.instance_id = ?1 AND d.key = ?2
    AND EXISTS (SELECT 1 FROM listings AS l WHERE l.object_id = o.id AND l.instance_id = ?1 AND l.withdrawn_at IS NULL)`;
const LIST = `INSERT OR IGNORE INTO document_objects SELECT ?, o.id FROM kinds AS k JOIN objects AS o ON o.kind_id = k.id
  WHERE k.type = ? AND k.subtype = ? AND o.key = ?`;

interface Row extends ObjectIdentity {
  readonly id: number;
  readonly documents: string;
}

/** The documents of an index, each with the version of its entry under which it came last. */
export const documentsOf = (
  db: Database,
  instanceId: number,
): readonly { readonly key: string; readonly version: string | null }[] =>
  db.all('SELECT key, version FROM documents WHERE instance_id = ?', instanceId);

/** What a document lists and this instance has not withdrawn. */
export const documentObjects = (db: Database, instanceId: number, document: string): readonly DocumentObject[] =>
  db.all<Row>(OBJECTS, instanceId, document).map(({ id, type, subtype, key, documents }) => ({
    id,
    identity: { type, subtype, key },
    documents: JSON.parse(documents) as string[],
  }));

/** Keeps what a window says of a document; inside a transaction, after the objects. */
export const putDocument = (
  db: Database,
  instanceId: number,
  { key, version, state }: StagedDocument,
  objects: Iterable<ObjectIdentity>,
): void => {
  const found = db.get<{ id: number }>('SELECT id FROM documents WHERE instance_id = ? AND key = ?', instanceId, key)?.id;
  if (found !== undefined && (state === 'whole' || state === 'gone'))
    db.run('DELETE FROM document_objects WHERE document_id = ?', found);
  if (state === 'gone') {
    if (found !== undefined) db.run('DELETE FROM documents WHERE id = ?', found);
    return;
  }
  if (found !== undefined) db.run('UPDATE documents SET version = ? WHERE id = ?', version, found);
  const id = found ?? db.run('INSERT INTO documents (instance_id, key, version) VALUES (?, ?, ?)', instanceId, key, version).id;
  for (const { type, subtype, key: of } of objects) db.run(LIST, id, type, subtype, of);
};
