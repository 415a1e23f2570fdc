/** Copies whose process is killed: the next goes on with what is committed. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Copied } from '../../../engine/store/copy/copy-store.ts';
import { openStore } from '../../../engine/store/sqlite/open-store.ts';
import { postgresForTests, postgresIsThere } from '../../support/postgres.ts';
import { attribute, object } from '../make-object.ts';
import { filledStore } from './filled-store.ts';

const postgres = postgresForTests();
const child = join(import.meta.dirname, 'copy-child.ts');
/** More than two batches of a table. */
const OBJECTS = 9000;

let folder: string;
let digest: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'copy-kills-'));
  const more = Array.from({ length: OBJECTS }, (_, at) =>
    object(`10.0.${at >> 8}.${at & 255}`, { attributes: [attribute('N', String(at))] }),
  );
  await filledStore(join(folder, 'from.db'), more);
  const store = openStore({ path: join(folder, 'from.db'), readOnly: true });
  digest = await store.digest();
  await store.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Killed again and again, some steps later each time. */
const copyKilled = (from: string, to: string): { readonly copied: Copied; readonly kills: number } => {
  for (let kills = 0; kills < 4; kills++) {
    const step = [2, 7, 12][kills] ?? Infinity;
    const { signal, status, stdout, stderr } = spawnSync(process.execPath, [child, from, to, String(step)], { encoding: 'utf8' });
    if (signal === 'SIGKILL') continue;
    expect({ status, stderr }).toMatchObject({ status: 0 });
    return { copied: JSON.parse(stdout) as Copied, kills };
  }
  throw new Error('it never came to its end');
};

test.skipIf(!postgresIsThere)('a copy to PostgreSQL and back is whole', async () => {
  const there = await postgres.server.database();
  const to = copyKilled(`sqlite:${join(folder, 'from.db')}`, there);
  expect(to.copied).toMatchObject({ digest, resumed: true });
  const back = copyKilled(there, `sqlite:${join(folder, 'back.db')}`);
  expect(back.copied).toMatchObject({ digest, resumed: true });
  expect([to.kills, back.kills]).toEqual([3, 3]);
});
