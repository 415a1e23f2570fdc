import { EngineError } from '../../../language/basics/errors.ts';
import type {
  DeadLetter,
  DestinationStanding,
  DestinationState,
  Outbox,
  OutboxBatch,
  OutboxItem,
  OutboxOutcome,
  OutboxPosition,
  OutboxWish,
  StoredOutbound,
} from '../../contract/outbox.ts';
import { standingOf, type DestinationRow } from '../../rows/destination-row.ts';
import type { PostgresPool } from '../database/pool.ts';
import type { SessionLocks } from '../database/session-locks.ts';
import { isMockStore } from '../queries/mock-mark.ts';
import { changeUpTo, newestChange, timeOfChange } from './change-times.ts';
import { attemptedOf, deliveriesOf, keepOutcomes, putAttempts } from './delivery-rows.ts';
import { allOutbound, readOutbound } from './outbound-reader.ts';

const CHANGED = 'SELECT object_id AS id, seq FROM changes WHERE seq > $1 ORDER BY seq LIMIT $2';
/** The first that ended comes first. */
const ENDED = `SELECT object_id AS id FROM listings WHERE expires_at > $1 AND expires_at <= $2 AND withdrawn_at IS NULL
  GROUP BY object_id ORDER BY min(expires_at), object_id`;
const END_OF_PART = `SELECT expires_at AS at FROM listings WHERE expires_at > $1 AND expires_at <= $2 AND withdrawn_at IS NULL
  ORDER BY expires_at LIMIT 1 OFFSET $3`;
const BEGIN = `INSERT INTO destinations (name, fingerprint, change, ended) VALUES ($1, $2, 0, $3) ON CONFLICT DO NOTHING`;
const REFUSED =
  'SELECT object_id AS id FROM dead_letters WHERE destination_id = $1 AND object_id > $2 ORDER BY object_id LIMIT $3';
const FAILED = `UPDATE destinations SET failing_since = coalesce(failing_since, $1), failed_at = $1, error_code = $2, error_message = $3
  WHERE name = $4`;
const DEAD = `SELECT d.name AS destination, k.type, k.subtype, coalesce(o.value, o.key) AS value, l.at, l.attempts, l.reason
  FROM dead_letters AS l JOIN destinations AS d ON d.id = l.destination_id JOIN objects AS o ON o.id = l.object_id
  JOIN kinds AS k ON k.id = abs(o.kind_id) WHERE ($1::text IS NULL OR d.name = $1) ORDER BY d.name, l.at, l.object_id`;
const COUNTS = `SELECT (SELECT count(*) FROM changes WHERE seq > $2) AS lag, (SELECT min(seq) FROM changes WHERE seq > $2) AS oldest,
  (SELECT count(*) FROM deliveries WHERE destination_id = $1 AND NOT gone) AS delivered,
  (SELECT count(*) FROM dead_letters WHERE destination_id = $1) AS refused`;
const LATEST_RUN = 'SELECT max(started_at) AS at FROM runs';
const OF_DESTINATION = ['deliveries', 'attempts', 'dead_letters'] as const;

interface Counts {
  readonly lag: number;
  readonly oldest: number | null;
  readonly delivered: number;
  readonly refused: number;
}

/**
 * What goes out of a store on PostgreSQL. Changes are numbered last in their transactions, under a lock that lasts until they are
 * committed: whoever has seen a number has seen all below it.
 */
export class PostgresOutbox implements Outbox {
  readonly #db: PostgresPool;
  readonly #locks: SessionLocks;

  constructor(db: PostgresPool, locks: SessionLocks) {
    this.#db = db;
    this.#locks = locks;
  }

