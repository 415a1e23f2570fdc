/** What every store must do, whatever it keeps its data in. */
import type { ObjectView } from '../../engine/store/views/object-view.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Awaitable, Streamed } from '../../engine/store/contract/awaitable.ts';
import type { Instance, InstanceKey, Store } from '../../engine/store/contract/store.ts';
import { attribute, key, object } from '../store/make-object.ts';
import { runOnce } from '../store/processes/run-once.ts';

export interface Inspectable extends Store {
  objects(query: { readonly value?: string }): Streamed<ObjectView>;
  digest(): Awaitable<string>;
}

export interface StoreUnderTest {
  /** The same data each time within a test. */
  open(): Awaitable<Inspectable>;
  cleanUp(): Awaitable<void>;
}

export const storeContract = (name: string, make: () => Awaitable<StoreUnderTest>): void => {
  let under: StoreUnderTest;
  let store: Inspectable;
  const one = async (value: string): Promise<ObjectView | undefined> => (await Array.fromAsync(store.objects({ value })))[0];
  const withInstance = async <T>(work: (instance: Instance) => T | Promise<T>, of: Partial<InstanceKey> = {}): Promise<T> => {
    const instance = await store.open(key(of), { now: 1 });
    try {
      return await work(instance);
    } finally {
      await instance.close();
    }
  };

  beforeEach(async () => {
    under = await make();
    store = await under.open();
  });
  afterEach(async () => {
    await store.close();
    await under.cleanUp();
  });

  describe(`${name}: objects of one feed`, () => {
    test('are created, then found unchanged, then updated', async () => {
      const first = object('10.0.0.1', {
        attributes: [attribute('Score', '1', 'update'), attribute('Port', '80')],
        tags: ['b', 'a'],
        publishedAt: 0,
      });
      expect(await runOnce(store, [first])).toEqual({
        created: 1,
        updated: 0,
        unchanged: 0,
        withdrawn: 0,
        by_type: { indicator: 1 },
        attributes: 2,
      });
      expect(await runOnce(store, [first])).toMatchObject({ created: 0, unchanged: 1, attributes: 0 });
      expect(
        await runOnce(store, [{ ...first, attributes: [attribute('Score', '2', 'update'), attribute('Port', '443')] }]),
      ).toMatchObject({ updated: 1, attributes: 2 });
      expect(await one('10.0.0.1')).toEqual({
        type: 'indicator',
        subtype: 'IP Address',
        value: '10.0.0.1',
        description: null,
        status: 'Active',
        published_at: '1970-01-01T00:00:00.000Z',
        tags: ['a', 'b'],
        sources: ['A feed'],
        attributes: [
          { name: 'Port', value: '443', sources: ['A feed'] },
          { name: 'Port', value: '80', sources: ['A feed'] },
          { name: 'Score', value: '2', sources: ['A feed'] },
        ],
        related: [],
      });
    });

    test('of one identity are one object within a window, the later record winning', async () => {
      const records = [
        object('a', {
          title: 'first',
          description: 'kept',
          tags: ['x'],
          attributes: [attribute('S', '1', 'update'), attribute('P', '1')],
        }),
        object('a', {
          title: 'second',
          tags: ['y'],
          attributes: [attribute('S', '2', 'update'), attribute('S', '3', 'update'), attribute('P', '2')],
        }),
      ];
      expect(await runOnce(store, records)).toMatchObject({ created: 1, attributes: 4 });
      expect(await one('a')).toMatchObject({ title: 'second', description: 'kept', tags: ['x', 'y'] });
      expect((await one('a'))?.attributes.map(({ name: of, value }) => `${of}=${value}`)).toEqual(['P=1', 'P=2', 'S=2', 'S=3']);
    });

    test('take the higher version within a window, whatever the order', async () => {
      await runOnce(store, [
        object('a', { title: 'new', version: 10 }),
        object('a', { title: 'old', description: 'only here', version: 9 }),
      ]);
      expect(await one('a')).toMatchObject({ title: 'new', description: 'only here' });
    });

    test('keep their updatable values when a lower version comes in a later run, but gather what it adds', async () => {
      await runOnce(store, [object('a', { title: 'new', version: '2025-02-01', attributes: [attribute('S', '2', 'update')] })]);
      const old = object('a', {
        title: 'old',
        version: '2025-01-01',
        attributes: [attribute('S', '1', 'update'), attribute('P', '1')],
      });
      expect(await runOnce(store, [old])).toMatchObject({ updated: 1 });
      expect(await runOnce(store, [old])).toMatchObject({ unchanged: 1 });
      expect(await one('a')).toMatchObject({
        title: 'new',
        attributes: [
          { name: 'P', value: '1' },
          { name: 'S', value: '2' },
        ],
      });
    });

    test('keep what a later record leaves blank', async () => {
      await runOnce(store, [
        object('a', { status: 'Review', description: 'text', tlp: 'red', attributes: [attribute('S', '1', 'update')] }),
      ]);
      await runOnce(store, [object('a', { title: 'more' })]);
      expect(await one('a')).toMatchObject({
        status: 'Review',
        description: 'text',
        tlp: 'red',
        title: 'more',
        attributes: [{ name: 'S', value: '1' }],
      });
    });

    test('lose the values of an updatable name that its latest set no longer has', async () => {
      await runOnce(store, [object('a', { attributes: ['1', '2', '3'].map((value) => attribute('S', value, 'update')) })]);
      await runOnce(store, [object('a', { attributes: [attribute('S', '2', 'update'), attribute('S', '4', 'update')] })]);
      expect((await one('a'))?.attributes.map(({ value }) => value)).toEqual(['2', '4']);
    });

    test('count as unchanged when only the definition changed and nothing comes out differently', async () => {
      const same = object('a', { attributes: [attribute('S', '1')] });
      await runOnce(store, [same]);
      expect(await runOnce(store, [same], { plan: { fingerprint: 'definition 2' } })).toMatchObject({ unchanged: 1, updated: 0 });
    });

    test('show the latest value where the identity is something else', async () => {
      await runOnce(store, [object('case 1', { type: 'note', subtype: '', value: 'Old title' })]);
      expect(await runOnce(store, [object('case 1', { type: 'note', subtype: '', value: 'New title' })])).toMatchObject({
        updated: 1,
        by_type: { note: 1 },
      });
      expect((await Array.fromAsync(store.objects({}))).map(({ value, status }) => [value, status])).toEqual([
        ['New title', null],
      ]);
    });

    test('mark a sensitive value, also when it was not marked before', async () => {
      await runOnce(store, [object('a', { attributes: [attribute('Password', 'x', 'add', false)] })]);
      await runOnce(store, [object('a', { attributes: [attribute('Password', 'x', 'add', true)] })]);
      expect((await one('a'))?.attributes).toEqual([{ name: 'Password', value: 'x', sources: ['A feed'], sensitive: true }]);
    });

    test('come out in the order of type, subtype and key', async () => {
      await runOnce(store, [
        object('b'),
        object('a', { subtype: 'FQDN' }),
        object('z', { type: 'event', subtype: '' }),
        object('a'),
      ]);
      expect((await Array.fromAsync(store.objects({}))).map(({ type, subtype, value }) => `${type}/${subtype}/${value}`)).toEqual(
        ['event//z', 'indicator/FQDN/a', 'indicator/IP Address/a', 'indicator/IP Address/b'],
      );
    });

    test('keep hostile texts as they are, but for NUL', async () => {
      const values = [
        '__proto__',
        'a\nb',
        "'; DROP TABLE objects; --",
        '𝒳 \u{1f600}',
        '"\\',
        ' ',
        'a\u001fb',
        '%_',
        'x'.repeat(100_000),
      ];
      expect(
        await runOnce(
          store,
          values.map((value) => object(value, { attributes: [attribute(value, value)], tags: [value] })),
        ),
      ).toMatchObject({ created: values.length });
      for (const value of values) expect(await one(value)).toMatchObject({ tags: [value], attributes: [{ name: value, value }] });
      expect(await runOnce(store, [object('nul\0here'), object('lone\ud800here')])).toMatchObject({ created: 2 });
      expect(await runOnce(store, [object('nul\0here'), object('lone\ud800here')])).toMatchObject({ unchanged: 2 });
      expect(await one('nul\ufffdhere')).toBeDefined();
    });
  });

  describe(`${name}: objects of several feeds`, () => {
    const other = { feed: 'pack/other', source: 'Another feed' };

    test('keep attributes and descriptions per source and the earliest published time', async () => {
      await runOnce(store, [object('a', { publishedAt: 2000, description: 'one', attributes: [attribute('S', '1', 'update')] })]);
      expect(
        await runOnce(store, [object('a', { publishedAt: 1000, attributes: [attribute('S', '2', 'update')] })], {
          instance: other,
        }),
      ).toMatchObject({ updated: 1, created: 0 });
      expect(await one('a')).toMatchObject({
        published_at: '1970-01-01T00:00:01.000Z',
        description: 'one',
        sources: ['A feed', 'Another feed'],
        attributes: [
          { name: 'S', value: '1', sources: ['A feed'] },
          { name: 'S', value: '2', sources: ['Another feed'] },
        ],
      });
    });

    test('do not flip each other: both find their objects unchanged', async () => {
      const mine = [object('a', { attributes: [attribute('S', '1', 'update')] })];
      const theirs = [object('a', { attributes: [attribute('S', '2', 'update')] })];
      await runOnce(store, mine);
      await runOnce(store, theirs, { instance: other });
      expect(await runOnce(store, mine)).toMatchObject({ unchanged: 1 });
      expect(await runOnce(store, theirs, { instance: other })).toMatchObject({ unchanged: 1 });
    });

    test('expire only when the last of them withdraws', async () => {
      await runOnce(store, [object('a')]);
      await runOnce(store, [object('a')], { instance: other });
      expect(await runOnce(store, [object('a', { withdraw: true })])).toMatchObject({ withdrawn: 1 });
      expect((await one('a'))?.status).toBe('Active');
      await runOnce(store, [object('a', { withdraw: true })], { instance: other });
      expect(await one('a')).toMatchObject({ status: 'Expired', expires_at: '1970-01-01T00:00:00.005Z' });
      expect(await runOnce(store, [object('a')])).toMatchObject({ updated: 1 });
      expect((await one('a'))?.status).toBe('Active');
    });

    test('have checkpoints, runs and locks of their own, also per partition', async () => {
      await runOnce(store, [], { checkpoint: { until: 50, state: { token: 'x' } } });
      expect(await withInstance((instance) => instance.checkpoint())).toEqual({ until: 50, state: { token: 'x' } });
      expect(await withInstance((instance) => instance.checkpoint(), { partition: 'eu' })).toEqual({
        until: undefined,
        state: undefined,
      });
      await withInstance(async () => {
        await expect(withInstance(() => 'in')).rejects.toMatchObject({ code: 'store.locked' });
        expect(await withInstance(() => 'in', { partition: 'eu' })).toBe('in');
      });
    });
  });
};
