import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { EngineError } from '../language/basics/errors.ts';
import { makeFolder } from '../language/plain-file.ts';
import { storageError } from '../disk/storage-errors.ts';
import { syncFolder } from '../disk/sync-folder.ts';
import type { StoredContent } from './contract/opened-store.ts';

/** Where content of this hash lies under the attachment area; names from outside are never part of a path. */
export const attachmentPath = (area: string, sha256: string): string => join(area, sha256.slice(0, 2), sha256.slice(2));

/** Undefined where no file is. */
export const contentAt = (path: string): StoredContent | undefined => {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() === true ? { path, size: found.size, bytes: () => createReadStream(path) } : undefined;
};

const keep = (temporary: string, path: string): void => {
  if (existsSync(path)) return rmSync(temporary, { force: true });
  makeFolder(dirname(path), 0o700);
  renameSync(temporary, path);
  syncFolder(dirname(path));
};

const tooLarge = (maxBytes: number): EngineError =>
  new EngineError('store.attachment-too-large', `The file is larger than the ${maxBytes} bytes that it may have.`, {
    hint: 'Raise max_bytes of the fulfillment if the file is wanted.',
  });

/** Streams into a temporary file, then moves it to its content's name, on the disk when it returns. Nothing stays of what failed. */
export const putAttachment = async (
  area: string,
  bytes: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<{ readonly sha256: string; readonly size: number }> => {
  const temporary = join(area, `${randomUUID()}.part`);
  const digest = createHash('sha256');
  let size = 0;
  let fd: number | undefined;
  try {
    makeFolder(area, 0o700);
    fd = openSync(temporary, 'wx', 0o600);
    for await (const chunk of bytes) {
      size += chunk.length;
      if (size > maxBytes) throw tooLarge(maxBytes);
      digest.update(chunk);
      writeFileSync(fd, chunk);
    }
    fsyncSync(fd);
    closeSync(fd);
    fd = undefined;
    const sha256 = digest.digest('hex');
    keep(temporary, attachmentPath(area, sha256));
    return { sha256, size };
  } catch (cause) {
    if (fd !== undefined) closeSync(fd);
    rmSync(temporary, { force: true });
    throw storageError(cause, area);
  }
};

/** The same without keeping anything. */
export const measureAttachment = async (
  bytes: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<{ readonly sha256: string; readonly size: number }> => {
  const digest = createHash('sha256');
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    digest.update(chunk);
  }
  return { sha256: digest.digest('hex'), size };
};
