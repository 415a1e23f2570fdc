/** What two feeds may say of few objects, in all ways that a run may be undone in. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { MappedObject } from '../../../engine/object/mapped-object.ts';
import type { Store } from '../../../engine/store/contract/store.ts';
import { anyObject } from '../arbitrary-object.ts';
import { key, ledger, plan } from '../make-object.ts';

export const FEEDS = [key(), key({ feed: 'pack/other', source: 'Another feed' })] as const;

export interface Scene {
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
export const scene: fc.Arbitrary<Scene> = fc.record({
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

/** Rises with everything that is done: as it was set, so messages and times are. */
let clock = 0;
export const setClock = (time: number): void => void (clock = time);

/** Gives the run's id. */
export const play = async (store: Store, scene: Scene): Promise<string> => {
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

export const undo = async (store: Store, feed: 0 | 1, run: string): Promise<void> => {
  const instance = await store.open(FEEDS[feed], { now: 1 });
  try {
    await instance.undo(run, { next: 'fetch', now: ++clock });
  } finally {
    await instance.close();
  }
};
