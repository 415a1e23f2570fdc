/** One store twice: in a file, and on PostgreSQL. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyStore } from '../../../engine/store/copy/copy-store.ts';
import { readStoreAddress, sqliteAt } from '../../../engine/store/open.ts';
import { parsePostgresAddress } from '../../../engine/store/postgres/database/address.ts';
import { PostgresPool } from '../../../engine/store/postgres/database/pool.ts';
import { openStore, type SqliteStore } from '../../../engine/store/sqlite/open-store.ts';
import type { PostgresServer } from '../../support/postgres.ts';

export interface TwoStores {
  readonly file: SqliteStore;
  readonly pool: PostgresPool;
  readonly address: string;
  close(): Promise<void>;
}

/** `fill` makes the file. */
export const twoStores = async (server: PostgresServer, fill: (path: string) => Promise<void>): Promise<TwoStores> => {
  const folder = mkdtempSync(join(tmpdir(), 'two-stores-'));
  const path = join(folder, 'store.db');
  await fill(path);
  const address = await server.database();
  await copyStore(sqliteAt(path), readStoreAddress(address, folder, {}), { signal: new AbortController().signal });
  const file = openStore({ path });
  const pool = new PostgresPool(parsePostgresAddress(address));
  return {
    file,
    pool,
    address,
    close: async () => {
      await pool.close();
      await file.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

export const listOf = async <T>(rows: Iterable<T> | AsyncIterable<T>): Promise<readonly T[]> => {
  const all: T[] = [];
  for await (const row of rows) all.push(row);
  return all;
};
