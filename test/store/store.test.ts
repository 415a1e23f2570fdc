import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../engine/store/sqlite/open-store.ts';
import { storeContract, type StoreUnderTest } from '../contracts/store.contract.ts';
import { storeUndoContract } from '../contracts/store-undo.contract.ts';
import { storeWindowsContract } from '../contracts/store-windows.contract.ts';
import { MemoryStore } from '../support/memory-store.ts';

const inFile = (): StoreUnderTest => {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  return {
    open: () => openStore({ path: join(folder, 'store.db'), mock: false }),
    cleanUp: () => rmSync(folder, { recursive: true, force: true }),
  };
};
const inMemory = (): StoreUnderTest => ({ open: () => openStore({ path: ':memory:', mock: false }), cleanUp: () => undefined });
const withoutDatabase = (): StoreUnderTest => ({ open: () => new MemoryStore(), cleanUp: () => undefined });

for (const contract of [storeContract, storeWindowsContract, storeUndoContract]) {
  contract('in a file', inFile);
  contract('in memory', inMemory);
  contract('without a database', withoutDatabase);
}
