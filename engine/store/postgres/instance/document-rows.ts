import type { ObjectIdentity } from '../../../object/mapped-object.ts';
import type { StagedDocument } from '../../../staging/staged-rows.ts';
import type { DocumentObject } from '../../contract/backend.ts';
import type { Queryable } from '../database/query.ts';

const OBJECTS = `SELECT o.id, k.type, k.subtype, o.key,
    ARRAY(SELECT d2.key FROM document_objects AS m2 JOIN documents AS d2 ON d2.id = m2.document_id
      WHERE m2.object_id = o.id AND d2.instance_id = $1) AS documents
  FROM documents AS d JOIN document_objects AS m ON m.document_id = d.id
  JOIN objects AS o ON o.id = m.object_id JOIN kinds AS k ON k.id = o.kind_id
  WHERE d.instance_id = $1 AND d.key = $2
    AND EXISTS (SELECT 1 FROM listings AS l WHERE l.object_id = o.id AND l.instance_id = $1 AND l.withdrawn_at IS NULL)`;
const PUT = `INSERT INTO documents (instance_id, key, version) VALUES ($1, $2, $3)
  ON CONFLICT (instance_id, key) DO UPDATE SET version = excluded.version RETURNING id`;
const LIST = `INSERT INTO document_objects SELECT DISTINCT $1::bigint, o.id
  FROM unnest($2::text[], $3::text[], $4::text[]) AS e (type, subtype, key)
  JOIN kinds AS k ON k.type = e.type AND k.subtype = e.subtype JOIN objects AS o ON o.kind_id = k.id AND o.key = e.key
  ON CONFLICT DO NOTHING`;
/** Objects of a document that one statement takes: it may list any number. */
const AT_ONCE = 20_000;

/** The documents of an index, each with the version of its entry under which it came last. */
export const documentsOf = (
  db: Queryable,
  instanceId: number,
): Promise<readonly { readonly key: string; readonly version: string | null }[]> =>
  db.all('SELECT key, version FROM documents WHERE instance_id = $1', [instanceId]);

/** What a document lists and this instance has not withdrawn. */
export const documentObjects = async (
  db: Queryable,
  instanceId: number,
  document: string,
): Promise<readonly DocumentObject[]> => {
  const rows = await db.all<ObjectIdentity & { id: number; documents: string[] }>(OBJECTS, [instanceId, document]);
  return rows.map(({ id, type, subtype, key, documents }) => ({ id, identity: { type, subtype, key }, documents }));
};

/** Keeps what a window says of a document; inside a transaction, after the objects. */
export const putDocument = async (
  db: Queryable,
  instanceId: number,
  { key, version, state }: StagedDocument,
  objects: Iterable<ObjectIdentity>,
): Promise<void> => {
  const of = [instanceId, key];
  if (state === 'whole' || state === 'gone')
    await db.run(
      'DELETE FROM document_objects WHERE document_id = (SELECT id FROM documents WHERE instance_id = $1 AND key = $2)',
      of,
    );
  if (state === 'gone') return void (await db.run('DELETE FROM documents WHERE instance_id = $1 AND key = $2', of));
  const id = (await db.get<{ id: number }>(PUT, [...of, version]))?.id ?? 0;
  let some: ObjectIdentity[] = [];
  for (const object of objects) if (some.push(object) === AT_ONCE) some = await list(db, id, some);
  await list(db, id, some);
};

const list = async (db: Queryable, id: number, objects: readonly ObjectIdentity[]): Promise<[]> => {
  if (objects.length > 0)
    await db.run(LIST, [
      id,
      objects.map(({ type }) => type),
      objects.map(({ subtype }) => subtype),
      objects.map(({ key }) => key),
    ]);
  return [];
};
