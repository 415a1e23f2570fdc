/** What a store can tell of an object's past, from what is kept to undo runs. */
import { describe, expect, test } from 'vitest';
import type { MappedObject } from '../../../engine/object/mapped-object.ts';
import type { InstanceKey } from '../../../engine/store/contract/store.ts';
import type { OpenedStore } from '../../../engine/store/contract/opened-store.ts';
import { openPostgres } from '../../../engine/store/postgres/open-store.ts';
import { openStore } from '../../../engine/store/sqlite/open-store.ts';
import { historyOf } from '../../../engine/store/views/object-history.ts';
import { postgresForTests, postgresIsThere } from '../../support/postgres.ts';
import { attribute, key, ledger, object, plan } from '../make-object.ts';

const HOUR = 3_600_000;
const FEED = key();
const OTHER = key({ feed: 'pack/other', source: 'Another feed' });
const VALUE = '192.0.2.1';
const IDENTITY = { type: 'indicator', subtype: 'IP Address', key: VALUE };

/** A run of a snapshot feed at an hour, which lists these objects and no others. */
const run = async (store: OpenedStore, feed: InstanceKey, hour: number, objects: readonly MappedObject[]): Promise<string> => {
  const [now, id] = [hour * HOUR, `run-${hour}`];
  const instance = await store.open(feed, { now });
  try {
    const windows = [{ since: undefined, until: undefined }];
    const begun = await instance.begin(plan({ now, windows, snapshot: { floor: 0, maxShare: 1 } }), id);
    const window = await instance.window(begun, 0);
    window.add(objects);
    const checkpoint = { until: undefined, state: { at: hour } };
    await window.seal({ ledger: ledger({ fetched: 1, mapped: 1 }), checkpoint, keepSeenUntil: undefined, now: now + 1 });
    await window.apply();
    await instance.end(begun, { status: 'succeeded', now: now + 2, summary: null, error: undefined });
    return id;
  } finally {
    await instance.close();
  }
};

const told = async (store: OpenedStore, now = 100 * HOUR) =>
  historyOf((await store.pastOf(IDENTITY)) ?? expect.unreachable(), now).map(({ what, at, by, run: of, changes }) => ({
    what,
    hour: Math.floor(at / HOUR),
    by: by?.source,
    run: of,
    changes: Object.fromEntries(changes.map(({ name, before, after }) => [name, [before.join(), after.join()]])),
  }));

const first = object(VALUE, {
  attributes: [attribute('Score', '5', 'update'), attribute('Key', 'a', 'update', true)],
  tags: ['old'],
});
const changed = object(VALUE, {
  attributes: [attribute('Score', '9', 'update'), attribute('Key', 'b', 'update', true)],
  tags: ['old', 'new'],
  title: 'A title',
  expiresAt: 200 * HOUR,
});

/** `knowsTimes`: of each word of a feed it is known when it was said, although no run that said it is kept. */
const holds = (open: () => OpenedStore | Promise<OpenedStore>, knowsTimes: boolean): void => {
  test('an object has been made, changed, listed by another feed, withdrawn and listed again, each by its run', async () => {
    const store = await open();
    await run(store, FEED, 1, [first]);
    await run(store, FEED, 2, [first]);
    await run(store, FEED, 3, [changed]);
    await run(store, OTHER, 4, [object(VALUE)]);
    await run(store, FEED, 5, []);
    await run(store, FEED, 6, [changed]);
    const [expires, returned, ...rest] = await told(store);
    expect(expires).toMatchObject({ what: 'expires', hour: 200, by: 'A feed' });
    expect(returned).toMatchObject({ what: 'returned', hour: 6, run: 'run-6', by: 'A feed' });
    expect(rest.slice(1)).toEqual([
      { what: 'listed', hour: 4, by: 'Another feed', run: 'run-4', changes: {} },
      {
        what: 'changed',
        hour: 3,
        by: 'A feed',
        run: 'run-3',
        changes: {
          title: ['', 'A title'],
          expires_at: ['', new Date(200 * HOUR).toISOString()],
          Score: ['5', '9'],
          Key: ['a', 'b'],
          tags: ['', 'new'],
        },
      },
      { what: 'made', hour: 1, by: 'A feed', run: 'run-1', changes: {} },
    ]);
    expect(rest[0]).toMatchObject({ what: 'withdrawn', hour: 5, run: 'run-5' });
    const secret = historyOf((await store.pastOf(IDENTITY)) ?? expect.unreachable(), 0).flatMap(({ changes }) => changes);
    expect(secret.filter(({ sensitive }) => sensitive).map(({ name }) => name)).toEqual(['Key']);
    expect((await told(store, 201 * HOUR)).find(({ hour }) => hour === 200)?.what).toBe('expired');
    await store.close();
  });

  test('of a run that was undone nothing is left, and of runs whose changes are forgotten only when', async () => {
    const store = await open();
    await run(store, FEED, 1, [first]);
    const undone = await run(store, FEED, 2, [changed]);
    const instance = await store.open(FEED, { now: 3 * HOUR });
    await instance.undo(undone, { next: 'fetch', now: 3 * HOUR });
    await instance.close();
    expect((await told(store)).map(({ what, run: of }) => [what, of])).toEqual([['made', 'run-1']]);
    await run(store, FEED, 4, [changed]);
    await store.prune({ changes: HOUR }, 4.5 * HOUR);
    expect((await told(store)).map(({ what, hour, run: of }) => [what, hour, of])).toEqual([
      ['expires', 200, undefined],
      ['changed', 4, 'run-4'],
      ['first seen', 1, undefined],
    ]);
    await store.close();
  });

  test('without anything kept it is known when it was seen first, and when each feed said its last word', async () => {
    const store = await open();
    await run(store, FEED, 1, [first]);
    await run(store, OTHER, 4, [object(VALUE)]);
    await run(store, FEED, 5, []);
    await store.prune({ changes: 0 }, 6 * HOUR);
    expect(await told(store)).toEqual([
      { what: 'withdrawn', hour: 5, by: 'A feed', run: undefined, changes: {} },
      ...(knowsTimes ? [{ what: 'said', hour: 4, by: 'Another feed', run: undefined, changes: {} }] : []),
      { what: 'first seen', hour: 1, by: undefined, run: undefined, changes: {} },
    ]);
    expect(await store.pastOf({ ...IDENTITY, key: '192.0.2.2' })).toBeUndefined();
    await store.close();
  });
};

describe('a store in memory', () => holds(() => openStore({ path: ':memory:' }), true));

describe.runIf(postgresIsThere)('a store on PostgreSQL', () => {
  const postgres = postgresForTests();
  holds(async () => openPostgres(await postgres.server.database()), false);
});
