import { EngineError } from '../../../language/basics/errors.ts';
import type { PostgresPool } from '../database/pool.ts';
import type { Queryable } from '../database/query.ts';

/** Undefined: no run has said yet whose objects the store takes. */
export const isMockStore = async (db: Queryable): Promise<boolean | undefined> => {
  const row = await db.get<{ value: string }>(`SELECT value FROM meta WHERE name = 'mock'`);
  return row === undefined ? undefined : row.value === '1';
};

/** A store takes either a mock vendor's objects or real ones, as its first run said: `store.mock`. */
export const checkMock = async (db: PostgresPool, mock: boolean, write: boolean): Promise<void> => {
  if (write) await db.run(`INSERT INTO meta VALUES ('mock', $1) ON CONFLICT DO NOTHING`, [mock ? '1' : '0']);
  const found = await isMockStore(db);
  if (found === undefined || found === mock) return;
  throw mock
    ? new EngineError('store.mock', `The store ${db.shown} holds real objects: a --mock run would put made-up ones among them.`, {
        hint: 'Leave --store out: a --mock run has a store of its own.',
      })
    : new EngineError(
        'store.mock',
        `The store ${db.shown} holds made-up objects of --mock runs: real ones don't belong among them.`,
        { hint: 'Name another store with --store, or run with --mock.' },
      );
};
