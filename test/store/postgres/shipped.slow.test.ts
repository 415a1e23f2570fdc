/** Every feed that comes with the package, from its mock into a store of either kind. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createVocabulary } from '../../../engine/components/vocabulary.ts';
import { findPacks } from '../../../engine/language/find-packs.ts';
import { loadPack } from '../../../engine/language/load.ts';
import { openPostgres } from '../../../engine/store/postgres/open-store.ts';
import { openStore } from '../../../engine/store/sqlite/open-store.ts';
import { definitions } from '../../definition-runs.ts';
import { inProcess } from '../../e2e/in-process.ts';
import { postgresForTests, postgresIsThere } from '../../support/postgres.ts';

const vocabulary = createVocabulary();
const { packs } = findPacks(definitions);

describe.runIf(postgresIsThere)('a store on PostgreSQL', () => {
  const postgres = postgresForTests();
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'shipped-'))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('says after all shipped feeds have run what one in a file says', async () => {
    const address = await postgres.server.database();
    const path = join(folder, 'store.db');
    let feeds = 0;
    for (const { name, file } of packs)
      for (const feed of loadPack(file, vocabulary, { root: definitions }).pack?.feeds.keys() ?? [])
        for (const store of [`sqlite:${path}`, address]) {
          const ended = await inProcess('run', { json: true, mock: true, definitions, store }, [`${name}/${feed}`], {
            cwd: folder,
          });
          expect({ name, feed, ...ended }).toMatchObject({ code: 0, stderr: '' });
          feeds += 1;
        }
    expect(feeds).toBeGreaterThan(20);
    const [one, other] = [await openPostgres(address, { readOnly: true }), openStore({ path, readOnly: true })];
    expect(await one.digest()).toBe(other.digest());
    expect(await one.check()).toEqual({ ok: true, problems: [] });
    await Promise.all([one.close(), other.close()]);
  });
});
