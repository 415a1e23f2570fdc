import { accessSync, closeSync, constants, existsSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { EngineError } from '../../../language/basics/errors.ts';
import { makeFolder } from '../../../language/plain-file.ts';
import { BUSY_TIMEOUT, Database } from '../../../disk/database.ts';
import { copyDatabase } from '../queries/maintenance.ts';
import { inspectSchema, migrate } from './migrate.ts';
import { MIGRATIONS } from './schema.ts';
import { tellingStorage } from '../../../disk/storage-errors.ts';

const MEMORY = ':memory:';

export interface ConnectOptions {
  readonly path: string;
  readonly readOnly: boolean;
  /** What a reader finds where there is no file: an empty store, or `store.missing`. */
  readonly ifMissing: 'empty' | 'fail';
  /** The database doesn't grow beyond this. */
  readonly maxBytes: number | undefined;
  /** Bytes of a page of a file that is made. */
  readonly pageBytes?: number | undefined;
  /** The disk is never waited for. */
  readonly isFleeting?: boolean | undefined;
  /** Milliseconds that a reader waits for a database that is locked; without it, much longer than anybody holds one. */
  readonly patience?: number | undefined;
}

type Tuning = Partial<Pick<ConnectOptions, 'maxBytes' | 'pageBytes' | 'isFleeting'>>;

const CACHE_KIB = 5 * 1024;
/** Bytes of a page of a new store; an older one keeps its own. With twice SQLite's, new objects cost a tenth less. */
const PAGE = 8 * 1024;
/** Write-ahead log before its pages are moved into the file: those that many batches touch are moved once. It is cut down to this. */
const LOG_BYTES = 64 * 1024 * 1024;

const tune = (db: Database, { maxBytes, isFleeting }: Tuning): void => {
  const page = db.get<{ page_size: number }>('PRAGMA page_size')?.page_size ?? PAGE;
  const pages = (bytes: number): number => Math.max(1, Math.floor(bytes / page));
  db.exec(
    `PRAGMA cache_size = -${CACHE_KIB}; PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = ${pages(LOG_BYTES)}; PRAGMA journal_size_limit = ${LOG_BYTES}; PRAGMA synchronous = ${isFleeting === true ? 'OFF' : 'NORMAL'};`,
  );
  if (maxBytes !== undefined) db.exec(`PRAGMA max_page_count = ${pages(maxBytes)}`);
};

const inMemory = (): Database => {
  const db = new Database(MEMORY);
  migrate(db, MIGRATIONS, () => undefined);
  tune(db, {});
  return db;
};

const backUp = (db: Database, path: string) => (version: number) =>
  tellingStorage(path, () => copyDatabase(db, `${path}.schema-${version}.bak`));

const create = (path: string): void => {
  // Values may be sensitive: folder, file, and with it the log beside it, are the user's own.
  makeFolder(dirname(path), 0o700);
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
  // SQLite would open a file that it may only read without a word, and fail at the first change.
  for (const needed of [path, dirname(path)]) accessSync(needed, constants.W_OK);
};

/** Where two processes make a store, or one closes it while another opens it, SQLite refuses at once instead of waiting. */
const ATTEMPTS = 200;
/** Milliseconds between two attempts, and that each may wait. */
export const PAUSE = 50;

const sleep = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

export const patiently = <T>(work: () => T, attempts = ATTEMPTS): T => {
  for (let attempt = 1; ; attempt++) {
    try {
      return work();
    } catch (cause) {
      if (attempt === attempts || !(cause instanceof EngineError) || cause.code !== 'store.locked') throw cause;
      sleep(PAUSE);
    }
  }
};

export const useLog = (db: Database, pageBytes = PAGE): void => {
  if (db.get<{ page_count: number }>('PRAGMA page_count')?.page_count === 0) db.exec(`PRAGMA page_size = ${pageBytes}`);
  if (db.get<{ journal_mode: string }>('PRAGMA journal_mode')?.journal_mode !== 'wal') db.exec('PRAGMA journal_mode = WAL');
};

const openForWriting = (path: string, tuning: Tuning): Database => {
  tellingStorage(path, () => create(path));
  const db = new Database(path, { timeout: PAUSE, isFleeting: tuning.isFleeting });
  try {
    inspectSchema(db, MIGRATIONS.length);
    useLog(db, tuning.pageBytes);
    migrate(db, MIGRATIONS, backUp(db, path));
    tune(db, tuning);
    db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT}`);
    return db;
  } catch (cause) {
    db.close();
    throw cause;
  }
};

/** Undefined: it is of an older schema. */
const openCurrent = (path: string, patience: number | undefined, location?: URL): Database | undefined => {
  const db = new Database(path, {
    readOnly: true,
    ...(patience !== undefined && { timeout: patience }),
    ...(location && { location }),
  });
  try {
    const found = inspectSchema(db, MIGRATIONS.length);
    if (found === 'empty') throw notBegun(path);
    if (found === 'current') return db;
  } catch (cause) {
    db.close();
    throw cause;
  }
  db.close();
  return undefined;
};

const readable = (path: string, patience: number | undefined, location?: URL): Database => {
  const db = openCurrent(path, patience, location);
  if (db !== undefined) return db;
  upgrade(path);
  return readable(path, patience);
};

/** Whoever comes first with a newer Feedwright brings the store up to date, a reader too. */
const upgrade = (path: string): void => {
  try {
    openForWriting(path, {}).close();
  } catch (cause) {
    if (cause instanceof EngineError && cause.code === 'store.locked') throw cause;
    throw new EngineError('store.older', `The store ${path} is of an older Feedwright, and can't be brought up to date.`, {
      hint: 'Run `feedwright store check` as the user whose store it is, with room on the disk for a copy of it.',
      cause,
    });
  }
};

