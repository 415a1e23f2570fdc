import { EngineError } from '../../../language/basics/errors.ts';
import type { Database } from './database.ts';

const read = (db: Database): string | undefined => db.get<{ value: string }>(`SELECT value FROM meta WHERE name = 'mock'`)?.value;

/** Undefined: no run has said yet whose objects the store takes. */
export const isMockStore = (db: Database): boolean | undefined => {
  const value = read(db);
  return value === undefined ? undefined : value === '1';
};

/** A store takes either a mock vendor's objects or real ones, as its first run said: `store.mock`. */
export const checkMock = (db: Database, mock: boolean, write: boolean): void => {
  if (read(db) === undefined && write)
    db.transaction(() => db.run(`INSERT OR IGNORE INTO meta VALUES ('mock', ?)`, mock ? '1' : '0'), true);
  const found = isMockStore(db);
  if (found === undefined || found === mock) return;
  throw mock
    ? new EngineError('store.mock', `The store ${db.path} holds real objects: a --mock run would put made-up ones among them.`, {
        hint: 'Leave --store out: a --mock run has a store of its own.',
      })
    : new EngineError(
        'store.mock',
        `The store ${db.path} holds made-up objects of --mock runs: real ones don't belong among them.`,
        {
          hint: 'Name another store with --store sqlite:PATH, or run with --mock.',
        },
      );
};
