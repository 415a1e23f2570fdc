/**
 * Applying windows to a store on PostgreSQL, beside a bare COPY of the same objects into a plain table without an index, in turn in one
 * process and on one server. Staging and sealing are this machine's work, and not counted.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import pg from 'pg';
import { from } from 'pg-copy-streams';
import type { MappedObject } from '../../../engine/object/mapped-object.ts';
import type { OpenedStore } from '../../../engine/store/contract/opened-store.ts';
import { openPostgres } from '../../../engine/store/postgres/open-store.ts';
import { attribute, key, ledger, object, plan } from '../../store/make-object.ts';
import { addAll } from '../../store/processes/run-once.ts';
import { PostgresServer } from '../../support/postgres.ts';

export interface PostgresFigures {
  readonly way: string;
  /** Objects a second. */
  readonly rate: number;
  /** Of the bare COPY's rate in the same round. */
  readonly share: number;
  /** MB that it wrote to the log of the database. */
  readonly wal: number;
}

const ATTRIBUTES = 10;
/** Rows that are sent at once. */
const PIECE = 2000;
/** One in so many objects is another the third time. */
const ONE_IN = 100;

const objectAt = (index: number, isChanged: boolean): MappedObject =>
  object(`${index >> 16}.${(index >> 8) & 255}.${index & 255}.bench.example`, {
    attributes: Array.from({ length: ATTRIBUTES }, (_, at) =>
      attribute(`Attribute ${at}`, `value ${at} of ${index}${isChanged && at === 0 ? ' by now' : ''}`, 'update'),
    ),
  });

/** Applies a window of all objects; gives the seconds that applying took. */
const applied = async (store: OpenedStore, objects: readonly MappedObject[]): Promise<number> => {
  const instance = await store.open(key(), { now: 1 });
  try {
    const run = await instance.begin(plan(), randomUUID());
    const window = await instance.window(run, 0);
    addAll(window, objects);
    const counts = { fetched: objects.length, mapped: objects.length };
    await window.seal({ ledger: ledger(counts), checkpoint: undefined, keepSeenUntil: undefined, now: 5 });
    const begun = performance.now();
    await window.apply();
    const seconds = (performance.now() - begun) / 1000;
    await instance.end(run, { status: 'succeeded', now: 9, summary: null, error: undefined });
    return seconds;
  } finally {
    await instance.close();
  }
};

const withClient = async <T>(address: string, use: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: address });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
};

/** Gives the seconds that it took to write the objects down as text, and to COPY that. */
const copied = (address: string, objects: readonly MappedObject[]): Promise<number> =>
  withClient(address, async (client) => {
    await client.query('DROP TABLE IF EXISTS bare; CREATE TABLE bare (key text, value text, attributes text)');
    const begun = performance.now();
    const said = (one: MappedObject): string => JSON.stringify(one.attributes.map(({ name, value }) => [name, value, 2]));
    const rows = objects.map((one) => `${one.key}\t${one.value}\t${said(one)}\n`);
    const pieces = Array.from({ length: Math.ceil(rows.length / PIECE) }, (_, at) =>
      rows.slice(at * PIECE, (at + 1) * PIECE).join(''),
    );
    const stream = client.query(from('COPY bare FROM STDIN'));
    for (const piece of pieces) if (!stream.write(piece)) await once(stream, 'drain');
    stream.end();
    await once(stream, 'finish');
    return (performance.now() - begun) / 1000;
  });

const walOf = (address: string): Promise<number> =>
  withClient(address, async (client) => {
    const { rows } = await client.query(`SELECT pg_current_wal_lsn() - '0/0'::pg_lsn AS bytes`);
    return Number((rows as { bytes: string }[])[0]?.bytes ?? 0) / 1e6;
  });

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** A round: the bare COPY, then each way. */
const round = async (server: PostgresServer, count: number): Promise<readonly PostgresFigures[]> => {
  const address = await server.database();
  const all = (changes: boolean): MappedObject[] =>
    Array.from({ length: count }, (_, index) => objectAt(index, changes && index % ONE_IN === 0));
  const ways = [
    ['first load', all(false)],
    ['unchanged', all(false)],
    ['1 % changed', all(true)],
  ] as const;
  const store = await openPostgres(address, { mock: false });
  try {
    const bare = count / (await copied(address, ways[0][1]));
    const figures: PostgresFigures[] = [{ way: 'bare COPY', rate: bare, share: 1, wal: 0 }];
    for (const [way, objects] of ways) {
      const before = await walOf(address);
      const rate = count / (await applied(store, objects));
      figures.push({ way, rate, share: rate / bare, wal: (await walOf(address)) - before });
    }
    return figures;
  } finally {
    await store.close();
  }
};

/** Medians of so many rounds, each on a database of its own. */
export const postgresBench = async (count: number, rounds: number): Promise<readonly PostgresFigures[]> => {
  const server = new PostgresServer();
  await server.start({ max_wal_size: '4GB' });
  try {
    const all: (readonly PostgresFigures[])[] = [];
    for (let at = 0; at < rounds; at++) all.push(await round(server, count));
    return (all[0] ?? []).map(({ way }, index) => {
      const of = (name: 'rate' | 'share' | 'wal'): number => median(all.map((one) => one[index]?.[name] ?? 0));
      return { way, rate: of('rate'), share: of('share'), wal: of('wal') };
    });
  } finally {
    await server.stop();
  }
};

export const postgresTable = (figures: readonly PostgresFigures[]): string =>
  [
    '| way | objects/s | × bare COPY | WAL, MB |',
    '| --- | --: | --: | --: |',
    ...figures.map(
      ({ way, rate, share, wal }) =>
        `| ${way} | ${Math.round(rate).toLocaleString('en')} | ${share.toFixed(2)} | ${wal.toFixed(1)} |`,
    ),
  ].join('\n');
