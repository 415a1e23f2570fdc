import type { AttachmentArea, ContentName, LyingContent } from '../../attachments/area.ts';
import { verified } from '../../attachments/hashed.ts';
import { type Spooled, spooled } from '../../attachments/spool.ts';
import type { StoredContent } from '../../contract/opened-store.ts';
import { again, type Patience } from '../../again.ts';
import type { PostgresPool, Session } from '../database/pool.ts';
import { CHUNK_BYTES } from '../database/schema.ts';

/** Content that is there is new again, unless it is fresh: a row is not written for nothing. */
const RENEW = `WITH found AS (SELECT added_at < now() - interval '1 hour' AS stale FROM contents WHERE sha256 = $1 AND number = 0),
  renewed AS (UPDATE contents SET added_at = now() WHERE sha256 = $1 AND number = 0 AND (SELECT stale FROM found) RETURNING 1)
  SELECT stale AND NOT EXISTS (SELECT 1 FROM renewed) AS gone FROM found`;
const PUT = 'INSERT INTO contents VALUES ($1, $2, $3) ON CONFLICT DO NOTHING';
const SIZE = 'SELECT sum(octet_length(bytes)) AS size FROM contents WHERE sha256 = $1';
const GET = 'SELECT bytes FROM contents WHERE sha256 = $1 AND number = $2';
const LIST = 'SELECT sha256, extract(epoch FROM added_at)::float8 * 1000 AS at FROM contents WHERE number = 0';
const REMOVE = `DELETE FROM contents WHERE sha256 = $1
  AND EXISTS (SELECT 1 FROM contents WHERE sha256 = $1 AND number = 0 AND added_at < to_timestamp($2::float8 / 1000))`;

/** The database itself: a row for each chunk. Content that comes goes to a file of this machine first, since its hash is known at its end only. */
export class DatabaseArea implements AttachmentArea {
  readonly #pool: PostgresPool;
  readonly #patience: Patience;

  constructor(pool: PostgresPool, patience: Patience) {
    this.#pool = pool;
    this.#patience = patience;
  }

  get shown(): string {
    return this.#pool.shown;
  }

  put(bytes: AsyncIterable<Uint8Array>, maxBytes: number): Promise<ContentName> {
    return spooled(bytes, maxBytes, async (content) => {
      await again(() => this.#keep(content), this.#patience);
      return { sha256: content.sha256, size: content.size };
    });
  }

  async #keep(content: Spooled): Promise<void> {
    const found = await this.#pool.get<{ gone: boolean }>(RENEW, [content.sha256]);
    if (found?.gone === false) return;
    await this.#pool.transaction((session) => write(session, content));
  }

  async find(sha256: string): Promise<StoredContent | undefined> {
    const size = (await this.#pool.get<{ size: number | null }>(SIZE, [sha256]))?.size ?? null;
    if (size === null) return undefined;
    return { size, path: undefined, bytes: () => verified(this.#read(sha256), sha256, this.shown) };
  }

  async *#read(sha256: string): AsyncGenerator<Uint8Array, void> {
    for (let number = 0; ; number++) {
      const row = await this.#pool.get<{ bytes: Buffer }>(GET, [sha256, number]);
      if (row === undefined) return;
      yield row.bytes;
      if (row.bytes.length < CHUNK_BYTES) return;
    }
  }

  async *list(): AsyncGenerator<LyingContent, void> {
    for await (const { sha256, at } of this.#pool.iterate<{ sha256: string; at: number }>(LIST))
      yield { name: sha256, sha256, at };
  }

  async remove(name: string, before: number): Promise<boolean> {
    return (await this.#pool.run(REMOVE, [name, before])) > 0;
  }

  /** The connections are the store's. */
  async close(): Promise<void> {}
}

/** At least one row, of an empty file too. */
const write = async (session: Session, { sha256, size, read }: Spooled): Promise<void> => {
  let number = 0;
  do {
    await session.run(PUT, [sha256, number, read(number * CHUNK_BYTES, CHUNK_BYTES)]);
    number++;
  } while (number * CHUNK_BYTES < size);
};
