/** What a store on PostgreSQL tells is what one in a file tells of the same. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ObjectQuery } from '../../../engine/store/contract/object-query.ts';
import { DatabaseArea } from '../../../engine/store/postgres/attachments/database-area.ts';
import { queryActions } from '../../../engine/store/postgres/queries/action-runs.ts';
import { checkStore, quickCheck } from '../../../engine/store/postgres/queries/check.ts';
import { digestOf } from '../../../engine/store/postgres/queries/digest.ts';
import { clearQuarantine, queryQuarantine, queryRuns, runsLike } from '../../../engine/store/postgres/queries/history.ts';
import { infoOf, listInstances } from '../../../engine/store/postgres/queries/info.ts';
import { checkpointOf, shapeOf, standingOf } from '../../../engine/store/postgres/queries/instance-state.ts';
import { lastRuns } from '../../../engine/store/postgres/queries/last-runs.ts';
import { backup, compact, prune } from '../../../engine/store/postgres/queries/maintenance.ts';
import { isMockStore } from '../../../engine/store/postgres/queries/mock-mark.ts';
import { countTypes, queryObjects } from '../../../engine/store/postgres/queries/objects-query.ts';
import { openStore } from '../../../engine/store/sqlite/open-store.ts';
import { postgresForTests, postgresIsThere } from '../../support/postgres.ts';
import { filledStore } from '../copy/filled-store.ts';
import { runOnce } from '../processes/run-once.ts';
import { listOf, twoStores, type TwoStores } from './two-stores.ts';
import { wildObject } from './wild-objects.ts';

const postgres = postgresForTests();
let both: TwoStores;
const wild = fc.sample(wildObject, { numRuns: 400, seed: 21 });
beforeAll(async () => {
  if (!postgresIsThere) return;
  both = await twoStores(postgres.server, (path) => filledStore(path, wild));
});
afterAll(() => both?.close());

const name = (feed: string) => ({ feed, instance: '', partition: '' });

describe.skipIf(!postgresIsThere)('objects', () => {
  const some = wild.find(({ value, tags, attributes }) => value.length > 2 && tags.length > 0 && attributes.length > 0);
  const [tag = ''] = some?.tags ?? [];
  const [first] = some?.attributes ?? [];
  const queries: Readonly<Record<string, ObjectQuery>> = {
    all: {},
    'of a type': { type: 'indicator' },
    'of a subtype': { subtype: 'FQDN' },
    'of a value': { value: 'smile' },
    'of a value that is the key': { value: 'a.example' },
    'of a source': { source: 'Another “feed”' },
    'of a status': { status: 'REVIEW' },
    'of a status by default': { status: 'active' },
    'at a time': { now: 4_000_000 },
    'at a later time': { now: 6_000_000, status: 'expired' },
    'with a tag': { tag },
    'with an attribute': { attribute: { name: 'Score' } },
    'with a value of an attribute': { attribute: { name: first?.name ?? '', value: first?.value } },
    'changed since': { since: 5 },
    'changed after a number': { changedAfter: 9 },
    'with a text': { text: 'EXAMPLE' },
    'with a wild text': { text: some?.value.slice(1) },
    'behind one': { after: { type: 'indicator', subtype: 'FQDN', key: 'b.example' } },
    'some of them': { limit: 7 },
    'some behind one, by status': { status: 'active', limit: 20, after: { type: 'indicator', subtype: '', key: 'a' } },
    none: { type: 'none' },
  };

  test.each(Object.entries(queries))('%s are those of a file, in its order', async (_, query) => {
    expect(await listOf(queryObjects(both.pool, query))).toEqual(await listOf(both.file.objects(query)));
  });

  test('are counted by type', async () => {
    expect(await countTypes(both.pool)).toEqual(await both.file.objectTypes());
  });

  test('have one digest in both, whatever stands in them', async () => {
    const digests: (readonly [string, string])[] = [];
    for (let seed = 1; seed <= 5; seed++) {
      const made = await twoStores(postgres.server, async (path) => {
        const store = openStore({ path, mock: true, isFleeting: true });
        await runOnce(store, fc.sample(wildObject, { numRuns: 200, seed }), {
          stage: (window) => window.quarantine({ key: '["\u{1f600}"]', place: '1', code: 'c', error: '\u0002"\\' }),
        });
        await runOnce(store, fc.sample(wildObject, { numRuns: 100, seed: seed + 1000 }), {
          instance: { feed: 'b', source: 'ü' },
        });
        await store.close();
      });
      digests.push([await digestOf(made.pool), await made.file.digest()]);
      await made.close();
    }
    for (const [one, other] of digests) expect(one).toBe(other);
    expect(new Set(digests.map(([one]) => one)).size).toBe(digests.length);
    expect(await digestOf(both.pool, { state: false })).toBe(await both.file.digest({ state: false }));
  });
});

describe.skipIf(!postgresIsThere)('what a store tells of itself', () => {
  test('is what a file tells', async () => {
    const { path: _, bytes: __, schema: ___, ...there } = await infoOf(both.pool);
    expect((await both.file.info()) as object).toMatchObject(there);
    expect(await listInstances(both.pool, { all: true })).toEqual(await both.file.instances());
    expect(await isMockStore(both.pool)).toBe(false);
  });

  test('of runs, in the same order', async () => {
    for (const query of [{}, { feed: 'pack/feed' }, { limit: 2 }, { instance: 'none' }])
      expect(await listOf(queryRuns(both.pool, query))).toEqual(await listOf(both.file.runs(query)));
    const [last] = await listOf(both.file.runs({}));
    const beginning = last?.id.slice(0, 3) ?? '';
    expect(await listOf(queryRuns(both.pool, { run: last?.id }))).toHaveLength(1);
    expect(await runsLike(both.pool, beginning, 5)).toEqual(await both.file.runsLike(beginning, 5));
    expect(await runsLike(both.pool, '%', 5)).toEqual([]);
    expect(await lastRuns(both.pool)).toEqual(await both.file.lastRuns());
  });

  test('of one instance', async () => {
    for (const feed of ['pack/feed', 'pack/other', 'pack/none']) {
      expect(await standingOf(both.pool, name(feed))).toBe(await both.file.standing(name(feed)));
      expect(await checkpointOf(both.pool, name(feed))).toEqual(await both.file.showState(name(feed)));
      expect(await shapeOf(both.pool, name(feed))).toEqual(await both.file.shapeOf(name(feed)));
    }
  });

  test('of actions', async () => {
    for (const query of [{}, { status: 'intent' as const }, { limit: 1 }, { action: 'none' }])
      expect(await listOf(queryActions(both.pool, query))).toEqual(await listOf(both.file.actionRuns(query)));
  });

  test('is sound, and is not where something is missing', async () => {
    expect(await checkStore(both.pool, new DatabaseArea(both.pool, {}))).toEqual({ ok: true, problems: [] });
    expect(await quickCheck(both.pool)).toBeUndefined();
    const made = await twoStores(postgres.server, filledStore);
    await made.pool.run('DROP INDEX refs_object');
    await made.pool.run(`UPDATE contents SET bytes = 'other'`);
    await made.pool.run(
      `UPDATE attribute_sets SET members = '[oh' WHERE object_id = (SELECT min(object_id) FROM attribute_sets)`,
    );
    await made.pool.run('DELETE FROM changes WHERE object_id = (SELECT min(object_id) FROM changes)');
    expect(await quickCheck(made.pool)).toBe('The index refs_object is missing.');
    expect((await checkStore(made.pool, new DatabaseArea(made.pool, {}))).problems).toEqual([
      'The index refs_object is missing.',
      'There are 1 objects without a number of their latest change.',
      'There are lists of attributes that cannot be read.',
      expect.stringMatching(/^The content of an attachment, \w{64} in .+, is not what was stored\.$/),
    ]);
    await made.close();
  });

  test('can not be copied to a file by it: PostgreSQL has tools for that', () => {
    expect(() => backup(both.pool)).toThrow(expect.objectContaining({ code: 'store.backup-elsewhere' }));
  });
});

describe.skipIf(!postgresIsThere)('forgetting', () => {
  test('set aside records, of one key or of all', async () => {
    const made = await twoStores(postgres.server, filledStore);
    const left = async () => (await listOf(queryQuarantine(made.pool, {}))).length;
    expect(await listOf(queryQuarantine(made.pool, {}))).toEqual(await listOf(made.file.quarantine({})));
    expect(await clearQuarantine(made.pool, { feed: 'pack/feed', key: 'none' })).toBe(0);
    const before = await left();
    expect(await clearQuarantine(made.pool, { feed: 'pack/feed', key: '#abc' })).toBe(1);
    expect(await left()).toBe(before - 1);
    await made.close();
  });

  test('what is old, as a file does', async () => {
    const policy = { runs: 1, quarantine: 1, actions: 1, changes: 1 };
    const made = await twoStores(postgres.server, filledStore);
    expect(await prune(made.pool, policy, 2e12)).toEqual(await made.file.prune(policy, 2e12));
    expect(await listOf(queryRuns(made.pool, {}))).toEqual(await listOf(made.file.runs({})));
    expect((await made.file.prune(policy, 2e12)).changes).toBe(0);
    expect(await made.pool.get('SELECT count(*) AS n FROM undo_rows')).toEqual({ n: 0 });
    expect(await digestOf(made.pool)).toBe(await made.file.digest());
    await made.close();
  });

  test('contents that nobody names, once they are old', async () => {
    const made = await twoStores(postgres.server, filledStore);
    const put = (sha256: string, age: string): Promise<number> =>
      made.pool.run(`INSERT INTO contents VALUES ($1, 0, 'x', now() - $2::interval)`, [sha256, age]);
    await put('old', '2 days');
    await put('new', '1 hour');
    await made.pool.run(`UPDATE contents SET added_at = now() - interval '2 days' WHERE sha256 <> 'new'`);
    expect(await compact(made.pool, new DatabaseArea(made.pool, {}), Date.now())).toEqual({ orphans: 1 });
    const names = await made.pool.all<{ sha256: string }>('SELECT sha256 FROM contents');
    expect(names.map(({ sha256 }) => sha256).sort()).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), 'new']);
    await made.close();
  });
});