/** On read-only media the log beside the file can't be made: without one the file is read as it stands. */
const openForReading = (path: string, patience: number | undefined): Database => {
  try {
    return readable(path, patience);
  } catch (cause) {
    if (!(cause instanceof EngineError) || (cause.code !== 'store.unreachable' && cause.code !== 'store.read-only')) throw cause;
    const location = pathToFileURL(path);
    location.searchParams.set('immutable', '1');
    return readable(path, patience, location);
  }
};

const notAFile = (path: string): EngineError =>
  new EngineError('store.unreachable', `The store ${path} can't be opened: it is a folder or a device.`, {
    hint: 'Name a file: --store sqlite:PATH.',
  });

/** Made, but without a table: whoever made it was killed, or had no room. A run begins it. */
const notBegun = (path: string): EngineError =>
  new EngineError('store.empty', `The store ${path} was never begun: there is nothing in it.`, {
    hint: 'Run a feed, which begins it, or name another store with --store sqlite:PATH.',
  });

const openOrEmpty = (path: string, { ifMissing, patience }: Pick<ConnectOptions, 'ifMissing' | 'patience'>): Database => {
  try {
    return patiently(() => openForReading(path, patience), patience === undefined ? ATTEMPTS : 1);
  } catch (cause) {
    if (ifMissing === 'empty' && cause instanceof EngineError && cause.code === 'store.empty') return inMemory();
    throw cause;
  }
};

/** Opens the database file, makes it where it is missing, brings its schema up to date. */
export const connect = ({ path, readOnly, ifMissing, patience, ...tuning }: ConnectOptions): Database => {
  if (path === MEMORY) return inMemory();
  if (tellingStorage(path, () => statSync(path, { throwIfNoEntry: false })?.isFile()) === false) throw notAFile(path);
  if (!readOnly) return patiently(() => openForWriting(path, tuning));
  if (existsSync(path)) return openOrEmpty(path, { ifMissing, patience });
  if (ifMissing === 'empty') return inMemory();
  throw new EngineError('store.missing', `There is no store at ${path}.`, {
    hint: 'Run a feed first, or name another store with --store sqlite:PATH.',
  });
};
