/** What goes out of a store on PostgreSQL is what goes out of a file that says the same. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Outbox, OutboxOutcome } from '../../../engine/store/contract/outbox.ts';
import { PostgresOutbox } from '../../../engine/store/postgres/outbox/outbox.ts';
import { numberChanges } from '../../../engine/store/postgres/apply/change-numbers.ts';
import { parsePostgresAddress } from '../../../engine/store/postgres/database/address.ts';
import { PostgresPool } from '../../../engine/store/postgres/database/pool.ts';
import { SessionLocks } from '../../../engine/store/postgres/database/session-locks.ts';
import { postgresForTests, postgresIsThere } from '../../support/postgres.ts';
import { filledStore } from '../copy/filled-store.ts';
import { listOf, twoStores, type TwoStores } from './two-stores.ts';
import { wildObject } from './wild-objects.ts';

const postgres = postgresForTests();
let both: TwoStores;
let outbox: PostgresOutbox;
let locks: SessionLocks;
beforeAll(async () => {
  if (!postgresIsThere) return;
  const wild = fc.sample(wildObject, { numRuns: 300, seed: 4 });
  both = await twoStores(postgres.server, (path) => filledStore(path, wild));
  locks = new SessionLocks(both.pool);
  outbox = new PostgresOutbox(both.pool, locks);
});
afterAll(async () => {
  await locks?.close();
  await both?.close();
});

/** Does the same with both, and gives what both said. */
const same = async <T>(work: (outbox: Outbox) => T | Promise<T>): Promise<T> => {
  const [there, here] = [await work(outbox), await work(both.file.outbox)];
  expect(there).toEqual(here);
  return there;
};

describe.skipIf(!postgresIsThere)('what goes out of PostgreSQL', () => {
  test('is every object in the order of its identity, those that were taken back behind the others', async () => {
    const all = await same((of) => listOf(of.all(3_000_000)));
    expect(all.length).toBeGreaterThan(250);
    const withGone = await same((of) => listOf(of.all(3_000_000, { takenBack: true })));
    expect(withGone.length).toBe(all.length + 1);
    await same((of) =>
      of.heads(
        all.slice(0, 40).map(({ id }) => id),
        6_000_000,
      ),
    );
    await same((of) => of.changesAfter(3, 50, 6_000_000));
  });

  test('begins where it stood when it was copied', async () => {
    await same((of) => of.names());
    await same((of) => of.destinations());
    await same((of) => of.standing('siem'));
    expect(await same((of) => of.standing('nobody'))).toBeUndefined();
    expect(await same((of) => listOf(of.deadLetters(undefined)))).toHaveLength(1);
    expect(await same((of) => listOf(of.deadLetters('nobody')))).toEqual([]);
    const refused = await same((of) => of.refusedItems('siem', 5, 0, 50));
    expect(refused.items.map(({ attempted }) => attempted)).toEqual([false]);
    await same((of) => of.newest(77));
  });

  test('comes batch by batch along the changes, then ends, whatever becomes of it', async () => {
    const kinds = ['delivered', 'refused', 'taken-back', 'passed-over'] as const;
    await same((of) => of.begin('misp', 'f', 10));
    let isLast = false;
    for (let round = 0; !isLast; round++) {
      expect(round).toBeLessThan(60);
      const batch = await same((of) => of.next('misp', 13, 3_000_000 + round, { relations: round % 2 === 0 ? 'own' : 'all' }));
      ({ isLast } = batch);
      const ids = batch.items.map(({ object }) => object.id);
      await same((of) => of.attempt('misp', ids));
      const outcomes = ids.map((id, at): OutboxOutcome => {
        const kind = kinds[(id + round) % kinds.length] as (typeof kinds)[number];
        const far = at % 3 === 0 ? `far ${id}` : undefined;
        return { kind, id, reason: 'no\u{1f600}', isThere: at % 2 === 0, far };
      });
      const sent = round % 5 === 4 ? outcomes.slice(0, -2) : outcomes;
      await same((of) => of.confirm('misp', round % 5 === 3 ? undefined : batch.position, sent, 100 + round));
      if (round % 5 === 3) await same((of) => of.confirm('misp', batch.position, outcomes, 100 + round));
      await same(async (of) => [...(await of.known('misp', ids))].toSorted(([a], [b]) => a - b));
    }
    await same((of) => of.failed('misp', { code: 'c', message: 'm' }, 200));
    await same((of) => of.failed('misp', { code: 'd', message: 'n' }, 300));
    await same((of) => of.destinations());
    await same((of) => listOf(of.deadLetters('misp')));
    await same((of) => of.refusedItems('misp', 7, 20, 400));
    await same((of) => of.rewind('misp', 'g'));
    await same((of) => of.next('misp', 20, 9_000_000));
    await same((of) => of.next('misp', 20, 9_000_000, { from: { change: 5, ended: 0 } }));
    await same((of) => of.forget('misp'));
    await same((of) => of.forget('misp'));
    await same((of) => of.names());
  });

  test('has a moment for each change, as in the file', async () => {
    const { change } = await same((of) => of.newest(1));
    for (let number = 0; number <= change + 2; number += 3) {
      const moment = await same((of) => of.timeOfChange(number));
      for (const near of [moment - 1, moment, moment + 63, moment + 64]) await same((of) => of.changeUpTo(near));
    }
    await same((of) => of.changeUpTo(0));
    await same((of) => of.changeUpTo(9e15));
  });

  test('goes to a destination from one process at a time, until that has ended', async () => {
    const other = new SessionLocks(both.pool);
    const second = new PostgresOutbox(both.pool, other);
    const release = await outbox.lock('siem');
    await expect(second.lock('siem')).rejects.toMatchObject({ code: 'store.locked' });
    await (
      await second.lock('misp')
    )();
    await release();
    await second.lock('siem');
    await expect(outbox.lock('siem')).rejects.toMatchObject({ code: 'store.locked' });
    // As if its process had died: with its connection the lock goes.
    await both.pool.all(`SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()`);
    await other.close();
    const isFree = async (): Promise<boolean> => {
      try {
        await (
          await outbox.lock('siem')
        )();
        return true;
      } catch {
        return false;
      }
    };
    await expect.poll(isFree, { timeout: 20_000 }).toBe(true);
  });
});

test.skipIf(!postgresIsThere)('a change that is committed later never has a lower number than one that was seen', async () => {
  const made = await twoStores(postgres.server, filledStore);
  // Each transaction has a connection: a reader that waited for one of theirs would wait for ever.
  const pool = new PostgresPool(parsePostgresAddress(made.address));
  const read = new PostgresOutbox(pool, new SessionLocks(pool));
  const { change } = await read.newest(1);
  const ids = (await made.pool.all<{ id: number }>('SELECT id FROM objects ORDER BY id LIMIT 6')).map(({ id }) => id);
  let position = change;
  const seen: number[] = [];
  const look = async (): Promise<void> => {
    for (const object of await read.changesAfter(position, 100, 1)) {
      seen.push(object.change);
      position = object.change;
    }
  };
  await Promise.all(
    ids.map((id, at) =>
      made.pool.transaction(async (session) => {
        await numberChanges(session, { changed: [id] }, at);
        await look();
        await look();
      }),
    ),
  );
  await look();
  expect(seen).toEqual(ids.map((_, at) => change + 1 + at));
  await pool.close();
  await made.close();
});
