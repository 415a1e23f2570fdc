import { EngineError } from '../language/basics/errors.ts';

interface Failure {
  readonly code: string;
  readonly says: (path: string) => string;
  readonly hint: string;
}

const LOCKED: Failure = {
  code: 'store.locked',
  says: (path) => `The store ${path} is in use by another process that did not let go of it in time.`,
  hint: 'Wait for the other process to end, then try again.',
};
const READ_ONLY: Failure = {
  code: 'store.read-only',
  says: (path) => `The store ${path} can't be written: the file or its folder is read-only for this user.`,
  hint: 'Give the user write access to the file and its folder, or name another store with --store sqlite:PATH.',
};
const FULL: Failure = {
  code: 'store.full',
  says: (path) => `There is no room left to write the store ${path}.`,
  hint: 'Free some space on the disk and run again: nothing that was committed is lost.',
};
const IO: Failure = {
  code: 'store.io',
  says: (path) => `The disk reported an error while the store ${path} was read or written.`,
  hint: 'Check the disk, then `feedwright store check`.',
};
const NOT_OPEN: Failure = {
  code: 'store.unreachable',
  says: (path) => `The store ${path} can't be opened: it is no file, or its folder can't be reached.`,
  hint: 'Name a file in a folder that you can write to: --store sqlite:PATH.',
};
const CORRUPT: Failure = {
  code: 'store.corrupt',
  says: (path) => `The file ${path} is no intact SQLite database.`,
  hint: 'Restore a backup, or name another file with --store sqlite:PATH.',
};

const UNREADABLE: Failure = {
  code: 'store.corrupt',
  says: (path) => `The store ${path} has a list of attributes that can't be read.`,
  hint: 'See what `feedwright store check` says, and restore a backup.',
};

const INCOMPLETE: Failure = {
  code: 'store.corrupt',
  says: (path) => `The store ${path} is damaged: one of its tables is not what it was made as.`,
  hint: 'Restore a backup, or name another file with --store sqlite:PATH.',
};

/** Of all that SQLite calls an error without more ado, these are not our SQL's. */
const BY_MESSAGE: readonly (readonly [RegExp, Failure])[] = [
  [/^malformed JSON/, UNREADABLE],
  [/^no such (table|column)|has no column named|has \d+ columns but/, INCOMPLETE],
];

/** By the primary result code: https://www.sqlite.org/rescode.html */
const BY_SQLITE: Readonly<Record<number, Failure>> = {
  5: LOCKED,
  6: LOCKED,
  8: READ_ONLY,
  10: IO,
  11: CORRUPT,
  13: FULL,
  14: NOT_OPEN,
  26: CORRUPT,
};

const BY_SYSTEM: Readonly<Record<string, Failure>> = {
  EACCES: READ_ONLY,
  EPERM: READ_ONLY,
  EROFS: READ_ONLY,
  ENOSPC: FULL,
  EDQUOT: FULL,
  EFBIG: FULL,
  EIO: IO,
  EISDIR: NOT_OPEN,
  ENOTDIR: NOT_OPEN,
  ENAMETOOLONG: NOT_OPEN,
  EEXIST: NOT_OPEN,
  ENOENT: NOT_OPEN,
};

const failureOf = (cause: Error & { code?: unknown; errcode?: unknown }): Failure | undefined => {
  // Of a text that is stored as JSON.
  if (cause instanceof SyntaxError) return UNREADABLE;
  if (cause.code === 'ERR_SQLITE_ERROR' && typeof cause.errcode === 'number')
    return BY_SQLITE[cause.errcode & 0xff] ?? BY_MESSAGE.find(([says]) => says.test(cause.message))?.[1];
  return typeof cause.code === 'string' ? BY_SYSTEM[cause.code] : undefined;
};

/** The sentence for a failure of the database or the file system; anything else (a bug) is given back as it is. */
export const storageError = (cause: unknown, path: string): unknown => {
  if (!(cause instanceof Error) || cause instanceof EngineError) return cause;
  const failure = failureOf(cause);
  return failure === undefined ? cause : new EngineError(failure.code, failure.says(path), { hint: failure.hint, cause });
};

/** Runs `work`; what the database or the file system throws becomes an EngineError `store.…` about `path`. */
export const tellingStorage = <T>(path: string, work: () => T): T => {
  try {
    return work();
  } catch (cause) {
    throw storageError(cause, path);
  }
};
