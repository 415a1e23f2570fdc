/** What every store must do with windows that are held and runs that are undone. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MappedObject } from '../../engine/object/mapped-object.ts';
import type { Checkpoint, Instance, InstanceKey, RunPlan, WindowStaging } from '../../engine/store/contract/store.ts';
import type { UndoNext } from '../../engine/store/contract/undo.ts';
import { attribute, key, ledger, object, plan } from '../store/make-object.ts';
import type { Awaitable } from '../../engine/store/contract/awaitable.ts';
import type { Inspectable, StoreUnderTest } from './store.contract.ts';

interface Wanted {
  readonly plan?: Partial<RunPlan>;
  readonly checkpoint?: Checkpoint;
  readonly keepSeenUntil?: number;
  readonly stage?: (window: WindowStaging) => void;
  readonly of?: Partial<InstanceKey>;
}

export const storeUndoContract = (name: string, make: () => Awaitable<StoreUnderTest>): void => {
  let under: StoreUnderTest;
  let store: Inspectable;
  const withInstance = async <T>(work: (instance: Instance) => T | Promise<T>, of: Partial<InstanceKey> = {}): Promise<T> => {
    const instance = await store.open(key(of), { now: 1 });
    try {
      return await work(instance);
    } finally {
      await instance.close();
    }
  };
  const run = (objects: readonly MappedObject[], wanted: Wanted = {}, hold?: { why: string; goesOn: boolean }): Promise<string> =>
    withInstance(async (instance) => {
      const id = randomUUID();
      const begun = await instance.begin(plan(wanted.plan), id);
      const window = await instance.window(begun, 0);
      window.add(objects);
      wanted.stage?.(window);
      const { checkpoint, keepSeenUntil } = wanted;
      await window.seal({ ledger: ledger({ fetched: 1, mapped: 1 }), checkpoint, keepSeenUntil, now: 5, hold });
      if (hold === undefined) await window.apply();
      else await window.discard();
      const status = hold === undefined ? 'succeeded' : 'held';
      await instance.end(begun, { status, now: 9, summary: null, error: undefined });
      return id;
    }, wanted.of);
  const hold = (objects: readonly MappedObject[], wanted: Wanted = {}, goesOn = false): Promise<string> =>
    run(objects, wanted, { why: 'a test', goesOn });
  const undo = (id: string, next: UndoNext = 'fetch', of: Partial<InstanceKey> = {}): Promise<void> =>
    withInstance((instance) => instance.undo(id, { next, now: 7 }), of);
  const other = { feed: 'pack/other', source: 'Another feed' };
  const one = async (value: string) => (await Array.fromAsync(store.objects({ value })))[0];

  beforeEach(async () => {
    under = await make();
    store = await under.open();
    // Both are known from the start: what is given back is what was there.
    for (const of of [{}, other]) await withInstance(() => undefined, of);
  });
  afterEach(async () => {
    await store.close();
    await under.cleanUp();
  });

  describe(`${name}: windows that are held`, () => {
    test('reach nothing in the store, however often it is opened, and let no other run begin', async () => {
      const before = await store.digest();
      const id = await hold([object('a')], { checkpoint: { until: 10, state: undefined } });
      for (let time = 0; time < 2; time++)
        await withInstance(async (instance) => {
          expect(instance.recovered).toEqual({ rolledForward: 0, discarded: false });
          expect(instance.held).toMatchObject({ run: id, index: 0, why: 'a test', since: 5 });
          expect(instance.checkpoint().until).toBeUndefined();
          for (const refused of [
            () => instance.begin(plan(), 'another'),
            () => instance.moveCheckpoint({ until: 3, state: undefined }),
            () => instance.undo(id, { next: 'fetch', now: 7 }),
          ])
            await expect(refused()).rejects.toMatchObject({ code: 'store.held', message: expect.stringContaining(id) });
          expect(await instance.interrupted()).toBeUndefined();
        });
      expect(await store.digest()).toBe(before);
    });

    test('do when they are applied what looking at them has said', async () => {
      await run([object('a', { title: 'old', attributes: [attribute('S', '1', 'update')] }), object('b'), object('c')], {
        plan: { snapshot: { floor: 0, maxShare: 1 } },
      });
      await run([object('b')], { of: other });
      const next = [object('a', { title: 'new', attributes: [attribute('S', '2', 'update')] }), object('d', { tags: ['t'] })];
      await hold(next, { plan: { snapshot: { floor: 0, maxShare: 1 } }, checkpoint: { until: 10, state: undefined } });
      await withInstance(async (instance) => {
        const review = await instance.reviewHeld(10);
        expect(review.kinds).toEqual({ appears: 1, changes: 1, returns: 0, goes: 2 });
        expect(review.shown).toEqual([
          {
            kind: 'changes',
            type: 'indicator',
            subtype: 'IP Address',
            value: 'a',
            shared: false,
            changes: [
              { name: 'title', before: ['old'], after: ['new'], sensitive: false },
              { name: 'S', before: ['1'], after: ['2'], sensitive: false },
            ],
          },
          {
            kind: 'appears',
            type: 'indicator',
            subtype: 'IP Address',
            value: 'd',
            shared: false,
            changes: [{ name: 'tags', before: [], after: ['t'], sensitive: false }],
          },
          { kind: 'goes', type: 'indicator', subtype: 'IP Address', value: 'b', shared: true, changes: [] },
          { kind: 'goes', type: 'indicator', subtype: 'IP Address', value: 'c', shared: false, changes: [] },
        ]);
        expect((await instance.reviewHeld(1)).shown.map(({ value }) => value)).toEqual(['a', 'd', 'b']);
        expect(await instance.applyHeld(8)).toEqual(review.objects);
        expect(instance.held).toBeUndefined();
        expect(instance.checkpoint().until).toBe(10);
      });
      expect((await one('a'))?.title).toBe('new');
      await run([object('a')]);
    });

    test('are fetched again once they are discarded', async () => {
      const before = await store.digest();
      await hold([object('a')], { checkpoint: { until: 10, state: undefined } });
      await withInstance((instance) => instance.discardHeld(8));
      await withInstance(async (instance) => {
        expect([instance.held, instance.checkpoint().until]).toEqual([undefined, undefined]);
        await expect(instance.applyHeld(9)).rejects.toMatchObject({ code: 'store.not-held' });
      });
      expect(await store.digest()).toBe(before);
      await run([object('a')]);
    });

    test('leave their run to be gone on with where it has more to fetch', async () => {
      const windows = [0, 1].map((since) => ({ since, until: since + 1 }));
      const id = await hold([object('a')], { plan: { windows } }, true);
      await withInstance(async (instance) => {
        await instance.applyHeld(8);
        expect(await instance.interrupted()).toMatchObject({ id, nextWindow: 1 });
      });
    });
  });

  describe(`${name}: runs that are undone`, () => {
    test('leave what another feed says of the same objects', async () => {
      await run([object('a', { title: 'one', attributes: [attribute('S', '1', 'update')], tags: ['t1'] })]);
      await run([object('a', { title: 'two', attributes: [attribute('S', '2', 'update'), attribute('P', '80')] })], {
        of: other,
      });
      const before = await store.digest();
      const bad = await run([
        object('a', { title: 'bad', attributes: [attribute('S', '9', 'update'), attribute('P', '80')], tags: ['t2'] }),
        object('b', { title: 'bad' }),
      ]);
      expect((await one('a'))?.title).toBe('bad');
      const counts = await withInstance(async (instance) => (await instance.undoPlan(bad)).counts);
      expect(counts).toMatchObject({ given_back: 1, taken_back: 1, left_to_others: 0 });
      await undo(bad);
      expect(await store.digest()).toBe(before);
      // The other feed has the last word again.
      expect(await one('a')).toMatchObject({ title: 'two', tags: ['t1'] });
      expect(await one('b')).toBeUndefined();
    });

    test('keep an object that they made where another feed lists it by now', async () => {
      const bad = await run([object('a', { title: 'bad', attributes: [attribute('S', '9')] })]);
      await run([object('a', { title: 'good' })], { of: other });
      await undo(bad);
      expect(await one('a')).toMatchObject({ title: 'good', sources: ['Another feed'], attributes: [] });
    });

    test('are undone newest first where they have changed the same, and in any order where not', async () => {
      await run([object('a', { title: '0' }), object('b', { title: '0' })]);
      const first = await run([object('a', { title: '1' })]);
      const second = await run([object('b', { title: '2' })]);
      const third = await run([object('a', { title: '3' })]);
      await expect(undo(first)).rejects.toMatchObject({
        code: 'store.undo-later',
        message: expect.stringContaining(third),
        hint: expect.stringContaining(`undo ${third}`),
      });
      await undo(second);
      expect([(await one('a'))?.title, (await one('b'))?.title]).toEqual(['3', '0']);
      await undo(third);
      await undo(first);
      expect([(await one('a'))?.title, (await one('b'))?.title]).toEqual(['0', '0']);
    });

    test('bring snapshots’ and records’ withdrawals back, and let what they made come again as new', async () => {
      const snapshot = { plan: { snapshot: { floor: 0, maxShare: 1 } } };
      await run([object('a'), object('b'), object('c')], snapshot);
      const before = await store.digest();
      const bad = await run(
        [object('a', { withdraw: true }), object('b'), object('d', { attributes: [attribute('X', '1')] })],
        snapshot,
      );
      expect([(await one('a'))?.status, (await one('c'))?.status]).toEqual(['Expired', 'Expired']);
      await undo(bad);
      expect(await store.digest()).toBe(before);
      await run([object('d')]);
      expect((await one('d'))?.attributes).toEqual([]);
    });

    test('take their relations, what they set aside, their documents and their keys with them', async () => {
      const entry = { key: 'k', place: 'row 1', code: 'c', error: 'old' };
      const stage = (version: string, objects: readonly MappedObject[], error: string) => (window: WindowStaging) => {
        window.relate([{ from: 'r1', to: `r${version}`, as: 'uses' }]);
        window.quarantine({ ...entry, error });
        window.seen('key', version);
        window.document('d', version, 'whole');
        for (const listed of objects) window.listed('d', listed);
      };
      const [a, b] = [
        object('a', { ref: 'r1' }),
        object('b', { ref: 'r2', related: [{ type: 'indicator', subtype: 'IP Address', key: 'a', as: undefined }] }),
      ];
      await run([a, b], { stage: stage('1', [a, b], 'old'), keepSeenUntil: 2e12 });
      const before = await store.digest();
      const bad = await run([a], { stage: stage('2', [a], 'new'), keepSeenUntil: 2e12 });
      await undo(bad);
      expect(await store.digest()).toBe(before);
      await withInstance(async (instance) => {
        const documents = await instance.documents();
        expect(documents.versionOf('d')).toBe('1');
        const window = await instance.window(await instance.begin(plan(), 'looks'), 0);
        await window.lookUp(['key']);
        expect(window.seen('key', '2')).toBe('new');
        await window.discard();
      });
    });

    test.each([
      { next: 'hold', until: 10, holds: true },
      { next: 'fetch', until: 10, holds: false },
      { next: 'skip', until: 20, holds: false },
    ] as const)('let the next run $next', async ({ next, until, holds }) => {
      await run([object('a')], { checkpoint: { until: 10, state: 'before' } });
      const id = await run([object('a', { title: 'bad' })], { checkpoint: { until: 20, state: 'after' } });
      await undo(id, next);
      await withInstance((instance) => {
        expect(instance.checkpoint()).toEqual({ until, state: next === 'skip' ? 'after' : 'before' });
        expect(instance.holdsNext).toBe(holds ? `run ${id} was undone` : undefined);
      });
      if (!holds) return;
      // Discarding what came does not lift that, applying it does.
      await hold([object('a', { title: 'bad' })]);
      await withInstance(async (instance) => {
        await instance.discardHeld(8);
        expect(instance.holdsNext).toBeDefined();
      });
      await hold([object('a', { title: 'good' })]);
      await withInstance((instance) => instance.applyHeld(8));
      await withInstance((instance) => expect(instance.holdsNext).toBeUndefined());
    });

    test('let no later run that was cut off go on behind what is to be fetched again', async () => {
      const bad = await run([object('a')], { checkpoint: { until: 10, state: undefined } });
      const windows = [10, 11].map((since) => ({ since, until: since + 1 }));
      await withInstance(async (instance) => {
        const window = await instance.window(await instance.begin(plan({ windows }), 'cut off'), 0);
        window.add([object('b')]);
        await window.seal({ ledger: ledger(), checkpoint: undefined, keepSeenUntil: undefined, now: 5 });
        await window.apply();
      });
      await undo(bad);
      await withInstance(async (instance) => {
        expect(await instance.interrupted()).toBeUndefined();
        expect(instance.checkpoint().until).toBeUndefined();
      });
    });

    test('leave the checkpoint alone where they did not move it, or somebody has put it further back', async () => {
      await run([object('a')], { checkpoint: { until: 10, state: undefined } });
      const manual = await run([object('b')], { plan: { manual: true } });
      const moved = await run([object('c')], { checkpoint: { until: 20, state: undefined } });
      await undo(manual, 'hold');
      await withInstance((instance) => expect(instance.checkpoint().until).toBe(20));
      await withInstance((instance) => instance.moveCheckpoint({ until: 5, state: undefined }));
      await undo(moved);
      await withInstance((instance) => expect(instance.checkpoint().until).toBe(5));
    });
  });
};
