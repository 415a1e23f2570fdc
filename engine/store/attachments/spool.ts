import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storageError, tellingStorage } from '../../disk/storage-errors.ts';
import type { ContentName } from './area.ts';
import { hashed } from './hashed.ts';

/** Content that lies in a temporary file, since its hash is known at its end only. */
export interface Spooled extends ContentName {
  /** So many bytes from there on, fewer at its end. */
  read(from: number, length: number): Uint8Array;
}

/**
 * Takes all that comes, and lets `use` have it. The file has no name while it is used: whenever the process dies, nothing of it is left.
 * Throws `store.attachment-too-large` over `maxBytes`.
 */
export const spooled = async <T>(
  bytes: AsyncIterable<Uint8Array>,
  maxBytes: number,
  use: (content: Spooled) => Promise<T>,
): Promise<T> => {
  const fd = nameless();
  try {
    const named = await hashed(bytes, maxBytes, (piece) => writeFileSync(fd, piece)).catch((cause: unknown) => {
      throw storageError(cause, tmpdir());
    });
    return await use({ ...named, read: (from, length) => piece(fd, from, Math.min(length, named.size - from)) });
  } finally {
    closeSync(fd);
  }
};

const nameless = (): number => {
  const path = join(tmpdir(), `feedwright-${randomUUID()}`);
  return tellingStorage(path, () => {
    const fd = openSync(path, 'wx+', 0o600);
    rmSync(path);
    return fd;
  });
};

const piece = (fd: number, from: number, length: number): Uint8Array => {
  const bytes = Buffer.allocUnsafe(Math.max(0, length));
  let filled = 0;
  while (filled < bytes.length) {
    const count = readSync(fd, bytes, filled, bytes.length - filled, from + filled);
    if (count === 0) throw new Error('a temporary file has become shorter');
    filled += count;
  }
  return bytes;
};