  async names(): Promise<readonly string[]> {
    return (await this.#db.all<{ name: string }>('SELECT name FROM destinations ORDER BY name')).map(({ name }) => name);
  }

  async destinations(): Promise<readonly DestinationState[]> {
    const rows = await this.#db.all<DestinationRow>('SELECT * FROM destinations ORDER BY name');
    return Promise.all(rows.map((row) => this.#state(row)));
  }

  async standing(name: string): Promise<DestinationStanding | undefined> {
    const row = await this.#row(name);
    return row && standingOf(row);
  }

  /** The indexes are there from the beginning. */
  prepare(): void {}

  async begin(name: string, fingerprint: string, now: number): Promise<DestinationStanding> {
    if ((await this.#row(name)) === undefined) await this.#db.run(BEGIN, [name, fingerprint, await this.#time(now)]);
    return standingOf(await this.#known(name));
  }

  async next(name: string, limit: number, now: number, { from, relations }: OutboxWish = {}): Promise<OutboxBatch> {
    const row = { ...(await this.#known(name)), ...from };
    const changed = await this.#db.all<{ id: number; seq: number }>(CHANGED, [row.change, limit]);
    const ids = changed.map(({ id }) => id);
    const position = { change: changed.at(-1)?.seq ?? row.change, ended: row.ended };
    if (changed.length === limit) return { items: await this.#items(row, ids, now, relations), position, isLast: false };
    const until = await this.#time(now);
    const part = await this.#db.get<{ at: number }>(END_OF_PART, [row.ended, until, limit]);
    const to = part?.at ?? Math.max(until, row.ended);
    const ended = await this.#db.all<{ id: number }>(ENDED, [row.ended, to]);
    const all = [...new Set([...ids, ...ended.map(({ id }) => id)])];
    const items = await this.#items(row, all, now, relations);
    return { items, position: { ...position, ended: to }, isLast: part === undefined };
  }

  async refusedItems(
    name: string,
    limit: number,
    after: number,
    now: number,
    { relations }: Pick<OutboxWish, 'relations'> = {},
  ): Promise<OutboxBatch> {
    const row = await this.#known(name);
    const ids = (await this.#db.all<{ id: number }>(REFUSED, [row.id, after, limit])).map(({ id }) => id);
    return { items: await this.#items(row, ids, now, relations), position: row, isLast: ids.length < limit };
  }

  async known(name: string, ids: Iterable<number>): Promise<ReadonlyMap<number, string | undefined>> {
    const rows = await deliveriesOf(this.#db, (await this.#known(name)).id, [...ids]);
    return new Map([...rows.values()].filter(({ gone }) => !gone).map((row) => [row.object_id, row.far ?? undefined]));
  }

  async attempt(name: string, ids: readonly number[]): Promise<void> {
    await putAttempts(this.#db, (await this.#known(name)).id, ids);
  }

  async confirm(
    name: string,
    position: OutboxPosition | undefined,
    outcomes: readonly OutboxOutcome[],
    now: number,
  ): Promise<void> {
    const { id } = await this.#known(name);
    await this.#db.transaction((session) => keepOutcomes(session, id, { position, outcomes, now }));
  }

  async failed(name: string, { code, message }: { readonly code: string; readonly message: string }, now: number): Promise<void> {
    await this.#db.run(FAILED, [now, code, message, name]);
  }

  async rewind(name: string, fingerprint: string): Promise<void> {
    await this.#db.run('UPDATE destinations SET change = 0, fingerprint = $1 WHERE name = $2', [fingerprint, name]);
  }

  async forget(name: string): Promise<void> {
    const row = await this.#row(name);
    if (row === undefined) return;
    await this.#db.transaction(async (session) => {
      for (const table of OF_DESTINATION) await session.run(`DELETE FROM ${table} WHERE destination_id = $1`, [row.id]);
      await session.run('DELETE FROM destinations WHERE id = $1', [row.id]);
    });
  }

  deadLetters(name: string | undefined): AsyncIterable<DeadLetter> {
    return this.#db.iterate<DeadLetter>(DEAD, [name ?? null]);
  }

  async newest(now: number): Promise<OutboxPosition> {
    return { change: await newestChange(this.#db), ended: await this.#time(now) };
  }

  async lock(name: string): Promise<() => Promise<void>> {
    const lock = `push ${name}`;
    if ((await this.#locks.take(lock)) === 'taken') return () => this.#locks.release(lock);
    throw new EngineError('store.locked', `Another run of the push to ${name} is under way in this store.`, {
      hint: 'Wait until it has ended. A run that was killed holds no lock.',
    });
  }

  async changesAfter(change: number, limit: number, now: number): Promise<readonly StoredOutbound[]> {
    const ids = (await this.#db.all<{ id: number }>(CHANGED, [change, limit])).map(({ id }) => id);
    return readOutbound(this.#db, ids, await this.#time(now), 'both');
  }

  timeOfChange(change: number): Promise<number> {
    return timeOfChange(this.#db, change);
  }

  changeUpTo(moment: number): Promise<number> {
    return changeUpTo(this.#db, moment);
  }

  async *all(
    now: number,
    { takenBack = false }: { readonly takenBack?: boolean | undefined } = {},
  ): AsyncGenerator<StoredOutbound, void> {
    yield* allOutbound(this.#db, await this.#time(now), takenBack);
  }

  async heads(ids: readonly number[], now: number): Promise<readonly StoredOutbound[]> {
    return readOutbound(this.#db, ids, await this.#time(now), 'none');
  }

  /** A mock's data has a clock of its own: that of its latest run. */
  async #time(now: number): Promise<number> {
    if ((await isMockStore(this.#db)) !== true) return now;
    return (await this.#db.get<{ at: number | null }>(LATEST_RUN))?.at ?? now;
  }

  /** What is new to a destination comes with the relations that end at it: their beginnings may have gone out before. */
  async #items(
    row: DestinationRow,
    ids: readonly number[],
    now: number,
    relations: OutboxWish['relations'],
  ): Promise<readonly OutboxItem[]> {
    const delivered = await deliveriesOf(this.#db, row.id, ids);
    const attempted = await attemptedOf(this.#db, row.id, ids);
    const isKnown = (id: number): boolean => delivered.get(id)?.gone === false;
    const at = await this.#time(now);
    const read = new Map<number, StoredOutbound>();
    for (const [known, some] of Map.groupBy(ids, isKnown)) {
      const objects = await readOutbound(this.#db, some, at, known || relations === 'own' ? 'outgoing' : 'both');
      for (const object of objects) read.set(object.id, object);
    }
    return ids.flatMap((id) => {
      const object = read.get(id);
      const far = delivered.get(id)?.far ?? undefined;
      return object === undefined ? [] : [{ object, known: isKnown(id), attempted: attempted.has(id), far }];
    });
  }

  #row(name: string): Promise<DestinationRow | undefined> {
    return this.#db.get<DestinationRow>('SELECT * FROM destinations WHERE name = $1', [name]);
  }

  async #known(name: string): Promise<DestinationRow> {
    const row = await this.#row(name);
    if (row === undefined) throw new Error(`the destination ${name} was never begun`);
    return row;
  }

  async #state(row: DestinationRow): Promise<DestinationState> {
    const counts = (await this.#db.get<Counts>(COUNTS, [row.id, row.change])) as Counts;
    const { lag, oldest, delivered, refused } = counts;
    const behindSince = oldest === null ? undefined : Math.floor((await timeOfChange(this.#db, oldest)) / 1000);
    return { ...standingOf(row), lag, behindSince, delivered, refused };
  }
}
