import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Database } from '../../engine/disk/database.ts';
import { openStore } from '../../engine/store/sqlite/open-store.ts';
import { attribute, object } from './make-object.ts';
import { runOnce } from './processes/run-once.ts';

/** Some segments of the staging file, a hundred blocks in each. */
const OBJECTS = 30_000;
const filling = 'x'.repeat(250);

test('what was staged for an object is what is stored, wherever a batch ends', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'batch-borders-')), 's.db');
  const store = openStore({ path, mock: false, batch: 7 });
  const objects = Array.from({ length: OBJECTS }, (_, index) => {
    // Neighbours in the order of identities come from all segments.
    const key = `k${(index * 7919) % OBJECTS}`;
    return object(key, { attributes: [attribute('Of', `${key} ${filling}`)] });
  });
  await runOnce(store, objects);
  await store.close();
  const db = new Database(path, { readOnly: true });
  const wrong = db.all<{ key: string; value: string }>(
    `SELECT o.key, a.value FROM objects AS o LEFT JOIN attributes AS a ON a.object_id = o.id
      WHERE a.value IS NOT o.key || ' ' || ?`,
    filling,
  );
  expect(wrong.map(({ key, value }) => [key, value?.slice(0, 10)])).toEqual([]);
  db.close();
});
