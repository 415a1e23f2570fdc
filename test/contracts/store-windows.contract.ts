/** What every store must do with withdrawals, relations, windows, keys and files. */
import type { ObjectView } from '../../engine/store/views/object-view.ts';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MappedObject } from '../../engine/object/mapped-object.ts';
import type { Instance, InstanceKey, WindowStaging } from '../../engine/store/contract/store.ts';
import { key, ledger, object, plan } from '../store/make-object.ts';
import { runOnce } from '../store/processes/run-once.ts';
import type { Awaitable } from '../../engine/store/contract/awaitable.ts';
import type { Inspectable, StoreUnderTest } from './store.contract.ts';

export const storeWindowsContract = (name: string, make: () => Awaitable<StoreUnderTest>): void => {
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

  describe(`${name}: withdrawals and snapshots`, () => {
    const snapshot = { snapshot: { floor: 2, maxShare: 0.5 } };
    const values = (...all: readonly string[]): MappedObject[] => all.map((value) => object(value));

    test('a withdrawal of something unknown makes no object and counts as none', async () => {
      expect(await runOnce(store, [object('a', { withdraw: true })])).toMatchObject({
        created: 0,
        withdrawn: 0,
        unchanged: 0,
        nothing_to_withdraw: 1,
        by_type: {},
      });
      expect(await one('a')).toBeUndefined();
    });

    test('a snapshot withdraws what it no longer lists', async () => {
      await runOnce(store, values('a', 'b', 'c'), { plan: snapshot });
      expect(await runOnce(store, values('a', 'b'), { plan: snapshot })).toMatchObject({ unchanged: 2, withdrawn: 1 });
      expect((await one('c'))?.status).toBe('Expired');
      expect(await runOnce(store, values('a', 'b', 'c'), { plan: snapshot })).toMatchObject({
        unchanged: 2,
        updated: 1,
        withdrawn: 0,
      });
    });

    test('a snapshot that loses too much is refused with its figures and nothing is applied', async () => {
      await runOnce(store, values('a', 'b', 'c', 'd', 'e', 'f'), { plan: snapshot });
      const before = await store.digest();
      await expect(runOnce(store, values('a', 'new'), { plan: snapshot })).rejects.toMatchObject({
        code: 'store.snapshot-refused',
        message: expect.stringContaining('5 of 6'),
      });
      await expect(runOnce(store, values('a'), { plan: snapshot })).rejects.toMatchObject({
        code: 'store.snapshot-refused',
        message: expect.stringContaining('floor of 2'),
      });
      expect(await store.digest()).toBe(before);
      expect(await runOnce(store, values('a', 'b', 'c', 'd', 'e', 'f'), { plan: snapshot })).toMatchObject({ unchanged: 6 });
    });

    test('a snapshot of which only a part was read withdraws nothing', async () => {
      await runOnce(store, values('a', 'b', 'c', 'd'), { plan: snapshot });
      expect(await runOnce(store, values('a'), { plan: snapshot, partial: true })).toMatchObject({ unchanged: 1, withdrawn: 0 });
    });

    test('a snapshot leaves alone what another partition of the same source lists', async () => {
      await runOnce(store, values('a', 'b', 'c'), { plan: snapshot });
      await runOnce(store, values('x', 'y', 'z'), { plan: snapshot, instance: { partition: 'eu' } });
      expect((await Array.fromAsync(store.objects({}))).map(({ status }) => status)).toEqual(Array(6).fill('Active'));
    });

    test('a run that forgets what was seen takes the same records for new, and can withdraw all that stands', async () => {
      const stage = (window: WindowStaging): void => void window.seen('k', '1');
      const keep = { until: 2_000_000_000_000, state: undefined };
      const verdict = async (more: object): Promise<string> =>
        withInstance(async (instance) => {
          const run = await instance.begin(plan(more), randomUUID());
          const window = await instance.window(run, 0);
          await window.lookUp(['k']);
          const found = window.seen('k', '1');
          await window.seal({ ledger: ledger({}), checkpoint: undefined, keepSeenUntil: keep.until, now: 5 });
          await window.apply();
          await instance.end(run, { status: 'succeeded', now: 9, summary: {}, error: undefined });
          return found;
        });
      await runOnce(store, values('a', 'b'), { stage });
      expect(await verdict({})).toBe('new');
      expect(await verdict({})).toBe('duplicate');
      expect(await verdict({ forgetsSeen: true })).toBe('new');
      const all = { snapshot: { floor: 0, maxShare: 1 }, forgetsSeen: true };
      expect(await runOnce(store, [], { plan: all, checkpoint: { until: undefined, state: undefined } })).toMatchObject({
        withdrawn: 2,
      });
      expect((await one('a'))?.status).toBe('Expired');
      await withInstance((instance) => expect(instance.checkpoint()).toEqual({ until: undefined, state: undefined }));
    });

    test('a snapshot over several windows withdraws with the last one', async () => {
      await runOnce(store, values('a', 'b', 'c'), { plan: snapshot });
      await withInstance(async (instance) => {
        const run = await instance.begin(
          plan({
            ...snapshot,
            windows: [
              { since: 0, until: 1 },
              { since: 1, until: 2 },
            ],
          }),
          'two windows',
        );
        for (const [index, value] of ['a', 'b'].entries()) {
          const window = await instance.window(run, index);
          window.add(values(value));
          await window.seal({
            ledger: ledger({ fetched: 1, mapped: 1 }),
            checkpoint: undefined,
            keepSeenUntil: undefined,
            now: 5,
          });
          expect(await window.apply()).toMatchObject({ unchanged: 1, withdrawn: index });
        }
      });
      expect((await Array.fromAsync(store.objects({}))).map(({ value, status }) => `${value} ${status}`)).toEqual([
        'a Active',
        'b Active',
        'c Expired',
      ]);
    });
  });

  describe(`${name}: relations`, () => {
    const to = (value: string, as?: string): MappedObject['related'][number] => ({ type: 'note', subtype: '', key: value, as });

    test('are seen from both ends once both objects are there', async () => {
      await runOnce(store, [object('a', { related: [to('n'), to('m', 'mentions'), to('n')] })]);
      expect((await one('a'))?.related).toEqual([]);
      await runOnce(store, [object('n', { type: 'note', subtype: '' }), object('m', { type: 'note', subtype: '', value: 'M' })]);
      expect((await one('a'))?.related).toEqual([
        { as: 'mentions', direction: 'outgoing', to: { type: 'note', subtype: '', value: 'M' } },
        { direction: 'outgoing', to: { type: 'note', subtype: '', value: 'n' } },
      ]);
      expect((await one('n'))?.related).toEqual([
        { direction: 'incoming', to: { type: 'indicator', subtype: 'IP Address', value: 'a' } },
      ]);
      expect((await one('M'))?.related).toEqual([
        { as: 'mentions', direction: 'incoming', to: { type: 'indicator', subtype: 'IP Address', value: 'a' } },
      ]);
    });

    test('by reference are resolved within the source, whichever end comes first', async () => {
      await runOnce(store, [object('a', { ref: 'id-a' })], {
        stage: (window) => window.relate([{ from: 'id-a', to: 'id-b', as: 'uses' }]),
      });
      await runOnce(store, [object('x', { ref: 'id-b' })], { instance: { feed: 'pack/other', source: 'Another feed' } });
      expect((await one('a'))?.related).toEqual([]);
      await runOnce(store, [object('b', { ref: 'id-b' })]);
      expect((await one('a'))?.related).toMatchObject([{ as: 'uses', direction: 'outgoing', to: { value: 'b' } }]);
    });
  });

  describe(`${name}: windows, keys and files`, () => {
    test('a dry run says what a real one does and leaves nothing', async () => {
      await runOnce(store, [object('a', { title: 'old' }), object('b')]);
      const next = [object('a', { title: 'new' }), object('b'), object('c'), object('d', { withdraw: true })];
      const before = await store.digest();
      const preview = await withInstance(async (instance) => {
        const run = await instance.begin(plan(), 'preview');
        const window = await instance.window(run, 0);
        window.add(next);
        return await window.preview();
      });
      expect(await store.digest()).toBe(before);
      expect(preview).toEqual(await runOnce(store, next));
    });

    test('a window that is discarded or reset leaves nothing of what it had', async () => {
      await withInstance(async (instance) => {
        const run = await instance.begin(plan(), 'given up');
        const first = await instance.window(run, 0);
        first.add([object('a')]);
        first.seen('k', '1');
        await first.discard();
        const second = await instance.window(run, 0);
        second.add([object('b')]);
        second.seen('k', '1');
        second.reset();
        expect(second.seen('k', '1')).toBe('new');
        second.add([object('c')]);
        await second.seal({ ledger: ledger({ fetched: 1, mapped: 1 }), checkpoint: undefined, keepSeenUntil: undefined, now: 5 });
        await second.apply();
      });
      expect((await Array.fromAsync(store.objects({}))).map(({ value }) => value)).toEqual(['c']);
    });

    test('a record that was set aside stays so until it comes through, in its own feed only', async () => {
      const entry = (name: string) => ({ key: name, place: 'row 1', code: 'c', error: 'e' });
      const windowOf = async (
        id: string,
        stage: (window: WindowStaging) => void,
        of: Partial<InstanceKey> = {},
      ): Promise<ReadonlySet<string>> =>
        withInstance(async (instance) => {
          const run = await instance.begin(plan(), id);
          const window = await instance.window(run, 0);
          stage(window);
          await window.seal({ ledger: ledger(), checkpoint: undefined, keepSeenUntil: undefined, now: 5 });
          await window.apply();
          await instance.end(run, { status: 'succeeded', now: 6, summary: null, error: undefined });
          return new Set((await instance.quarantined()).keys());
        }, of);
      expect(await windowOf('1', (window) => ['a', 'b', 'c'].forEach((name) => window.quarantine(entry(name))))).toEqual(
        new Set(['a', 'b', 'c']),
      );
      expect(await windowOf('2', (window) => window.putThrough('a'), { feed: 'pack/other' })).toEqual(new Set());
      const again = (window: WindowStaging): void => {
        for (const name of ['a', 'b', 'unknown']) window.putThrough(name);
        window.quarantine(entry('b'));
      };
      expect(await windowOf('3', again)).toEqual(new Set(['b', 'c']));
      await withInstance(async (instance) => {
        expect(await instance.quarantined()).toEqual(
          new Map([
            ['b', '3'],
            ['c', '1'],
          ]),
        );
      });
    });

    test('other windows for the rest of a run are what an interrupted run goes on by, and the last of them ends it', async () => {
      const part = (since: number, until: number) => ({ since, until });
      const apply = async (instance: Instance, run: Parameters<Instance['window']>[0], index: number, checkpoint?: number) => {
        const window = await instance.window(run, index);
        window.add([object(`w${index}`)]);
        const at = checkpoint === undefined ? undefined : { until: checkpoint, state: undefined };
        await window.seal({ ledger: ledger({ fetched: 1, mapped: 1 }), checkpoint: at, keepSeenUntil: undefined, now: 5 });
        await window.apply();
      };
      const windows = [part(0, 2), part(2, 3), part(3, 4), part(4, 8)];
      await withInstance(async (instance) => {
        const begun = await instance.begin(plan({ windows: [part(0, 4), part(4, 8)] }), 'halved');
        const half = await instance.replan(begun, [part(0, 2), part(2, 4), part(4, 8)]);
        await apply(instance, half, 0);
        expect(await instance.replan(half, windows)).toMatchObject({ id: 'halved', plan: { windows } });
      });
      await withInstance(async (instance) => {
        const cut = await instance.interrupted();
        if (cut === undefined) throw new Error('there is a run to go on with');
        expect(cut).toMatchObject({ id: 'halved', nextWindow: 1, plan: { windows } });
        const run = await instance.resume(cut);
        for (const index of [1, 2, 3]) await apply(instance, run, index, index === 3 ? 8 : undefined);
        expect(instance.checkpoint().until).toBe(8);
      });
      expect((await Array.fromAsync(store.objects({}))).map(({ value }) => value)).toEqual(['w0', 'w1', 'w2', 'w3']);
    });

    test('keys are remembered within the run, over its windows, and across runs only as long as was asked', async () => {
      const windows = [
        { since: 0, until: 1 },
        { since: 1, until: 2 },
      ];
      await withInstance(async (instance) => {
        const run = await instance.begin(plan({ windows, now: 100 }), 'first');
        for (const [index, expected] of [
          ['new', 'duplicate', 'superseding', 'older'],
          ['duplicate', 'duplicate', 'older', 'older'],
        ].entries()) {
          const window = await instance.window(run, index);
          await window.lookUp(['k']);
          expect(
            ['2', '2', '10', '9'].map((version, at) =>
              window.seen('k', index === 0 ? version : (['10', '10', '9', '2'][at] ?? '')),
            ),
          ).toEqual(expected);
          await window.seal({ ledger: ledger(), checkpoint: undefined, keepSeenUntil: 200, now: 5 });
          await window.apply();
        }
      });
      const asked = (now: number, version: string): Promise<string> =>
        withInstance(async (instance) => {
          const window = await instance.window(await instance.begin(plan({ now }), `at ${now} ${version}`), 0);
          await window.lookUp(['k']);
          const verdict = window.seen('k', version);
          await window.discard();
          return verdict;
        });
      expect(await asked(150, '10')).toBe('duplicate');
      expect(await asked(150, '11')).toBe('new');
      expect(await asked(150, '9')).toBe('older');
      expect(await asked(201, '10')).toBe('new');
    });

    test('a run that was cut off is found again with the windows that are done', async () => {
      const windows = [
        { since: 0, until: 1 },
        { since: 1, until: 2 },
      ];
      await withInstance(async (instance) => {
        const run = await instance.begin(plan({ windows, since: 0, until: 2 }), 'cut off');
        const window = await instance.window(run, 0);
        window.add([object('a')]);
        await window.seal({
          ledger: ledger({ fetched: 1, mapped: 1 }),
          checkpoint: { until: 1, state: undefined },
          keepSeenUntil: undefined,
          now: 5,
        });
        await window.apply();
      });
      await withInstance(async (instance) => {
        const cut = await instance.interrupted();
        expect(cut).toMatchObject({
          id: 'cut off',
          nextWindow: 1,
          plan: { since: 0, until: 2, windows },
          done: [{ ledger: { records: { fetched: 1 } }, objects: { created: 1 } }],
        });
        if (cut === undefined) throw new Error('unreachable');
        expect((await instance.resume(cut)).nextWindow).toBe(1);
        await instance.abandon('cut off', 7);
        expect(await instance.interrupted()).toBeUndefined();
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
      expect(await one('evidence.pdf')).toMatchObject({ content: { wanted: true } });
      await withInstance(async (instance) => {
        const [wanted] = await listOf(instance.wantedFiles());
        expect(wanted).toEqual({
          identity: { type: 'attachment', subtype: '', key: 'evidence.pdf' },
          fulfillment: 'files',
          args: { token: 't' },
        });
        if (wanted === undefined) throw new Error('unreachable');
        const content = await instance.putAttachment(bytes('hello'), 5);
        expect(content).toEqual({ sha256: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824', size: 5 });
        expect(await instance.hasContent(wanted.identity)).toBe(false);
        await instance.begin(plan(), 'fulfils');
        await instance.fulfil(wanted.identity, { ...content, mediaType: 'text/plain' }, 5);
        expect(await instance.hasContent(wanted.identity)).toBe(true);
        expect(await listOf(instance.wantedFiles())).toEqual([]);
        await expect(instance.putAttachment(bytes('hello, world'), 5)).rejects.toMatchObject({
          code: 'store.attachment-too-large',
        });
      });
      expect((await one('evidence.pdf'))?.content).toMatchObject({ size: 5, media_type: 'text/plain' });
      expect(await runOnce(store, [object('evidence.pdf', { type: 'attachment', subtype: '', file })])).toMatchObject({
        unchanged: 1,
      });
    });
  });
};

const listOf = async <T>(all: AsyncIterable<T>): Promise<T[]> => {
  const list: T[] = [];
  for await (const one of all) list.push(one);
  return list;
};

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  for (const character of text) yield Buffer.from(character);
}
