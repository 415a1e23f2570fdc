import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Database } from '../../engine/disk/database.ts';
import { migrate, schemaVersion } from '../../engine/store/sqlite/database/migrate.ts';
import { openStore, type SqliteStore } from '../../engine/store/sqlite/open-store.ts';
import { MIGRATIONS } from '../../engine/store/sqlite/database/schema.ts';
import { runOnce } from './processes/run-once.ts';
import { attribute, key, ledger, object, plan } from './make-object.ts';

let folder: string;
let path: string;
let store: SqliteStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'maintenance-'));
  path = join(folder, 'store.db');
  store = openStore({ path, mock: false });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

const attach = async (name: string, content: string): Promise<string> => {
  const instance = await store.open(key(), { now: 1 });
  const kept = await instance.putAttachment(bytes(content), 1000);
  await instance.close();
  await runOnce(store, [
    object(name, { type: 'attachment', subtype: '', file: { kind: 'content', ...kept, mediaType: undefined } }),
  ]);
  return (await store.attachment(kept.sha256))?.path as string;
};

describe('digest', () => {
  const some = [
    object('a', { tags: ['x', 'y'], attributes: [attribute('A', '1'), attribute('B', '2')] }),
    object('b'),
    object('n', { type: 'note', subtype: '' }),
  ];

  test('is the same whatever the order, the runs and the times', async () => {
    await runOnce(store, some);
    const other = openStore({ path: ':memory:', mock: true });
    for (const one of some.toReversed())
      await runOnce(other, [{ ...one, attributes: one.attributes.toReversed(), tags: one.tags.toReversed() }], {
        plan: { now: 99, fingerprint: 'other' },
      });
    expect(other.digest()).toBe(store.digest());
    other.close();
  });

  test.each([
    ['an attribute value', [object('a', { attributes: [attribute('A', '2')] })], {}],
    ['a sensitive mark', [object('a', { attributes: [attribute('A', '1', 'add', true)] })], {}],
    ['a tag', [object('a', { tags: ['z'] })], {}],
    ['a relation', [object('a', { related: [{ type: 'note', subtype: '', key: 'n', as: undefined }] })], {}],
    ['a status', [object('a', { withdraw: true })], {}],
    ['a state', [], { checkpoint: { until: undefined, state: 1 } }],
    ['a source', [object('a')], { instance: { feed: 'pack/other', source: 'Other' } }],
    [
      'a quarantined record',
      [],
      {
        stage: (window: { quarantine(entry: { key: string; place: string; code: string; error: string }): void }) =>
          window.quarantine({ key: 'k', place: 'row 1', code: 'c', error: 'e' }),
      },
    ],
  ])('tells %s', async (_, more, options) => {
    await runOnce(store, some);
    const before = store.digest();
    await runOnce(store, more, options);
    expect(store.digest()).not.toBe(before);
  });

  test('does not tell a checkpoint in time: two runs never end at the same instant', async () => {
    await runOnce(store, some, { checkpoint: { until: 1, state: undefined } });
    const before = store.digest();
    await runOnce(store, some, { checkpoint: { until: 2, state: undefined } });
    expect(store.digest()).toBe(before);
  });
});

describe('info', () => {
  test('counts what there is, and relations whose other end has not come', async () => {
    await runOnce(
      store,
      [
        object('a', {
          attributes: [attribute('A', '1')],
          related: [{ type: 'note', subtype: '', key: 'n', as: undefined }],
          ref: 'r',
        }),
      ],
      {
        stage: (window) => window.relate([{ from: 'r', to: 'gone', as: undefined }]),
        checkpoint: { until: 7, state: { token: 't' } },
      },
    );
    expect(store.info()).toMatchObject({
      mock: false,
      objects: 1,
      by_type: { indicator: 1 },
      attributes: 1,
      relations: 2,
      unresolved: 2,
      sources: ['A feed'],
      runs: 1,
      changes: 2,
    });
    expect(store.instances()).toEqual([
      { feed: 'pack/feed', instance: '', partition: '', source: 'A feed', until: 7, state: { token: 't' } },
    ]);
    expect(store.objectTypes()).toEqual([{ type: 'indicator', subtype: 'IP Address', count: 1 }]);
  });

  test('shows state that was set, and refuses to set it while the feed runs', async () => {
    expect(store.showState(key())).toBeUndefined();
    await store.setState(key(), { until: 5, state: [1] }, 1);
    expect(store.showState(key())).toEqual({ until: 5, state: [1] });
    const instance = await store.open(key(), { now: 1 });
    await expect(store.setState(key(), { until: 6, state: undefined }, 1)).rejects.toMatchObject({
      code: 'store.locked',
      message: expect.stringContaining(`process ${process.pid}`),
    });
    await instance.close();
  });
});

