/** Several processes' worth of connections that write to one store at once. */
import { describe, expect, test } from 'vitest';
import type { MappedObject } from '../../../engine/object/mapped-object.ts';
import type { OpenedStore } from '../../../engine/store/contract/opened-store.ts';
import { openPostgres } from '../../../engine/store/postgres/open-store.ts';
import { openStore } from '../../../engine/store/sqlite/open-store.ts';
import { postgresForTests, postgresIsThere } from '../../support/postgres.ts';
import { attribute, key, object } from '../make-object.ts';
import { runOnce } from '../processes/run-once.ts';

describe.runIf(postgresIsThere)('a store on PostgreSQL', () => {
  const postgres = postgresForTests();
  const opened = async (address: string, count: number): Promise<readonly OpenedStore[]> =>
    Promise.all(Array.from({ length: count }, () => openPostgres(address, { mock: true, batch: 20, isFleeting: true })));

  /** Of the same objects as the others', in another order of the types, and nothing of which the later word would count. */
  const said = (feed: number, turn: number): MappedObject[] =>
    Array.from({ length: 120 }, (_, at) =>
      object(`k${at}`, {
        type: at % 2 === 0 ? 'malware' : 'indicator',
        tags: [`of ${feed}`, `turn ${turn}`],
        attributes: [attribute('Of', `${feed} ${turn}`)],
        ref: `r${at % 10}`,
        related: [{ type: 'indicator', subtype: 'IP Address', key: `k${(at + feed) % 120}`, as: `turn ${turn}` }],
      }),
    );
  const feeds = [0, 1, 2, 3];
  const play = async (store: OpenedStore, feed: number, source: string): Promise<void> => {
    for (const turn of [1, 2]) await runOnce(store, said(feed, turn), { instance: { feed: `pack/${feed}`, source } });
  };

  test.each([
    { how: 'each of its own', sourceOf: (feed: number) => `Feed ${feed}` },
    { how: 'all of one', sourceOf: () => 'One' },
  ])('ends as one that feeds wrote to one after the other, whoever was quicker: sources $how', async ({ sourceOf }) => {
    const address = await postgres.server.database();
    const stores = await opened(address, feeds.length);
    await Promise.all(feeds.map((feed) => play(stores[feed] as OpenedStore, feed, sourceOf(feed))));
    const clean = openStore({ path: ':memory:', mock: true });
    for (const feed of feeds) await play(clean, feed, sourceOf(feed));
    expect(await stores[0]?.digest()).toBe(clean.digest());
    expect(await stores[0]?.check()).toEqual({ ok: true, problems: [] });
    await Promise.all([...stores, clean].map((store) => store.close()));
  });

  test('shows changes in the order of their numbers: nothing comes to light behind what a reader has seen', async () => {
    const address = await postgres.server.database();
    const stores = await opened(address, feeds.length);
    let isOver = false;
    const writing = Promise.all(
      feeds.map((feed) =>
        runOnce(
          stores[feed] as OpenedStore,
          Array.from({ length: 300 }, (_, at) => object(`${feed} ${at}`)),
          { instance: { feed: `pack/${feed}`, source: `Feed ${feed}` } },
        ),
      ),
    ).finally(() => (isOver = true));
    let looks = 0;
    while (!isOver) {
      const [row] = await postgres.server.query(
        address,
        'SELECT count(*)::int AS n, coalesce(max(seq), 0)::int AS last FROM feedwright.changes',
      );
      // Every object has changed once: what is there is whole up to the last.
      expect(row?.['n']).toBe(row?.['last']);
      looks++;
    }
    await writing;
    expect(looks).toBeGreaterThan(0);
    expect((await stores[0]?.info())?.changes).toBe(1200);
    await Promise.all(stores.map((store) => store.close()));
  });

  test('lets one at a time have a feed, and whoever is to take it over have it at once', async () => {
    const address = await postgres.server.database();
    const [one, other] = (await opened(address, 2)) as [OpenedStore, OpenedStore];
    const held = await one.open(key(), { now: 1 });
    await expect(other.open(key(), { now: 2 })).rejects.toMatchObject({
      code: 'store.locked',
      message: expect.stringMatching(/process \d+ of .+, started 1970-01-01/) as unknown,
    });
    await expect(one.open(key(), { now: 2, takeOver: true })).rejects.toMatchObject({ code: 'store.locked' });
    expect(await other.isUnderWay(key())).toBe(true);
    const taken = await other.open(key(), { now: 2, takeOver: true });
    await expect(held.moveCheckpoint({ until: 1, state: undefined })).rejects.toMatchObject({ code: 'store.fenced' });
    await taken.moveCheckpoint({ until: 2, state: undefined });
    await held.close();
    await expect(one.open(key(), { now: 2 })).rejects.toMatchObject({ code: 'store.locked' });
    await taken.close();
    expect(await one.showState(key())).toEqual({ until: 2, state: undefined });
    expect(await one.isUnderWay(key())).toBe(false);
    await Promise.all([one.close(), other.close()]);
  });

  test('keeps tenants apart by their schemas', async () => {
    const address = await postgres.server.database();
    const stores = await Promise.all(['a', 'b'].map((schema) => opened(`${address}&schema=${schema}`, 1)));
    const [one, other] = stores.flat();
    const [held, theirs] = await Promise.all([one, other].map((store) => store?.open(key(), { now: 1 })));
    await Promise.all([held?.close(), theirs?.close()]);
    await runOnce(one as OpenedStore, [object('x')]);
    expect([(await one?.info())?.objects, (await other?.info())?.objects]).toEqual([1, 0]);
    await Promise.all([one?.close(), other?.close()]);
  });
});
