import { closeSync, openSync } from 'node:fs';
import { EngineError } from '../language/basics/errors.ts';
import { Database } from './database.ts';
import { tellingStorage } from './storage-errors.ts';

/**
 * An exclusive transaction on a file of its own, made where it is missing: the system lets go of it when the process dies, however it dies.
 * Closing the database gives it back. Throws what `taken` makes of it where another has it.
 */
export const lockFile = (path: string, taken: (cause: EngineError) => EngineError): Database => {
  tellingStorage(path, () => closeSync(openSync(path, 'a', 0o600)));
  const db = new Database(path, { timeout: 0 });
  try {
    db.exec('BEGIN EXCLUSIVE');
    return db;
  } catch (cause) {
    db.close();
    throw cause instanceof EngineError && cause.code === 'store.locked' ? taken(cause) : cause;
  }
};
