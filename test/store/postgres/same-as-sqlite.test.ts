/** A store on PostgreSQL beside one in a file: what is said to both they say alike. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenedStore } from '../../../engine/store/contract/opened-store.ts';
import { openPostgres } from '../../../engine/store/postgres/open-store.ts';
import { openStore } from '../../../engine/store/sqlite/open-store.ts';
import { postgresForTests, postgresIsThere } from '../../support/postgres.ts';
import { attribute, object } from '../make-object.ts';
import { runOnce } from '../processes/run-once.ts';
import { holdRules } from '../rules/rules-model.ts';
import { play, scene, setClock, undo, type Scene } from '../undo/scenes.ts';
import { wildObject } from './wild-objects.ts';

describe.runIf(postgresIsThere)('a store on PostgreSQL', () => {
  const postgres = postgresForTests();
  let address: string;
  let folder: string;
  let made = 0;
  beforeAll(async () => {
    address = await postgres.server.database();
    folder = mkdtempSync(join(tmpdir(), 'same-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** A new one, in a schema of its own. */
  const opened = (batch = 4000): Promise<OpenedStore> => {
    const schema = `case_${(made += 1)}`;
    return openPostgres(`${address}&schema=${schema}`, { mock: true, batch, isFleeting: true, staging: join(folder, schema) });
  };
  const inMemory = (batch = 4000): OpenedStore => openStore({ path: ':memory:', mock: true, batch, isFleeting: true });
  /** Does the same with both, and holds them against each other after each. */
  const withBoth = async (works: readonly ((store: OpenedStore) => Promise<unknown>)[], batch?: number): Promise<void> => {
    const [one, other] = [await opened(batch), inMemory(batch)];
    try {
      for (const work of works) {
        setClock(made * 1000);
        const expected = await work(other);
        setClock(made * 1000);
        expect(await work(one)).toEqual(expected);
        expect(await one.digest()).toBe(await other.digest());
      }
      expect(await one.check()).toMatchObject({
        problems: expect.not.arrayContaining([expect.stringMatching(/^There are/)]) as unknown,
      });
    } finally {
      await Promise.all([one.close(), other.close()]);
    }
  };

  test('leaves of any windows of two feeds what the rules say', async () => {
    await holdRules(() => opened(), 8);
  });

  test('counts and keeps any texts, numbers and times alike', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(wildObject, { maxLength: 12 }), { minLength: 1, maxLength: 3 }), (windows) =>
        withBoth(
          windows.map((objects) => (store) => runOnce(store, objects)),
          5,
        ),
      ),
      { numRuns: 10 },
    );
  });

  test('is the same after anything that two feeds say, and after it was undone', async () => {
    const runs: { feed: Scene['feed']; ids: string[] }[] = [];
    const doing =
      (one: Scene, at: number) =>
      async (store: OpenedStore): Promise<void> =>
        void (runs[at] ??= { feed: one.feed, ids: [] }).ids.push(await play(store, one));
    const undoing = (at: number) => async (store: OpenedStore) => undo(store, runs[at]?.feed ?? 0, runs[at]?.ids.shift() ?? '');
    await fc.assert(
      fc.asyncProperty(fc.array(scene, { minLength: 1, maxLength: 5 }), fc.integer({ min: 1, max: 3 }), async (scenes, last) => {
        runs.length = 0;
        const undone = scenes
          .map((_, at) => at)
          .slice(-last)
          .toReversed();
        await withBoth(
          [...scenes.map(doing), ...undone.map(undoing), ...scenes.map((one, at) => doing(one, at + scenes.length))],
          2,
        );
      }),
      { numRuns: 10 },
    );
  });

  test('keeps what was staged for each object, wherever a batch ends', async () => {
    const objects = Array.from({ length: 3000 }, (_, at) =>
      object(`k${(at * 7919) % 3000}`, { attributes: [attribute('Of', `k${(at * 7919) % 3000}`)], tags: [`t${at % 7}`] }),
    );
    const changed = objects.map((one, at) => (at % 100 === 0 ? { ...one, title: 'other' } : one));
    await withBoth(
      [objects, objects, changed].map((all) => (store: OpenedStore) => runOnce(store, all)),
      700,
    );
  });
});
