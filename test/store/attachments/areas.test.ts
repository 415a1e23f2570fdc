/** The same for a folder, the database of PostgreSQL, and a server on loopback that plays S3, made up from its public documentation. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FolderArea } from '../../../engine/store/attachments/folder-area.ts';
import { DatabaseArea } from '../../../engine/store/postgres/attachments/database-area.ts';
import { parsePostgresAddress } from '../../../engine/store/postgres/database/address.ts';
import { migrate } from '../../../engine/store/postgres/database/migrate.ts';
import { PostgresPool } from '../../../engine/store/postgres/database/pool.ts';
import { attachmentAreaContract } from '../../contracts/attachment-area.contract.ts';
import { postgresForTests, postgresIsThere } from '../../support/postgres.ts';

const inFolder = (folder: string, sha256: string): string => join(folder, sha256.slice(0, 2), sha256.slice(2));

attachmentAreaContract('a folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'area-'));
  return {
    area: new FolderArea(() => join(folder, 'files')),
    spoil: async (sha256) => {
      const path = inFolder(join(folder, 'files'), sha256);
      writeFileSync(path, Buffer.alloc(readFileSync(path).length));
    },
    age: async (sha256) => {
      const then = Date.now() / 1000 - 2 * 86_400;
      utimesSync(inFolder(join(folder, 'files'), sha256), then, then);
    },
    cleanUp: async () => rmSync(folder, { recursive: true }),
  };
});

describe('a folder', () => {
  test('loses what a process that died has left of a put, once that is old', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'area-'));
    const area = new FolderArea(() => folder);
    writeFileSync(join(folder, 'a.part'), 'half of');
    mkdirSync(join(folder, 'ab'));
    const before = Date.now() + 1000;
    const lying = await Array.fromAsync(area.list());
    expect(lying).toMatchObject([{ name: 'a.part', sha256: undefined }]);
    expect(await area.remove('a.part', before)).toBe(true);
    expect(readdirSync(folder)).toEqual(['ab']);
    rmSync(folder, { recursive: true });
  });
});

describe.runIf(postgresIsThere)('on PostgreSQL', () => {
  const postgres = postgresForTests();
  attachmentAreaContract('in the database', async () => {
    const pool = new PostgresPool(parsePostgresAddress(await postgres.server.database()));
    await migrate(pool);
    return {
      area: new DatabaseArea(pool, {}),
      spoil: async (sha256) => {
        const filled = `UPDATE contents SET bytes = decode(repeat('00', octet_length(bytes)), 'hex') WHERE sha256 = $1`;
        expect(await pool.run(filled, [sha256])).toBeGreaterThan(0);
      },
      age: async (sha256) =>
        void (await pool.run(`UPDATE contents SET added_at = now() - interval '2 days' WHERE sha256 = $1`, [sha256])),
      cleanUp: () => pool.close(),
    };
  });
});
