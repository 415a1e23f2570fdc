import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../engine/store/open-store.ts';
import { storeContract } from '../contracts/store.contract.ts';

storeContract('in a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  return {
    open: () => openStore({ path: join(folder, 'store.db'), mock: false }),
    cleanUp: () => rmSync(folder, { recursive: true, force: true }),
  };
});

storeContract('in memory', () => ({ open: () => openStore({ path: ':memory:', mock: false }), cleanUp: () => undefined }));
