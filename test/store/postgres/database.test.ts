import { describe, expect, test } from 'vitest';
import { parsePostgresAddress } from '../../../engine/store/postgres/database/address.ts';
import { Dictionaries } from '../../../engine/store/postgres/database/dictionaries.ts';
import { migrate, isCurrent } from '../../../engine/store/postgres/database/migrate.ts';
import { PostgresPool } from '../../../engine/store/postgres/database/pool.ts';
import { postgresForTests, postgresIsThere } from '../../support/postgres.ts';

describe('the address of a store on PostgreSQL', () => {
  test('is shown without a password', () => {
    const { shown, connectionString } = parsePostgresAddress(
      'postgres://me:s%23cret@db.example:5433/feeds?password=other&sslmode=disable',
    );
    expect(shown).toBe('postgres://me@db.example:5433/feeds?sslmode=disable');
    expect(connectionString).toContain('s%23cret');
  });

  test('names a tenant by its schema', () => {
    const { schema, shown } = parsePostgresAddress('postgresql:///feeds?host=/run/postgresql&schema=tenant_1');
    expect({ schema, shown }).toEqual({
      schema: 'tenant_1',
      shown: 'postgresql:///feeds?host=%2Frun%2Fpostgresql&schema=tenant_1',
    });
  });

  test.each([
    'postgres://me:secret word@[/feeds',
    'postgres://me:sec#ret@db/feeds',
    'postgres://me:secret@db/feeds?schema=A%22b',
    'postgres://me:secret@db/f?schema=pg_x',
  ])('is refused without being shown: %s', (text) => {
    const read = (): unknown => parsePostgresAddress(text);
    expect(read).toThrow(expect.objectContaining({ code: 'store.address' }));
    expect(read).not.toThrow(/sec/);
  });
});

describe.runIf(postgresIsThere)('a database', () => {
  const postgres = postgresForTests();
  const opened = async (address: string): Promise<PostgresPool> => new PostgresPool(parsePostgresAddress(address));
  const refusalOf = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => 'nothing',
      (error: unknown) => error,
    );

  test('is made by whoever comes first, and found made by all others', async () => {
    const address = await postgres.server.database();
    const pools = await Promise.all([1, 2, 3, 4].map(() => opened(address)));
    await expect(isCurrent(pools[0] as PostgresPool)).rejects.toMatchObject({ code: 'store.missing' });
    await Promise.all(pools.map(migrate));
    await isCurrent(pools[0] as PostgresPool);
    await Promise.all(pools.map((pool) => pool.close()));
  });

  test('of a newer Feedwright, of another program, or with a table gone is refused', async () => {
    const address = await postgres.server.database();
    const pool = await opened(address);
    await migrate(pool);
    await pool.run(`UPDATE meta SET value = '99' WHERE name = 'schema'`);
    await expect(migrate(pool)).rejects.toMatchObject({
      code: 'store.newer',
      message: expect.stringContaining('schema 99, this one knows 1') as unknown,
    });
    await pool.run(`UPDATE meta SET value = '1' WHERE name = 'schema'`);
    await pool.run('DROP TABLE quarantine');
    await expect(migrate(pool)).rejects.toMatchObject({
      code: 'store.corrupt',
      message: expect.stringContaining('lacks the table quarantine') as unknown,
    });
    await pool.run('CREATE SCHEMA other');
    await pool.run('CREATE TABLE other.things (id bigint)');
    const other = await opened(`${address}&schema=other`);
    await expect(migrate(other)).rejects.toMatchObject({ code: 'store.foreign' });
    await Promise.all([pool.close(), other.close()]);
  });

  test('that is not there, refuses the user, or is away is told apart', async () => {
    const missing = await opened(postgres.server.address('nowhere'));
    expect(await refusalOf(missing.get('SELECT 1'))).toMatchObject({ code: 'store.no-database' });
    const stranger = await opened(postgres.server.address('postgres').replace('feedwright@', 'stranger:secret@'));
    const refusal = await refusalOf(stranger.get('SELECT 1'));
    expect(refusal).toMatchObject({ code: 'store.refused' });
    expect((refusal as Error).message).not.toContain('secret');
    const away = await opened('postgres://me@/feeds?host=/nowhere');
    expect(await refusalOf(away.get('SELECT 1'))).toMatchObject({ code: 'store.away' });
    await Promise.all([missing, stranger, away].map((pool) => pool.close()));
  });

  test('that ends a connection ends what was asked of it, and the next gets another one', async () => {
    const pool = await opened(await postgres.server.database());
    expect(await refusalOf(pool.run('SELECT pg_terminate_backend(pg_backend_pid())'))).toMatchObject({ code: 'store.away' });
    expect(await pool.get('SELECT 2 AS n')).toEqual({ n: 2 });
    await pool.close();
  });

  test('gives whole numbers of 64 bits as numbers, takes a NUL as U+FFFD, and orders texts by their bytes', async () => {
    const pool = await opened(await postgres.server.database());
    expect(await pool.get('SELECT 9007199254740991::bigint AS n, $1::text AS t', ['a\0b'])).toEqual({
      n: 9007199254740991,
      t: 'a\ufffdb',
    });
    await expect(pool.get('SELECT 9007199254740993::bigint AS n')).rejects.toMatchObject({ code: 'store.corrupt' });
    await migrate(pool);
    await pool.run(`INSERT INTO words (word) SELECT * FROM unnest($1::text[])`, [['é', 'Z', 'a', '\u{1f600}', '\uffee']]);
    const words = await pool.all<{ word: string }>('SELECT word FROM words ORDER BY word');
    expect(words.map(({ word }) => word)).toEqual(['Z', 'a', 'é', '\uffee', '\u{1f600}']);
    await pool.close();
  });

  test('streams rows page by page, of one moment, and lets go of its connection where the reader stops', async () => {
    const pool = await opened(await postgres.server.database());
    let count = 0;
    for await (const { n } of pool.iterate<{ n: number }>('SELECT * FROM generate_series(1, $1::int) AS n', [2500])) count += n;
    expect(count).toBe((2500 * 2501) / 2);
    for (let turn = 0; turn < 20; turn++) for await (const _ of pool.iterate('SELECT * FROM generate_series(1, 5000)')) break;
    expect(await pool.get('SELECT 1 AS n')).toEqual({ n: 1 });
    await pool.close();
  });

  test('gives many processes the same number for a word', async () => {
    const address = await postgres.server.database();
    const pools = await Promise.all([1, 2, 3].map(() => opened(address)));
    await migrate(pools[0] as PostgresPool);
    const words = Array.from({ length: 200 }, (_, at) => `word ${at}`);
    const [first, ...others] = await Promise.all(
      pools.map(async (pool, at) => {
        const found = await new Dictionaries(pool).resolve({
          words: at === 1 ? words.toReversed() : words,
          kinds: ['a\0', 'a\0b'],
        });
        return [...words.map((word) => found.word(word)), found.kind('a', ''), found.kind('a', 'b')];
      }),
    );
    expect(new Set(first).size).toBeGreaterThan(199);
    for (const other of others) expect(other).toEqual(first);
    await Promise.all(pools.map((pool) => pool.close()));
  });
});
