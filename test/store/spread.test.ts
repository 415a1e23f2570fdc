/** An object's two forms, its row alone and its rows in all tables, beside each other. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Database } from '../../engine/store/sqlite/database/database.ts';
import { openStore, type SqliteStore } from '../../engine/store/sqlite/open-store.ts';
import { spreadAllOf } from '../../engine/store/sqlite/apply/spread.ts';
import { anyObject } from './arbitrary-object.ts';
import { attribute, object } from './make-object.ts';
import { runOnce } from './run-once.ts';

/** Of most of a dump. */
const bareObject = fc
  .tuple(
    fc.constantFrom('x', 'y', 'z'),
    fc.array(fc.constantFrom('1', '2', '3'), { maxLength: 2 }),
    fc.constantFrom('U1', 'A1'),
    fc.subarray(['tag']),
  )
  .map(([key, values, name, tags]) =>
    object(key, { tags, attributes: values.map((value) => attribute(name, value, name === 'U1' ? 'update' : 'add')) }),
  );

const history = fc.array(
  fc.record({
    // Two feeds of one source, one of another; and one that goes over to the other source.
    feed: fc.constantFrom('one', 'two', 'three'),
    source: fc.oneof({ weight: 4, arbitrary: fc.constant('A') }, fc.constant('B')),
    definition: fc.constantFrom('1', '2'),
    takesAll: fc.boolean(),
    records: fc.array(fc.oneof({ weight: 2, arbitrary: bareObject }, anyObject(true)), { maxLength: 6 }),
  }),
  { minLength: 1, maxLength: 6 },
);

const inStores = async (work: (stores: readonly [SqliteStore, SqliteStore], spreadSecond: () => void) => Promise<void>) => {
  const folder = mkdtempSync(join(tmpdir(), 'spread-'));
  const path = join(folder, 'spread.db');
  const stores = [openStore({ path: join(folder, 'alone.db') }), openStore({ path })] as const;
  const db = new Database(path);
  const spreadSecond = (): void => {
    for (const { id } of db.all<{ id: number }>('SELECT id FROM instances')) spreadAllOf(db, id);
  };
  try {
    await work(stores, spreadSecond);
  } finally {
    db.close();
    for (const store of stores) store.close();
    rmSync(folder, { recursive: true, force: true });
  }
};

const formsOf = (path: string): { readonly alone: number; readonly spread: number } => {
  const db = new Database(path, { readOnly: true });
  const [row] = db.all<{ alone: number; spread: number }>(
    'SELECT count(instance_id) AS alone, count(*) - count(instance_id) AS spread FROM objects',
  );
  db.close();
  return row as { alone: number; spread: number };
};

test('whatever is said of objects, those that stand in their row alone say the same as those that are spread', async () => {
  const property = fc.asyncProperty(history, async (windows) =>
    inStores(async (stores, spreadSecond) => {
      for (const { feed, source, definition, takesAll, records } of windows) {
        const options = {
          instance: { feed, source: feed === 'three' ? 'C' : source },
          plan: { fingerprint: definition, snapshot: takesAll ? { floor: 0, maxShare: 1 } : undefined },
        };
        const [counts, expected] = [await runOnce(stores[0], records, options), await runOnce(stores[1], records, options)];
        spreadSecond();
        expect(counts).toEqual(expected);
        expect([...stores[0].objects({})]).toEqual([...stores[1].objects({})]);
        expect(stores[0].digest()).toBe(stores[1].digest());
        expect((await stores[0].check()).problems).toEqual([]);
      }
    }),
  );
  await fc.assert(property, { numRuns: 60 });
});

test('of a feed that goes over to another source, what it has said stays the former one’s', async () => {
  await inStores(async ([store]) => {
    const said = [object('a', { attributes: [attribute('A', '1')] })];
    await runOnce(store, said, { instance: { feed: 'one', source: 'A' } });
    await runOnce(store, [], { instance: { feed: 'two', source: 'B' } });
    await runOnce(store, [], { instance: { feed: 'one', source: 'B' } });
    const [view] = store.objects({});
    expect(view).toMatchObject({ sources: ['B'], attributes: [{ name: 'A', value: '1', sources: ['A'] }] });
  });
});

test.each<[string, Parameters<typeof object>[1], boolean]>([
  ['new values', { attributes: [attribute('A', '2')] }, true],
  ['a tag', { tags: ['t'] }, true],
  ['a title', { title: 'T' }, false],
  ['a version', { version: 2 }, false],
  ['a withdrawal', { withdraw: true }, false],
])('%s of an object in a row alone: does it stay so?', async (_, more, stays) => {
  const folder = mkdtempSync(join(tmpdir(), 'spread-'));
  const path = join(folder, 's.db');
  const store = openStore({ path });
  await runOnce(store, [object('a', { attributes: [attribute('A', '1')] })]);
  expect(formsOf(path)).toEqual({ alone: 1, spread: 0 });
  await runOnce(store, [object('a', more)]);
  expect(formsOf(path)).toEqual(stays ? { alone: 1, spread: 0 } : { alone: 0, spread: 1 });
  store.close();
  rmSync(folder, { recursive: true });
});
