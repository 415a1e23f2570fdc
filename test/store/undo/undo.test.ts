/** Runs of two feeds over few objects, and what undoing them leaves. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openStore, type SqliteStore } from '../../../engine/store/sqlite/open-store.ts';
import type { Store } from '../../../engine/store/contract/store.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import { FEEDS, play, scene, setClock, undo, type Scene } from './scenes.ts';

/** `FEEDWRIGHT_UNDO_CASES=500` looks longer. */
const CASES = Number(process.env['FEEDWRIGHT_UNDO_CASES'] ?? 12);

interface Inspectable extends Store {
  digest(): string;
}

/** Plays the scenes, undoes the last ones, newest first, and looks after each. */
const playAndUndo = async (store: Inspectable, scenes: readonly Scene[], last: number): Promise<void> => {
  setClock(0);
  for (const one of FEEDS) await (await store.open(one, { now: 1 })).close();
  const played: { readonly scene: Scene; readonly run: string; readonly before: string }[] = [];
  for (const one of scenes) {
    const before = store.digest();
    played.push({ scene: one, run: await play(store, one), before });
  }
  const undone = played.slice(-last);
  for (const { scene: of, run, before } of undone.toReversed()) {
    await undo(store, of.feed, run);
    expect(store.digest()).toBe(before);
  }
};

const sound = async (store: SqliteStore): Promise<void> => expect((await store.check()).problems).toEqual(noFiles());
const noFiles = (): unknown => expect.not.arrayContaining([expect.stringMatching(/^There are/)]);

test(
  'undoing the last runs gives back what was there, whatever two feeds have said',
  { timeout: 60_000 + CASES * 5000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(scene, { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 3 }), async (scenes, last) => {
        const store = openStore({ path: ':memory:', mock: true, batch: 2, isFleeting: true });
        try {
          await playAndUndo(store, scenes, last);
          await sound(store);
          // What comes again comes as to a store that never had it.
          const again = scenes.slice(-last);
          const digest = await replay(store, again);
          setClock(0);
          const clean = openStore({ path: ':memory:', mock: true, isFleeting: true });
          for (const one of scenes.slice(0, -last)) await play(clean, one);
          expect(await replay(clean, again)).toBe(digest);
          await clean.close();
          await sound(store);
        } finally {
          await store.close();
        }
      }),
      { numRuns: CASES },
    );
  },
);

/** State and messages are the same in both. */
const replay = async (store: SqliteStore, scenes: readonly Scene[]): Promise<string> => {
  setClock(1000);
  for (const one of scenes) await play(store, one);
  return store.digest();
};

test('whatever keeps the store', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(scene, { minLength: 1, maxLength: 5 }), async (scenes) => {
      const store = new MemoryStore({ batch: 2 });
      try {
        await playAndUndo(store, scenes, 2);
      } finally {
        await store.close();
      }
    }),
    { numRuns: Math.ceil(CASES / 2) },
  );
});
