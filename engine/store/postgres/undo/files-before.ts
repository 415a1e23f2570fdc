import type { MappedFile } from '../../../object/mapped-object.ts';
import type { FileBefore } from '../../rows/undo-row.ts';
import type { Queryable } from '../database/query.ts';

const BEFORE = `SELECT e.id,
    (SELECT json_build_array(sha256, size, media_type, added_at) FROM attachments WHERE object_id = e.id) AS content,
    (SELECT coalesce(json_agg(json_build_array(instance_id, fulfillment, args, error, since)), '[]')
      FROM wanted_files WHERE object_id = e.id) AS wanted
  FROM unnest($1::bigint[]) AS e (id)`;

/** Files of objects as they stand, by the objects' numbers, with what comes in their place. */
export const filesBefore = async (
  db: Queryable,
  files: readonly { readonly id: number; readonly file: MappedFile }[],
): Promise<ReadonlyMap<number, FileBefore>> => {
  if (files.length === 0) return new Map();
  const became = new Map(files.map(({ id, file }) => [id, file.kind === 'content' ? file.sha256 : null]));
  const rows = await db.all<Omit<FileBefore, 'became'> & { id: number }>(BEFORE, [files.map(({ id }) => id)]);
  return new Map(rows.map(({ id, content, wanted }) => [id, { content, wanted, became: became.get(id) ?? null }]));
};
