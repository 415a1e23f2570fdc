import { closeSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { Database } from '../../disk/database.ts';
import { lockFile } from '../../disk/lock-file.ts';
import { tellingStorage } from '../../disk/storage-errors.ts';
import { EngineError } from '../../language/basics/errors.ts';
import { makeFolder } from '../../language/plain-file.ts';
import { APPLICATION_ID, MIGRATIONS } from './schema.ts';

/** Beside the store. */
export const deskPath = (store: string): string => `${store}.serve`;

const migrate = (db: Database, path: string): void => {
  const { application_id: id = 0 } = db.get<{ application_id: number }>('PRAGMA application_id') ?? {};
  const { user_version: version = 0 } = db.get<{ user_version: number }>('PRAGMA user_version') ?? {};
  if (id !== APPLICATION_ID && (id !== 0 || version !== 0))
    throw new EngineError('serve.foreign', `${path} is no file of feedwright serve.`, {
      hint: 'It lies beside the store, and has its name with .serve behind it: take the other file away.',
    });
  if (version > MIGRATIONS.length)
    throw new EngineError('serve.newer', `${path} was made by a newer Feedwright.`, { hint: 'Use that one.' });
  if (version === MIGRATIONS.length) return;
  db.transaction(() => {
    for (const sql of MIGRATIONS.slice(version)) db.exec(sql);
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${MIGRATIONS.length}`);
  });
};

/** Opens what the server keeps, making it where it is missing. The file is the user's own. */
export const openDesk = (store: string): Database => {
  const path = deskPath(store);
  tellingStorage(path, () => {
    makeFolder(dirname(path), 0o700);
    closeSync(openSync(path, 'a', 0o600));
  });
  const db = new Database(path);
  try {
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    migrate(db, path);
    return db;
  } catch (cause) {
    db.close();
    throw cause;
  }
};

/** Takes the store for this server, for as long as the process lives. Gives what ends that. */
export const takeDesk = (store: string): (() => void) => {
  const path = `${deskPath(store)}.lock`;
  tellingStorage(path, () => makeFolder(dirname(path), 0o700));
  const db = lockFile(
    path,
    (cause) =>
      new EngineError('serve.running', `Another feedwright serve is at work with the store ${store}.`, {
        hint: 'End that one first, or name another store with --store.',
        cause,
      }),
  );
  return () => db.close();
};
