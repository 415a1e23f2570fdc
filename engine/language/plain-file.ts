/** Files that a user, a definition or a fixture names: only plain ones are opened, and in such a way that nothing waits. */
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { dirname, sep } from 'node:path';
import { unsavedText } from './unsaved.ts';

/** Without it opening a FIFO waits for its other end. Windows has no such flag, and no FIFOs among its files. */
const NEVER_WAIT = (constants.O_NONBLOCK as number | undefined) ?? 0;
const BLOCK = 64 * 1024;

/** What is wrong with a file, beside what the system itself says of it. */
class FileError extends Error {
  readonly code: 'NOT_PLAIN' | 'TOO_LARGE';

  constructor(code: FileError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

const check = (stat: { isFile(): boolean; isDirectory(): boolean }): void => {
  if (stat.isFile()) return;
  if (stat.isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
  throw new FileError('NOT_PLAIN', 'is a pipe, a socket or a device, not a plain file');
};

const opened = (path: string, flags: number, mode?: number): number => {
  const fd = openSync(path, flags | NEVER_WAIT, mode);
  try {
    check(fstatSync(fd));
    return fd;
  } catch (cause) {
    closeSync(fd);
    throw cause;
  }
};

/** A descriptor of a plain file, which the caller closes. Throws what `whyUnreadable` puts into words. */
export const openPlain = (path: string): number => {
  // Opening a device may already do something: it is looked at first, and once more when it is open.
  check(statSync(path));
  return opened(path, constants.O_RDONLY);
};

/**
 * The bytes of a plain file, or of what an editor holds of it; no more than `limit` of them are ever read. Throws what
 * `whyUnreadable` puts into words.
 */
export const readPlain = (path: string, limit: number): Buffer => {
  const unsaved = unsavedText(path);
  return unsaved === undefined ? readFromDisk(path, limit) : withinLimit(Buffer.from(unsaved), limit);
};

const withinLimit = (bytes: Buffer, limit: number): Buffer => {
  if (bytes.length > limit) throw new FileError('TOO_LARGE', `is larger than ${sizeText(limit)}`);
  return bytes;
};

const readFromDisk = (path: string, limit: number): Buffer => {
  const fd = openPlain(path);
  try {
    const { size } = fstatSync(fd);
    if (size > limit) throw tooLarge(limit);
    // The size is a promise only: files of /proc say 0, and a log grows. One byte more shows the end.
    let bytes = Buffer.allocUnsafe(Math.min(size === 0 ? BLOCK : size, limit) + 1);
    let length = 0;
    for (let read = -1; read !== 0; length += read) {
      if (length > limit) throw tooLarge(limit);
      if (length === bytes.length) bytes = Buffer.concat([bytes], Math.min(2 * length, limit + 1));
      read = readSync(fd, bytes, length, bytes.length - length, null);
    }
    return bytes.subarray(0, length);
  } finally {
    closeSync(fd);
  }
};

const tooLarge = (limit: number): FileError => new FileError('TOO_LARGE', `is larger than ${sizeText(limit)}`);

const sizeText = (bytes: number): string => (bytes >= 2 ** 20 ? `${bytes / 2 ** 20} MiB` : `${bytes / 1024} KiB`);

/** Writes a plain file, or a new one, in a folder that is made where it is missing; never into a pipe or a device. */
export const openForWriting = (path: string): number => {
  makeFolder(dirname(path));
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat !== undefined) check(stat);
  return opened(path, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC, 0o666);
};

/** One by one: where a parent takes no folder although it is there (as in /proc), Node's recursive way never ends. */
export const makeFolder = (path: string, mode = 0o777): void => {
  if (existsSync(path)) return;
  makeFolder(dirname(path), mode);
  try {
    mkdirSync(path, { mode });
  } catch (cause) {
    // Another process may have been quicker.
    if (!existsSync(path)) throw cause;
  }
};

/** Does the path stay under the folder when links are followed? A path that leads nowhere does. */
export const staysUnder = (folder: string, path: string): boolean => {
  try {
    const root = realpathSync.native(folder);
    return realpathSync.native(path).startsWith(root.endsWith(sep) ? root : root + sep);
  } catch {
    return true;
  }
};

/** Is there something at the path that leads nowhere: a link whose target is missing? */
export const isDangling = (path: string): boolean =>
  lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true && !existsSync(path);

const BY_SYSTEM: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EISDIR: 'is a folder',
  ENOTDIR: 'does not exist: a part of its path is no folder',
  EACCES: 'may not be read',
  EPERM: 'may not be read',
  ELOOP: 'is a link that leads back to itself',
  ENAMETOOLONG: 'has a name that is too long for this system',
};

/** The end of a sentence that begins with the file's name, for what `openPlain` and `readPlain` throw. */
export const whyUnreadable = (error: unknown, path: string): string => {
  if (error instanceof FileError) return error.message;
  const { code = '' } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' && isDangling(path)) return 'is a link to a file that does not exist';
  return BY_SYSTEM[code] ?? (code === '' ? 'cannot be read' : `cannot be read (${code})`);
};

const WHY_NOT_WRITTEN: Readonly<Record<string, string>> = {
  ENOSPC: 'cannot be written: the disk is full',
  EDQUOT: 'cannot be written: the disk is full',
  EROFS: 'cannot be written: its disk is read-only',
  EACCES: 'may not be written',
  EPERM: 'may not be written',
  ENOENT: 'cannot be written: its folder cannot be made',
  ENOTDIR: 'cannot be written: a part of its path is no folder',
  EISDIR: 'cannot be written: it is a folder',
};

/** The same for what `openForWriting`, and writing itself, throw. */
export const whyUnwritable = (error: unknown): string => {
  if (error instanceof FileError) return error.message;
  const { code = '' } = error as NodeJS.ErrnoException;
  return WHY_NOT_WRITTEN[code] ?? `cannot be written${code === '' ? '' : ` (${code})`}`;
};
