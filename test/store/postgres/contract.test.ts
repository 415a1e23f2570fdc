import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { openPostgres } from '../../../engine/store/postgres/open-store.ts';
import { storeUndoContract } from '../../contracts/store-undo.contract.ts';
import { storeWindowsContract } from '../../contracts/store-windows.contract.ts';
import { storeContract, type StoreUnderTest } from '../../contracts/store.contract.ts';
import { postgresForTests, postgresIsThere } from '../../support/postgres.ts';

describe.runIf(postgresIsThere)('on PostgreSQL', () => {
  const postgres = postgresForTests();
  let address: string | undefined;
  let made = 0;
  /** In a schema of its own: a database takes longer to make. */
  const onPostgres = async (): Promise<StoreUnderTest> => {
    const staging = mkdtempSync(join(tmpdir(), 'store-'));
    address ??= await postgres.server.database();
    const own = `${address}&schema=store_${(made += 1)}`;
    return {
      open: () => openPostgres(own, { staging, mock: false, isFleeting: true }),
      cleanUp: () => rmSync(staging, { recursive: true, force: true }),
    };
  };
  for (const contract of [storeContract, storeWindowsContract, storeUndoContract]) contract('in a database', onPostgres);
});