describe('check', () => {
  test('finds an attachment that is not what it was, and rows that belong to nothing', async () => {
    const file = await attach('f', 'content');
    expect(await store.check()).toEqual({ ok: true, problems: [] });
    writeFileSync(file, 'changed');
    const other = new DatabaseSync(path);
    other.exec('INSERT INTO tags VALUES (999, 1, 1)');
    other.close();
    expect((await store.check()).problems).toEqual([
      'There are 1 tags of objects that are not there.',
      expect.stringContaining(file),
    ]);
    rmSync(file);
    expect((await store.check()).problems[1]).toContain('missing');
  });
});

describe('backup', () => {
  test('is a store of its own that says the same, attachments with it', async () => {
    await attach('f', 'content');
    const copy = join(folder, "it's a backup", 'copy.db');
    await store.backup(copy);
    const backup = openStore({ path: copy, readOnly: true });
    expect(backup.digest()).toBe(store.digest());
    expect(await backup.check()).toEqual({ ok: true, problems: [] });
    backup.close();
    await expect(store.backup(copy)).rejects.toThrow('already');
  });

  test('is made before the schema changes', async () => {
    await store.close();
    const db = new Database(path);
    const versions: number[] = [];
    migrate(db, [...MIGRATIONS, 'ALTER TABLE objects ADD COLUMN more TEXT'], (version) => versions.push(version));
    expect([versions, schemaVersion(db)]).toEqual([[MIGRATIONS.length], MIGRATIONS.length + 1]);
    migrate(db, [...MIGRATIONS, 'ALTER TABLE objects ADD COLUMN more TEXT'], () => versions.push(99));
    expect(versions).toEqual([MIGRATIONS.length]);
    expect(() => migrate(db, [...MIGRATIONS, '', 'CREATE TABLE x (a); NONSENSE'], () => undefined)).toThrow();
    expect(schemaVersion(db)).toBe(MIGRATIONS.length + 1);
    expect(db.get('SELECT 1 AS n FROM sqlite_schema WHERE name = ?', 'x')).toBeUndefined();
    db.close();
    expect(() => (store = openStore({ path, mock: false }))).toThrow('newer');
  });
});

test('a list of attributes that is no JSON is said by whoever reads it, and by the check', async () => {
  await runOnce(store, [object('a', { attributes: [attribute('Port', '443')] })]);
  const db = new Database(path);
  db.run("UPDATE attribute_sets SET members = '[[1,'");
  db.close();
  const damaged = expect.objectContaining({ code: 'store.corrupt', hint: expect.stringContaining('store check') });
  expect(() => [...store.objects({})]).toThrow(damaged);
  expect((await store.check()).problems).toEqual(['There are 1 lists of attributes that cannot be read.']);
});

test('names of any number are stored, and what comes again is unchanged', async () => {
  const many = Array.from({ length: 1500 }, (_, at) =>
    object(`${at}`, { attributes: [attribute(`Name ${at}`, 'v'), attribute('5', 'w')] }),
  );
  expect(await runOnce(store, many)).toMatchObject({ created: 1500 });
  expect(await runOnce(store, many)).toMatchObject({ unchanged: 1500 });
  await store.close();
  store = openStore({ path, mock: false });
  expect(await runOnce(store, many)).toMatchObject({ unchanged: 1500 });
  expect([...store.objects({ value: '1499' })].map(({ attributes }) => attributes.map(({ name }) => name))).toEqual([
    ['5', 'Name 1499'],
  ]);
  expect([...store.objects({ attribute: { name: 'Name 3', value: 'v' } })].map(({ value }) => value)).toEqual(['3']);
});

describe('prune and compact', () => {
  test('delete what is old, but never a feed’s latest run, an open one, or an object', async () => {
    for (const now of [10, 20, 30]) {
      const instance = await store.open(key(), { now });
      const run = await instance.begin(plan({ now }), `run ${now}`);
      const window = await instance.window(run, 0);
      window.add([object('a')]);
      window.quarantine({ key: `k${now}`, place: 'row 1', code: 'c', error: 'e' });
      await window.seal({
        ledger: ledger({ fetched: 2, mapped: 1, quarantined: 1 }),
        checkpoint: undefined,
        keepSeenUntil: undefined,
        now,
      });
      await window.apply();
      await instance.end(run, { status: 'succeeded', now, summary: null, error: undefined });
      await instance.close();
    }
    store.beginAction({ id: 'open', action: 'p/a', object: 'event:1', who: undefined, request: null, now: 1 });
    expect(store.prune({ runs: 5, quarantine: 75, actions: 1 }, 100)).toEqual({ runs: 2, quarantine: 2, actions: 0, changes: 0 });
    expect([...store.runs({})].map(({ id }) => id)).toEqual(['run 30']);
    expect([...store.quarantine({})].map((one) => one.key)).toEqual(['k30']);
    expect([...store.objects({})].length).toBe(1);
    expect((await store.check()).ok).toBe(true);
  });

  test('give room back, and old content that no object names', async () => {
    const kept = await attach('f', 'content');
    const instance = await store.open(key(), { now: 1 });
    const put = async (text: string): Promise<string | undefined> =>
      (await store.attachment((await instance.putAttachment(bytes(text), 10)).sha256))?.path;
    const [old, fresh] = [await put('old'), await put('fresh')];
    await instance.close();
    const now = 10 * 86_400_000;
    utimesSync(old as string, 0, 0);
    utimesSync(fresh as string, now / 1000, now / 1000);
    utimesSync(kept, 0, 0);
    expect(await store.compact(now)).toEqual({ orphans: 1 });
    expect([kept, old, fresh].map((file) => existsSync(file as string))).toEqual([true, false, true]);
  });
});

