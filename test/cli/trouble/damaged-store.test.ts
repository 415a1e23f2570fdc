import { DatabaseSync } from 'node:sqlite';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { TABLES } from '../../../engine/store/sqlite/database/schema.ts';
import { commandLine } from '../../e2e/in-process.ts';
import { garden } from '../garden.ts';

const RUN = ['run', 'garden/plants', '--mock', '--since', '2026-01-01T00:00:00Z'];
const LOOKING = [
  ['store', 'check'],
  ['store', 'digest'],
  ['store', 'info'],
  ['store', 'backup', 'copy.db'],
  ['store', 'prune', '--runs', 'P1D'],
  ['store', 'compact'],
  ['objects'],
  ['objects', '--json'],
  ['runs'],
  ['quarantine'],
  ['state', 'show', 'garden/plants'],
];

let cwd: string;
let path: string;
let whole: Buffer;
beforeAll(async () => {
  cwd = garden();
  path = join(cwd, 's.db');
  expect(await inStore(RUN)).toMatchObject({ code: 0 });
  const db = new DatabaseSync(path);
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
  whole = readFileSync(path);
});

const inStore = (words: readonly string[]) => commandLine([...words, '--store', 'sqlite:s.db'], { cwd });

const put = (content: Uint8Array, ...sql: readonly string[]): void => {
  for (const file of ['s.db-wal', 's.db-shm', 'copy.db']) rmSync(join(cwd, file), { force: true });
  writeFileSync(path, content);
  if (sql.length === 0) return;
  const db = new DatabaseSync(path);
  for (const one of sql) db.exec(one);
  db.close();
};

const NEW = Buffer.alloc(0);

test.each<[what: string, make: () => void, code: string]>([
  ['an empty file', () => put(NEW), 'store.empty'],
  ['a file of which only the log was begun', () => put(NEW, 'PRAGMA journal_mode = WAL'), 'store.empty'],
  ['half a file', () => put(whole.subarray(0, whole.length / 2)), 'store.corrupt'],
  ['the head of a file', () => put(whole.subarray(0, 100)), 'store.corrupt'],
  ['a text', () => put(Buffer.from('no database\n'.repeat(99))), 'store.corrupt'],
  ['a database of another program', () => put(NEW, 'CREATE TABLE t (a)'), 'store.foreign'],
  ['a store of a newer schema', () => put(whole, 'PRAGMA user_version = 99'), 'store.newer'],
  ['a store without the table of objects', () => put(whole, 'DROP TABLE objects'), 'store.corrupt'],
  ['a store without its marks', () => put(whole, 'DROP TABLE meta'), 'store.corrupt'],
])('%s is one sentence with a remedy for whoever looks at it', async (_, make, code) => {
  for (const words of LOOKING) {
    make();
    const ended = await inStore(words);
    expect({ words, code: ended.code, stdout: ended.stdout }).toEqual({ words, code: 1, stdout: '' });
    expect(ended.stderr.split('\n')).toEqual([
      expect.stringMatching(new RegExp(`^error: The (store|file|database).*\\[${code}\\]$`)),
      expect.stringMatching(/^ {2}hint: ./),
      '',
    ]);
  }
});

test.each<[what: string, make: () => void]>([
  ['an empty file', () => put(NEW)],
  ['a file of which only the log was begun', () => put(NEW, 'PRAGMA journal_mode = WAL')],
])('%s is begun by a run, and a dry run and a plan take it for an empty store', async (_, make) => {
  make();
  expect(await inStore(['plan', 'garden/plants', '--mock'])).toMatchObject({ code: 0 });
  expect(await inStore([...RUN, '--dry-run'])).toMatchObject({ code: 0 });
  expect((await inStore(['objects'])).stderr).toContain('[store.empty]');
  expect(await inStore(RUN)).toMatchObject({ code: 0 });
  expect((await inStore(['objects', '--json'])).stdout.trim().split('\n').length).toBe(2);
});

test('a run into a damaged store fails before anything is asked', async () => {
  put(whole, 'DROP TABLE seen');
  expect(await inStore(RUN)).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/lacks the table seen\. \[store\.corrupt\]/),
  });
});

describe('the tables that a store has to have', () => {
  test('are those that a new one has', async () => {
    put(NEW);
    await inStore(RUN);
    const db = new DatabaseSync(path, { readOnly: true });
    const there = db
      .prepare("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite%' ORDER BY name")
      .all();
    db.close();
    expect(there.map(({ name }) => name)).toEqual(TABLES.toSorted());
  });
});
