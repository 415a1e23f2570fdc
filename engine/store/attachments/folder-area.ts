import { randomUUID } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { makeFolder } from '../../language/plain-file.ts';
import { storageError, tellingStorage } from '../../disk/storage-errors.ts';
import { syncFolder } from '../../disk/sync-folder.ts';
import type { StoredContent } from '../contract/opened-store.ts';
import type { AttachmentArea, ContentName, LyingContent } from './area.ts';
import { hashed, verified } from './hashed.ts';

/** Where content of this hash lies under a folder; names from outside are never part of a path. */
export const contentPath = (folder: string, sha256: string): string => join(folder, sha256.slice(0, 2), sha256.slice(2));

const hashOf = (name: string): string | undefined => {
  const sha256 = name.split(sep).join('');
  return /^[0-9a-f]{64}$/.test(sha256) ? sha256 : undefined;
};

/** A folder of this machine: a file for each content, for the user alone. */
export class FolderArea implements AttachmentArea {
  readonly #folder: () => string;

  /** `folder`: asked when it is needed, since it may be a temporary one. */
  constructor(folder: () => string) {
    this.#folder = folder;
  }

  get shown(): string {
    return this.#folder();
  }

  /** Streams into a temporary file, then moves it to its content's name. */
  async put(bytes: AsyncIterable<Uint8Array>, maxBytes: number): Promise<ContentName> {
    const folder = this.#folder();
    const temporary = join(folder, `${randomUUID()}.part`);
    let fd: number | undefined;
    try {
      makeFolder(folder, 0o700);
      const file = openSync(temporary, 'wx', 0o600);
      fd = file;
      const put = await hashed(bytes, maxBytes, (piece) => writeFileSync(file, piece));
      fsyncSync(file);
      closeSync(file);
      fd = undefined;
      const path = contentPath(folder, put.sha256);
      makeFolder(dirname(path), 0o700);
      renameSync(temporary, path);
      syncFolder(dirname(path));
      return put;
    } catch (cause) {
      if (fd !== undefined) closeSync(fd);
      rmSync(temporary, { force: true });
      throw storageError(cause, folder);
    }
  }

  async find(sha256: string): Promise<StoredContent | undefined> {
    const path = contentPath(this.#folder(), sha256);
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isFile() !== true) return undefined;
    return { path, size: found.size, bytes: () => verified(createReadStream(path), sha256, this.shown) };
  }

  async *list(): AsyncGenerator<LyingContent, void> {
    const folder = this.#folder();
    if (statSync(folder, { throwIfNoEntry: false }) === undefined) return;
    for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const at = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
      const name = relative(folder, path);
      if (at !== undefined) yield { name, sha256: hashOf(name), at };
    }
  }

  async remove(name: string, before: number): Promise<boolean> {
    const path = join(this.#folder(), name);
    const at = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    if (at === undefined || at >= before) return false;
    tellingStorage(path, () => rmSync(path, { force: true }));
    return true;
  }

  async close(): Promise<void> {}
}
