import type { Database } from '../database/database.ts';
import type { MappedFile } from '../../contract/mapped-object.ts';

const WANT = `INSERT INTO wanted_files VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET fulfillment = excluded.fulfillment, args = excluded.args, error = excluded.error`;

/** Keeps an attachment's content, or that it is wanted; inside a transaction. */
export const putFile = (db: Database, instanceId: number, objectId: number, file: MappedFile | undefined, now: number): void => {
  if (file === undefined) return;
  if (file.kind === 'wanted') {
    const { fulfillment, args, error } = file;
    db.run(WANT, instanceId, objectId, fulfillment, JSON.stringify(args), error ?? null, now);
    return;
  }
  const { sha256, size, mediaType } = file;
  db.run('INSERT OR REPLACE INTO attachments VALUES (?, ?, ?, ?, ?)', objectId, sha256, size, mediaType ?? null, now);
  db.run('DELETE FROM wanted_files WHERE object_id = ?', objectId);
};
