/** What every store must do, whatever it keeps its data in. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MappedObject } from '../../engine/store/mapped-object.ts';
import type { ObjectView } from '../../engine/store/object-view.ts';
import type { Checkpoint, Instance, InstanceKey, ObjectCounts, RunPlan, Store, WindowStaging } from '../../engine/store/store.ts';
import { attribute, key, ledger, object, plan } from '../store/make-object.ts';

export interface Inspectable extends Store {
  objects(query: { readonly value?: string }): Iterable<ObjectView>;
  digest(): string;
}

export interface StoreUnderTest {
  /** The same data each time within a test. */
  open(): Inspectable;
  cleanUp(): void;
}

interface RunOptions {
  readonly instance?: Partial<InstanceKey>;
  readonly plan?: Partial<RunPlan>;
  readonly checkpoint?: Checkpoint;
  readonly stage?: (window: WindowStaging) => void;
  readonly fetched?: number;
  readonly partial?: boolean;
}

/** One run of one window from begin to end. */
export const runOnce = async (store: Store, objects: readonly MappedObject[], options: RunOptions = {}): Promise<ObjectCounts> => {
  const instance = await store.open(key(options.instance), { now: 1 });
  try {
    const run = instance.begin(plan(options.plan), randomUUID());
    const window = instance.window(run, 0);
    window.add(objects);
    options.stage?.(window);
    const fetched = options.fetched ?? objects.length;
    const seal = { ledger: ledger({ fetched, mapped: fetched }), checkpoint: options.checkpoint, keepSeenUntil: undefined, now: 5, partial: options.partial ?? false };
    try {
      window.seal(seal);
    } catch (error) {
      window.discard();
      throw error;
    }
    const counts = await window.apply();
    instance.end(run, { status: 'succeeded', now: 9, summary: { ok: true }, error: undefined });
    return counts;
  } finally {
    instance.close();
  }
};

