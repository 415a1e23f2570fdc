import type { MappedFile } from '../../../object/mapped-object.ts';
import type { Queryable } from '../database/query.ts';

export interface ObjectFile {
  readonly id: number;
  readonly file: MappedFile;
}

const WANT = `INSERT INTO wanted_files SELECT $1::bigint, e.*, $6::bigint
  FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[]) AS e
  ON CONFLICT (instance_id, object_id) DO UPDATE SET fulfillment = excluded.fulfillment, args = excluded.args, error = excluded.error`;
const KEEP = `INSERT INTO attachments SELECT e.*, $5::bigint FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[]) AS e
  ON CONFLICT (object_id) DO UPDATE SET sha256 = excluded.sha256, size = excluded.size, media_type = excluded.media_type,
    added_at = excluded.added_at`;

/** Keeps attachments' content, or that they are wanted; inside a transaction. */
export const putFiles = async (db: Queryable, instanceId: number, files: readonly ObjectFile[], now: number): Promise<void> => {
  const wanted = files.flatMap(({ id, file }) => (file.kind === 'wanted' ? [{ id, ...file }] : []));
  if (wanted.length > 0)
    await db.run(WANT, [
      instanceId,
      wanted.map(({ id }) => id),
      wanted.map(({ fulfillment }) => fulfillment),
      wanted.map(({ args }) => JSON.stringify(args)),
      wanted.map(({ error }) => error ?? null),
      now,
    ]);
  const kept = files.flatMap(({ id, file }) => (file.kind === 'content' ? [{ id, ...file }] : []));
  if (kept.length === 0) return;
  const ids = kept.map(({ id }) => id);
  const sizes = kept.map(({ size }) => size);
  await db.run(KEEP, [ids, kept.map(({ sha256 }) => sha256), sizes, kept.map(({ mediaType }) => mediaType ?? null), now]);
  await db.run('DELETE FROM wanted_files WHERE object_id = ANY ($1::bigint[])', [ids]);
};
