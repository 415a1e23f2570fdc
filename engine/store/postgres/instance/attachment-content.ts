import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { EngineError } from '../../../language/basics/errors.ts';
import { attachmentPath, putAttachment } from '../../attachments.ts';
import type { StoredContent } from '../../contract/opened-store.ts';
import type { PostgresPool, Session } from '../database/pool.ts';
import type { Queryable } from '../database/query.ts';
import { CHUNK_BYTES } from '../database/schema.ts';

const HAS = 'SELECT 1 FROM contents WHERE sha256 = $1 LIMIT 1';
const PUT = 'INSERT INTO contents VALUES ($1, $2, $3) ON CONFLICT DO NOTHING';
const SIZE = 'SELECT sum(octet_length(bytes)) AS size FROM contents WHERE sha256 = $1';
const GET = 'SELECT bytes FROM contents WHERE sha256 = $1 AND number = $2';

/** At least one, of an empty file too. */
function* chunksOf(path: string): Generator<Buffer, void> {
  const fd = openSync(path, 'r');
  try {
    for (let at = 0; ; at += CHUNK_BYTES) {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      const length = readSync(fd, chunk, 0, CHUNK_BYTES, at);
      if (length > 0 || at === 0) yield chunk.subarray(0, length);
      if (length < CHUNK_BYTES) return;
    }
  } finally {
    closeSync(fd);
  }
}

const keep = async (session: Session, sha256: string, path: string): Promise<void> => {
  let number = 0;
  for (const bytes of chunksOf(path)) await session.run(PUT, [sha256, number++, bytes]);
};

/**
 * Streams bytes to a file of this machine first, since their hash is known at their end only, and then to the database, in one
 * transaction. Over `maxBytes` it throws `store.attachment-too-large`, and nothing is kept.
 */
export const putContent = async (
  pool: PostgresPool,
  area: string,
  bytes: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<{ readonly sha256: string; readonly size: number }> => {
  // Of its own: another may bring the same at the same moment.
  const own = join(area, randomUUID());
  try {
    const put = await putAttachment(own, bytes, maxBytes);
    const path = attachmentPath(own, put.sha256);
    if ((await pool.get(HAS, [put.sha256])) === undefined) await pool.transaction((session) => keep(session, put.sha256, path));
    return put;
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
};

/** The bytes of an attachment, piece by piece; throws `store.attachment-missing` where they are not there. */
export async function* readContent(db: Queryable, sha256: string): AsyncGenerator<Uint8Array, void> {
  for (let number = 0; ; number++) {
    const row = await db.get<{ bytes: Buffer }>(GET, [sha256, number]);
    if (row !== undefined) yield row.bytes;
    else if (number > 0) return;
    else
      throw new EngineError('store.attachment-missing', `The store has no content ${sha256}.`, {
        hint: 'Run the feed again: what is wanted is fetched.',
      });
    if (row.bytes.length < CHUNK_BYTES) return;
  }
}

/** The content of an attachment; undefined where the database does not have it. */
export const storedContent = async (db: Queryable, sha256: string): Promise<StoredContent | undefined> => {
  const size = (await db.get<{ size: number | null }>(SIZE, [sha256]))?.size ?? null;
  return size === null ? undefined : { size, path: undefined, bytes: () => readContent(db, sha256) };
};