export const storeContract = (name: string, make: () => StoreUnderTest): void => {
  let under: StoreUnderTest;
  let store: Inspectable;
  const one = (value: string): ObjectView | undefined => [...store.objects({ value })][0];
  const withInstance = async <T>(work: (instance: Instance) => T | Promise<T>, of: Partial<InstanceKey> = {}): Promise<T> => {
    const instance = await store.open(key(of), { now: 1 });
    try {
      return await work(instance);
    } finally {
      instance.close();
    }
  };

  beforeEach(() => {
    under = make();
    store = under.open();
  });
  afterEach(() => {
    store.close();
    under.cleanUp();
  });

  describe(`${name}: objects of one feed`, () => {
    test('are created, then found unchanged, then updated', async () => {
      const first = object('10.0.0.1', { attributes: [attribute('Score', '1', 'update'), attribute('Port', '80')], tags: ['b', 'a'], publishedAt: 0 });
      expect(await runOnce(store, [first])).toEqual({ created: 1, updated: 0, unchanged: 0, withdrawn: 0, by_type: { indicator: 1 }, attributes: 2 });
      expect(await runOnce(store, [first])).toMatchObject({ created: 0, unchanged: 1, attributes: 2 });
      expect(await runOnce(store, [{ ...first, attributes: [attribute('Score', '2', 'update'), attribute('Port', '443')] }])).toMatchObject({ updated: 1 });
      expect(one('10.0.0.1')).toEqual({
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
        object('a', { title: 'first', description: 'kept', tags: ['x'], attributes: [attribute('S', '1', 'update'), attribute('P', '1')] }),
        object('a', { title: 'second', tags: ['y'], attributes: [attribute('S', '2', 'update'), attribute('S', '3', 'update'), attribute('P', '2')] }),
      ];
      expect(await runOnce(store, records)).toMatchObject({ created: 1, attributes: 4 });
      expect(one('a')).toMatchObject({ title: 'second', description: 'kept', tags: ['x', 'y'] });
      expect(one('a')?.attributes.map(({ name: of, value }) => `${of}=${value}`)).toEqual(['P=1', 'P=2', 'S=2', 'S=3']);
    });

    test('take the higher version within a window, whatever the order', async () => {
      await runOnce(store, [object('a', { title: 'new', version: 10 }), object('a', { title: 'old', description: 'only here', version: 9 })]);
      expect(one('a')).toMatchObject({ title: 'new', description: 'only here' });
    });

    test('keep their updatable values when a lower version comes in a later run, but gather what it adds', async () => {
      await runOnce(store, [object('a', { title: 'new', version: '2025-02-01', attributes: [attribute('S', '2', 'update')] })]);
      const old = object('a', { title: 'old', version: '2025-01-01', attributes: [attribute('S', '1', 'update'), attribute('P', '1')] });
      expect(await runOnce(store, [old])).toMatchObject({ updated: 1 });
      expect(await runOnce(store, [old])).toMatchObject({ unchanged: 1 });
      expect(one('a')).toMatchObject({ title: 'new', attributes: [{ name: 'P', value: '1' }, { name: 'S', value: '2' }] });
    });

    test('keep what a later record leaves blank', async () => {
      await runOnce(store, [object('a', { status: 'Review', description: 'text', tlp: 'red', attributes: [attribute('S', '1', 'update')] })]);
      await runOnce(store, [object('a', { title: 'more' })]);
      expect(one('a')).toMatchObject({ status: 'Review', description: 'text', tlp: 'red', title: 'more', attributes: [{ name: 'S', value: '1' }] });
    });

    test('lose the values of an updatable name that its latest set no longer has', async () => {
      await runOnce(store, [object('a', { attributes: ['1', '2', '3'].map((value) => attribute('S', value, 'update')) })]);
      await runOnce(store, [object('a', { attributes: [attribute('S', '2', 'update'), attribute('S', '4', 'update')] })]);
      expect(one('a')?.attributes.map(({ value }) => value)).toEqual(['2', '4']);
    });

    test('count as unchanged when only the definition changed and nothing comes out differently', async () => {
      const same = object('a', { attributes: [attribute('S', '1')] });
      await runOnce(store, [same]);
      expect(await runOnce(store, [same], { plan: { fingerprint: 'definition 2' } })).toMatchObject({ unchanged: 1, updated: 0 });
    });

    test('show the latest value where the identity is something else', async () => {
      await runOnce(store, [object('case 1', { type: 'note', subtype: '', value: 'Old title' })]);
      expect(await runOnce(store, [object('case 1', { type: 'note', subtype: '', value: 'New title' })])).toMatchObject({ updated: 1, by_type: { note: 1 } });
      expect([...store.objects({})].map(({ value, status }) => [value, status])).toEqual([['New title', null]]);
    });

    test('mark a sensitive value, also when it was not marked before', async () => {
      await runOnce(store, [object('a', { attributes: [attribute('Password', 'x', 'add', false)] })]);
      await runOnce(store, [object('a', { attributes: [attribute('Password', 'x', 'add', true)] })]);
      expect(one('a')?.attributes).toEqual([{ name: 'Password', value: 'x', sources: ['A feed'], sensitive: true }]);
    });

    test('come out in the order of type, subtype and key', async () => {
      await runOnce(store, [object('b'), object('a', { subtype: 'FQDN' }), object('z', { type: 'event', subtype: '' }), object('a')]);
      expect([...store.objects({})].map(({ type, subtype, value }) => `${type}/${subtype}/${value}`)).toEqual([
        'event//z',
        'indicator/FQDN/a',
        'indicator/IP Address/a',
        'indicator/IP Address/b',
      ]);
    });

    test('keep hostile texts as they are, but for NUL', async () => {
      const values = ['__proto__', 'a\nb', "'; DROP TABLE objects; --", '𝒳 \u{1f600}', '"\\', ' ', 'a\u001fb', '%_', 'x'.repeat(100_000)];
      expect(await runOnce(store, values.map((value) => object(value, { attributes: [attribute(value, value)], tags: [value] })))).toMatchObject({ created: values.length });
      for (const value of values) expect(one(value)).toMatchObject({ tags: [value], attributes: [{ name: value, value }] });
      expect(await runOnce(store, [object('nul\0here'), object('lone\ud800here')])).toMatchObject({ created: 2 });
      expect(await runOnce(store, [object('nul\0here'), object('lone\ud800here')])).toMatchObject({ unchanged: 2 });
      expect(one('nul\ufffdhere')).toBeDefined();
    });
  });

  describe(`${name}: objects of several feeds`, () => {
    const other = { feed: 'pack/other', source: 'Another feed' };

    test('keep attributes and descriptions per source and the earliest published time', async () => {
      await runOnce(store, [object('a', { publishedAt: 2000, description: 'one', attributes: [attribute('S', '1', 'update')] })]);
      expect(await runOnce(store, [object('a', { publishedAt: 1000, attributes: [attribute('S', '2', 'update')] })], { instance: other })).toMatchObject({ updated: 1, created: 0 });
      expect(one('a')).toMatchObject({
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
      expect(one('a')?.status).toBe('Active');
      await runOnce(store, [object('a', { withdraw: true })], { instance: other });
      expect(one('a')).toMatchObject({ status: 'Expired', expires_at: '1970-01-01T00:00:00.005Z' });
      expect(await runOnce(store, [object('a')])).toMatchObject({ updated: 1 });
      expect(one('a')?.status).toBe('Active');
    });

    test('have checkpoints, runs and locks of their own, also per partition', async () => {
      await runOnce(store, [], { checkpoint: { until: 50, state: { token: 'x' } } });
      expect(await withInstance((instance) => instance.checkpoint())).toEqual({ until: 50, state: { token: 'x' } });
      expect(await withInstance((instance) => instance.checkpoint(), { partition: 'eu' })).toEqual({ until: undefined, state: undefined });
      await withInstance(async () => {
        await expect(withInstance(() => 'in')).rejects.toMatchObject({ code: 'store.locked' });
        expect(await withInstance(() => 'in', { partition: 'eu' })).toBe('in');
      });
    });
  });

  describe(`${name}: withdrawals and snapshots`, () => {
    const snapshot = { snapshot: { floor: 2, maxShare: 0.5 } };
    const values = (...all: readonly string[]): MappedObject[] => all.map((value) => object(value));

    test('a withdrawal of something unknown makes no object and counts as unchanged', async () => {
      expect(await runOnce(store, [object('a', { withdraw: true })])).toMatchObject({ created: 0, withdrawn: 0, unchanged: 1 });
      expect(one('a')).toBeUndefined();
    });

    test('a snapshot withdraws what it no longer lists', async () => {
      await runOnce(store, values('a', 'b', 'c'), { plan: snapshot });
      expect(await runOnce(store, values('a', 'b'), { plan: snapshot })).toMatchObject({ unchanged: 2, withdrawn: 1 });
      expect(one('c')?.status).toBe('Expired');
      expect(await runOnce(store, values('a', 'b', 'c'), { plan: snapshot })).toMatchObject({ unchanged: 2, updated: 1, withdrawn: 0 });
    });

    test('a snapshot that loses too much is refused with its figures and nothing is applied', async () => {
      await runOnce(store, values('a', 'b', 'c', 'd', 'e', 'f'), { plan: snapshot });
      const before = store.digest();
      await expect(runOnce(store, values('a', 'new'), { plan: snapshot })).rejects.toMatchObject({ code: 'store.snapshot-refused', message: expect.stringContaining('5 of 6') });
      await expect(runOnce(store, values('a'), { plan: snapshot })).rejects.toMatchObject({ code: 'store.snapshot-refused', message: expect.stringContaining('floor of 2') });
      expect(store.digest()).toBe(before);
      expect(await runOnce(store, values('a', 'b', 'c', 'd', 'e', 'f'), { plan: snapshot })).toMatchObject({ unchanged: 6 });
    });

    test('a snapshot of which only a part was read withdraws nothing', async () => {
      await runOnce(store, values('a', 'b', 'c', 'd'), { plan: snapshot });
      expect(await runOnce(store, values('a'), { plan: snapshot, partial: true })).toMatchObject({ unchanged: 1, withdrawn: 0 });
    });

    test('a snapshot leaves alone what another partition of the same source lists', async () => {
      await runOnce(store, values('a', 'b', 'c'), { plan: snapshot });
      await runOnce(store, values('x', 'y', 'z'), { plan: snapshot, instance: { partition: 'eu' } });
      expect([...store.objects({})].map(({ status }) => status)).toEqual(Array(6).fill('Active'));
    });

    test('a snapshot over several windows withdraws with the last one', async () => {
      await runOnce(store, values('a', 'b', 'c'), { plan: snapshot });
      await withInstance(async (instance) => {
        const run = instance.begin(plan({ ...snapshot, windows: [{ since: 0, until: 1 }, { since: 1, until: 2 }] }), 'two windows');
        for (const [index, value] of ['a', 'b'].entries()) {
          const window = instance.window(run, index);
          window.add(values(value));
          window.seal({ ledger: ledger({ fetched: 1, mapped: 1 }), checkpoint: undefined, keepSeenUntil: undefined, now: 5 });
          expect(await window.apply()).toMatchObject({ unchanged: 1, withdrawn: index });
        }
      });
      expect([...store.objects({})].map(({ value, status }) => `${value} ${status}`)).toEqual(['a Active', 'b Active', 'c Expired']);
    });
  });

  describe(`${name}: relations`, () => {
    const to = (value: string, as?: string): MappedObject['related'][number] => ({ type: 'note', subtype: '', key: value, as });

    test('are seen from both ends once both objects are there', async () => {
      await runOnce(store, [object('a', { related: [to('n'), to('m', 'mentions'), to('n')] })]);
      expect(one('a')?.related).toEqual([]);
      await runOnce(store, [object('n', { type: 'note', subtype: '' }), object('m', { type: 'note', subtype: '', value: 'M' })]);
      expect(one('a')?.related).toEqual([
        { type: 'note', subtype: '', value: 'M', as: 'mentions' },
        { type: 'note', subtype: '', value: 'n' },
      ]);
      expect(one('n')?.related).toEqual([{ type: 'indicator', subtype: 'IP Address', value: 'a' }]);
      expect(one('M')?.related).toEqual([{ type: 'indicator', subtype: 'IP Address', value: 'a', as: 'mentions', inverse: true }]);
    });

    test('by reference are resolved within the source, whichever end comes first', async () => {
      await runOnce(store, [object('a', { ref: 'id-a' })], { stage: (window) => window.relate([{ from: 'id-a', to: 'id-b', as: 'uses' }]) });
      await runOnce(store, [object('x', { ref: 'id-b' })], { instance: { feed: 'pack/other', source: 'Another feed' } });
      expect(one('a')?.related).toEqual([]);
      await runOnce(store, [object('b', { ref: 'id-b' })]);
      expect(one('a')?.related).toMatchObject([{ value: 'b', as: 'uses' }]);
    });
  });

  describe(`${name}: windows, keys and files`, () => {
    test('a dry run says what a real one does and leaves nothing', async () => {
      await runOnce(store, [object('a', { title: 'old' }), object('b')]);
      const next = [object('a', { title: 'new' }), object('b'), object('c'), object('d', { withdraw: true })];
      const before = store.digest();
      const preview = await withInstance((instance) => {
        const run = instance.begin(plan(), 'preview');
        const window = instance.window(run, 0);
        window.add(next);
        return window.preview();
      });
      expect(store.digest()).toBe(before);
      expect(preview).toEqual(await runOnce(store, next));
    });

    test('a window that is discarded or reset leaves nothing of what it had', async () => {
      await withInstance(async (instance) => {
        const run = instance.begin(plan(), 'given up');
        const first = instance.window(run, 0);
        first.add([object('a')]);
        first.seen('k', '1');
        first.discard();
        const second = instance.window(run, 0);
        second.add([object('b')]);
        second.seen('k', '1');
        second.reset();
        expect(second.seen('k', '1')).toBe('new');
        second.add([object('c')]);
        second.seal({ ledger: ledger({ fetched: 1, mapped: 1 }), checkpoint: undefined, keepSeenUntil: undefined, now: 5 });
        await second.apply();
      });
      expect([...store.objects({})].map(({ value }) => value)).toEqual(['c']);
    });

    test('keys are remembered within the run, over its windows, and across runs only as long as was asked', async () => {
      const windows = [{ since: 0, until: 1 }, { since: 1, until: 2 }];
      await withInstance(async (instance) => {
        const run = instance.begin(plan({ windows, now: 100 }), 'first');
        for (const [index, expected] of [['new', 'duplicate', 'superseding', 'older'], ['duplicate', 'duplicate', 'older', 'older']].entries()) {
          const window = instance.window(run, index);
          expect(['2', '2', '10', '9'].map((version, at) => window.seen('k', index === 0 ? version : ['10', '10', '9', '2'][at] ?? ''))).toEqual(expected);
          window.seal({ ledger: ledger(), checkpoint: undefined, keepSeenUntil: 200, now: 5 });
          await window.apply();
        }
      });
      const asked = (now: number, version: string): Promise<string> =>
        withInstance((instance) => {
          const window = instance.window(instance.begin(plan({ now }), `at ${now} ${version}`), 0);
          const verdict = window.seen('k', version);
          window.discard();
          return verdict;
        });
      expect(await asked(150, '10')).toBe('duplicate');
      expect(await asked(150, '11')).toBe('new');
      expect(await asked(150, '9')).toBe('older');
      expect(await asked(201, '10')).toBe('new');
    });

    test('a run that was cut off is found again with the windows that are done', async () => {
      const windows = [{ since: 0, until: 1 }, { since: 1, until: 2 }];
      await withInstance(async (instance) => {
        const run = instance.begin(plan({ windows, since: 0, until: 2 }), 'cut off');
        const window = instance.window(run, 0);
        window.add([object('a')]);
        window.seal({ ledger: ledger({ fetched: 1, mapped: 1 }), checkpoint: { until: 1, state: undefined }, keepSeenUntil: undefined, now: 5 });
        await window.apply();
      });
      await withInstance((instance) => {
        const cut = instance.interrupted();
        expect(cut).toMatchObject({ id: 'cut off', nextWindow: 1, plan: { since: 0, until: 2, windows }, done: [{ ledger: { records: { fetched: 1 } }, objects: { created: 1 } }] });
        if (cut === undefined) throw new Error('unreachable');
        expect(instance.resume(cut).nextWindow).toBe(1);
        instance.abandon('cut off', 7);
        expect(instance.interrupted()).toBeUndefined();
      });
    });

    test('a manual run does not move the checkpoint back', async () => {
      await runOnce(store, [], { checkpoint: { until: 100, state: 'a' } });
      await runOnce(store, [], { checkpoint: { until: 50, state: 'b' }, plan: { manual: true } });
      expect(await withInstance((instance) => instance.checkpoint())).toEqual({ until: 100, state: 'a' });
      await runOnce(store, [], { checkpoint: { until: 150, state: 'c' }, plan: { manual: true } });
      expect(await withInstance((instance) => instance.checkpoint())).toEqual({ until: 150, state: 'c' });
    });

    test('a wanted file is asked for until it has come', async () => {
      const file = { kind: 'wanted', fulfillment: 'files', args: { token: 't' }, error: '404' } as const;
      await runOnce(store, [object('evidence.pdf', { type: 'attachment', subtype: '', file })]);
      expect(one('evidence.pdf')).toMatchObject({ content: { wanted: true } });
      await withInstance(async (instance) => {
        const [wanted] = [...instance.wantedFiles()];
        expect(wanted).toEqual({ identity: { type: 'attachment', subtype: '', key: 'evidence.pdf' }, fulfillment: 'files', args: { token: 't' } });
        if (wanted === undefined) throw new Error('unreachable');
        const content = await instance.putAttachment(bytes('hello'), 5);
        expect(content).toEqual({ sha256: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824', size: 5 });
        expect(instance.hasContent(wanted.identity)).toBe(false);
        instance.fulfil(wanted.identity, { ...content, mediaType: 'text/plain' }, 5);
        expect(instance.hasContent(wanted.identity)).toBe(true);
        expect([...instance.wantedFiles()]).toEqual([]);
        await expect(instance.putAttachment(bytes('hello, world'), 5)).rejects.toMatchObject({ code: 'store.attachment-too-large' });
      });
      expect(one('evidence.pdf')?.content).toMatchObject({ size: 5, media_type: 'text/plain' });
      expect(await runOnce(store, [object('evidence.pdf', { type: 'attachment', subtype: '', file })])).toMatchObject({ unchanged: 1 });
    });
  });
};

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  for (const character of text) yield Buffer.from(character);
}