describe('runs and quarantine', () => {
  test('are read back, the latest run first, with the ledger of its windows', async () => {
    await runOnce(store, [object('a')], {
      stage: (window) => window.quarantine({ key: 'k', place: 'row 7', code: 'record.bad', error: 'It is bad.' }),
      plan: { windows: [{ since: 1, until: 2 }] },
    });
    const [run] = [...store.runs({ feed: 'pack/feed' })];
    expect(run).toMatchObject({
      status: 'succeeded',
      startedAt: plan().now,
      endedAt: 9,
      summary: { ok: true },
      windows: [{ since: 1, until: 2, status: 'done', objects: { created: 1 } }],
    });
    expect([...store.quarantine({})]).toEqual([
      {
        feed: 'pack/feed',
        instance: '',
        partition: '',
        key: 'k',
        place: 'row 7',
        code: 'record.bad',
        error: 'It is bad.',
        run: run?.id,
        since: 1,
        until: 2,
        at: 5,
      },
    ]);
    expect([...store.runs({ feed: 'pack/other' })]).toEqual([]);
    expect(store.clearQuarantine({ feed: 'pack/feed', key: 'other' })).toBe(0);
    expect(store.clearQuarantine({ feed: 'pack/feed', key: 'k' })).toBe(1);
  });

  test('a failed run is gone on with only where some of its windows are done and some are not', async () => {
    const windows = [
      { since: 0, until: 1 },
      { since: 1, until: 2 },
    ];
    for (const [id, done] of [
      ['none', 0],
      ['one', 1],
      ['both', 2],
    ] as const) {
      const instance = await store.open(key(), { now: 1 });
      const run = await instance.begin(plan({ windows }), id);
      for (let index = 0; index < done; index++) {
        const window = await instance.window(run, index);
        await window.seal({ ledger: ledger(), checkpoint: undefined, keepSeenUntil: undefined, now: 5 });
        await window.apply();
      }
      await instance.end(run, { status: 'failed', now: 9, summary: null, error: { code: 'http.refused', message: 'No.' } });
      expect((await instance.interrupted())?.id).toBe(done === 1 ? 'one' : undefined);
      await instance.close();
    }
  });
});

describe('action runs', () => {
  const intent = { id: 'r1', action: 'pack/send', object: 'incident:CASE1', who: 'user', request: { url: 'https://x' }, now: 5 };

  test('show an intent without an outcome until there is one', () => {
    store.beginAction(intent);
    expect([...store.actionRuns({ action: 'pack/send', object: 'incident:CASE1' })]).toMatchObject([
      { id: 'r1', status: 'intent', endedAt: undefined, request: { url: 'https://x' } },
    ]);
    store.endAction('r1', {
      status: 'failed',
      now: 7,
      answer: { success: false },
      error: { code: 'vendor.refused', message: 'No.' },
    });
    expect([...store.actionRuns({ status: 'intent' })]).toEqual([]);
    expect([...store.actionRuns({})]).toMatchObject([
      { status: 'failed', answer: { success: false }, error: { message: 'No.' }, startedAt: 5, endedAt: 7 },
    ]);
    expect(() => store.endAction('r2', { status: 'succeeded', now: 7, answer: null, error: undefined })).toThrow('no action run');
  });
});

describe('files beside the store', () => {
  test('that a run leaves are its database and locks; a dry run leaves none', async () => {
    await runOnce(store, [object('a')], { stage: (window) => void window.seen('k', '1') });
    const before = readdirSync(folder).sort();
    expect(before.filter((name) => name.includes('staging'))).toEqual([]);
    const digest = store.digest();
    await store.close();
    const content = readFileSync(path);
    const dry = openStore({ path, mock: false, readOnly: true });
    const instance = await dry.open(key(), { now: 1 });
    const window = await instance.window(await instance.begin(plan(), 'dry'), 0);
    window.add([object('a'), object('b')]);
    expect(window.seen('k', '1')).toBe('new');
    expect(await window.preview()).toMatchObject({ created: 1, unchanged: 1 });
    await instance.close();
    expect(dry.digest()).toBe(digest);
    dry.close();
    expect(readFileSync(path).equals(content)).toBe(true);
    expect(
      readdirSync(folder)
        .filter((name) => !name.endsWith('-wal') && !name.endsWith('-shm'))
        .sort(),
    ).toEqual(before.filter((name) => !name.endsWith('-wal') && !name.endsWith('-shm')));
  });
});
