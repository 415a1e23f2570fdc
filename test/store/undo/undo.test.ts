/** Runs of two feeds over few objects, and what undoing them leaves. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MappedObject } from '../../../engine/object/mapped-object.ts';
import { openStore, type SqliteStore } from '../../../engine/store/sqlite/open-store.ts';
import type { Store } from '../../../engine/store/contract/store.ts';
import { MemoryStore } from '../../support/memory-store.ts';
import { anyObject } from '../arbitrary-object.ts';
import { key, ledger, plan } from '../make-object.ts';

const FEEDS = [key(), key({ feed: 'pack/other', source: 'Another feed' })] as const;

/** `FEEDWRIGHT_UNDO_CASES=500` looks longer. */
const CASES = Number(process.env['FEEDWRIGHT_UNDO_CASES'] ?? 12);

interface Scene {
  readonly feed: 0 | 1;
  readonly snapshot: boolean;
  readonly windows: readonly (readonly MappedObject[])[];
  readonly relations: readonly (readonly [from: string, to: string])[];
  readonly setAside: readonly string[];
  readonly through: readonly string[];
  readonly documents: readonly (readonly [document: string, version: string, objects: readonly MappedObject[]])[];
}

const related = fc.uniqueArray(fc.constantFrom('x', 'y', 'z'), { maxLength: 2 });
const file = fc.constantFrom(
  undefined,
  undefined,
  { kind: 'content', sha256: 'a'.repeat(64), size: 1, mediaType: 'text/plain' } as const,
  { kind: 'content', sha256: 'b'.repeat(64), size: 2, mediaType: undefined } as const,
  { kind: 'wanted', fulfillment: 'f', args: { id: 1 }, error: undefined } as const,
);
const someObject = fc
  .tuple(anyObject(true), related, fc.constantFrom(undefined, 'r1', 'r2'), file, fc.constantFrom(undefined, 'X', 'Y'))
  .map(([object, to, ref, kept, value]): MappedObject => ({
    ...object,
    value: value ?? object.value,
    related: to.map((one) => ({ type: 'indicator', subtype: 'IP Address', key: one, as: 'near' })),
    ref,
    file: kept,
  }));
const keys = fc.uniqueArray(fc.constantFrom('k1', 'k2', 'k3'), { maxLength: 2 });
const scene: fc.Arbitrary<Scene> = fc.record({
  feed: fc.constantFrom(0, 1),
  snapshot: fc.boolean(),
  windows: fc.array(fc.array(someObject, { maxLength: 4 }), { minLength: 1, maxLength: 2 }),
  relations: fc.array(fc.tuple(fc.constantFrom('r1', 'r2'), fc.constantFrom('r1', 'r2', 'r3')), { maxLength: 2 }),
  setAside: keys,
  through: keys,
  documents: fc.array(fc.tuple(fc.constantFrom('d1', 'd2'), fc.constantFrom('1', '2'), fc.array(someObject, { maxLength: 2 })), {
    maxLength: 1,
  }),
});

let clock = 0;

/** Gives the run's id. */
const play = async (store: Store, scene: Scene): Promise<string> => {
  const id = randomUUID();
  const instance = await store.open(FEEDS[scene.feed], { now: 1 });
  try {
    const windows = scene.windows.map(() => ({ since: undefined, until: undefined }));
    const snapshot = scene.snapshot ? { floor: 0, maxShare: 1 } : undefined;
    const run = await instance.begin(plan({ windows, snapshot }), id);
    for (const [index, objects] of scene.windows.entries()) {
      const window = await instance.window(run, index);
      window.add(objects);
      for (const [from, to] of scene.relations) window.relate([{ from, to, as: undefined }]);
      for (const one of scene.setAside) window.quarantine({ key: one, place: 'row 1', code: 'c', error: `e${clock}` });
      for (const one of scene.through) window.putThrough(one);
      for (const [document, version, listed] of scene.documents) {
        window.document(document, version, 'whole');
        for (const one of listed) window.listed(document, one);
      }
      const checkpoint = { until: undefined, state: { at: ++clock } };
      await window.seal({ ledger: ledger({ fetched: 1, mapped: 1 }), checkpoint, keepSeenUntil: undefined, now: clock });
      await window.apply();
    }
    await instance.end(run, { status: 'succeeded', now: clock, summary: null, error: undefined });
    return id;
  } finally {
    await instance.close();
  }
};

const undo = async (store: Store, feed: 0 | 1, run: string): Promise<void> => {
  const instance = await store.open(FEEDS[feed], { now: 1 });
  try {
    await instance.undo(run, { next: 'fetch', now: ++clock });
  } finally {
    await instance.close();
  }
};

interface Inspectable extends Store {
  digest(): string;
}

/** Plays the scenes, undoes the last ones, newest first, and looks after each. */
const playAndUndo = async (store: Inspectable, scenes: readonly Scene[], last: number): Promise<void> => {
  clock = 0;
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
          clock = 0;
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
  clock = 1000;
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
