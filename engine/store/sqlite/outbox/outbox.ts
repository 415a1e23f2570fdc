import type { Database } from '../../../disk/database.ts';
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
import { MAX_REASON, standingOf, type DestinationRow } from '../../rows/destination-row.ts';
import type { Dictionaries } from '../database/dictionaries.ts';
import { instanceHash, type StoreFiles } from '../database/store-files.ts';
import { InstanceLock } from '../instance/instance-lock.ts';
import { isMockStore } from '../database/mock-mark.ts';
import { changeUpTo, timeOfChange } from './change-times.ts';
import { OutboundReader } from './outbound-reader.ts';

interface DeliveryRow {
  readonly object_id: number;
  readonly far: string | null;
  readonly gone: 0 | 1;
}

/** Made with the first destination: feeds without one don't pay for them. */
const INDEXES = `CREATE INDEX IF NOT EXISTS objects_seq ON objects (seq);
  CREATE INDEX IF NOT EXISTS listings_end ON listings (expires_at) WHERE expires_at IS NOT NULL;`;
const CHANGED = 'SELECT id, seq FROM objects WHERE seq > ? ORDER BY seq LIMIT ?';
const ENDED = `SELECT DISTINCT object_id AS id FROM listings WHERE expires_at > ?1 AND expires_at <= ?2 AND withdrawn_at IS NULL`;
const END_OF_PART = `SELECT expires_at AS at FROM listings WHERE expires_at > ?1 AND expires_at <= ?2 ORDER BY expires_at LIMIT 1 OFFSET ?3`;
const FAR = `SELECT d.object_id, d.far, d.gone FROM json_each(?2) AS e CROSS JOIN deliveries AS d ON d.object_id = e.value
  WHERE d.destination_id = ?1`;
const ATTEMPTED = 'SELECT object_id FROM attempts WHERE destination_id = ?1 AND object_id IN (SELECT value FROM json_each(?2))';
const ATTEMPT = 'INSERT OR IGNORE INTO attempts SELECT ?1, value FROM json_each(?2)';
const SETTLE = 'DELETE FROM attempts WHERE destination_id = ?1 AND object_id IN (SELECT value FROM json_each(?2))';
const DELIVER = `INSERT INTO deliveries VALUES (?1, ?2, ?3, ?4)
  ON CONFLICT DO UPDATE SET far = coalesce(excluded.far, far), gone = excluded.gone`;
const REFUSE = `INSERT INTO dead_letters VALUES (?, ?, ?, 1, ?)
  ON CONFLICT DO UPDATE SET at = excluded.at, attempts = attempts + 1, reason = excluded.reason`;
const DEAD = `SELECT d.name AS destination, k.type, k.subtype, coalesce(o.value, o.key) AS value, l.at, l.attempts, l.reason
  FROM dead_letters AS l JOIN destinations AS d ON d.id = l.destination_id JOIN objects AS o ON o.id = l.object_id
  JOIN kinds AS k ON k.id = abs(o.kind_id) WHERE (?1 IS NULL OR d.name = ?1) ORDER BY d.name, l.at, l.object_id`;

/** What goes out of a store in SQLite. */
export class SqliteOutbox implements Outbox {
  readonly #db: Database;
  readonly #files: StoreFiles;
  readonly #reader: OutboundReader;

  constructor(db: Database, dictionaries: Dictionaries, files: StoreFiles) {
    this.#db = db;
    this.#files = files;
    this.#reader = new OutboundReader(db, dictionaries);
  }

  destinations(): readonly DestinationState[] {
    return this.#db.all<DestinationRow>('SELECT * FROM destinations ORDER BY name').map((row) => this.#state(row));
  }

  names(): readonly string[] {
    return this.#db.all<{ name: string }>('SELECT name FROM destinations ORDER BY name').map(({ name }) => name);
  }

  standing(name: string): DestinationStanding | undefined {
    const row = this.#row(name);
    return row === undefined ? undefined : standingOf(row);
  }

  prepare(): void {
    this.#db.transaction(() => this.#db.exec(INDEXES));
  }

  begin(name: string, fingerprint: string, now: number): DestinationStanding {
    if (this.#row(name) === undefined)
      this.#db.transaction(() => {
        this.#db.exec(INDEXES);
        this.#db.run(
          'INSERT OR IGNORE INTO destinations (name, fingerprint, change, ended) VALUES (?, ?, 0, ?)',
          name,
          fingerprint,
          this.#time(now),
        );
      });
    return standingOf(this.#known(name));
  }

  next(name: string, limit: number, now: number, { from, relations }: OutboxWish = {}): OutboxBatch {
    const row = { ...this.#known(name), ...from };
    const items = (ids: readonly number[]): readonly OutboxItem[] => this.#items(row, ids, now, relations);
    const changed = this.#db.all<{ id: number; seq: number }>(CHANGED, row.change, limit);
    const ids = changed.map(({ id }) => id);
    const position = { change: changed.at(-1)?.seq ?? row.change, ended: row.ended };
    if (changed.length === limit) return { items: items(ids), position, isLast: false };
    const until = this.#time(now);
    const part = this.#db.get<{ at: number }>(END_OF_PART, row.ended, until, limit);
    const to = part?.at ?? Math.max(until, row.ended);
    const ended = this.#db.all<{ id: number }>(ENDED, row.ended, to).map(({ id }) => id);
    const all = [...new Set([...ids, ...ended])];
    return { items: items(all), position: { ...position, ended: to }, isLast: part === undefined };
  }

  refusedItems(
    name: string,
    limit: number,
    after: number,
    now: number,
    { relations }: Pick<OutboxWish, 'relations'> = {},
  ): OutboxBatch {
    const row = this.#known(name);
    const found = this.#db.all<{ id: number }>(
      'SELECT object_id AS id FROM dead_letters WHERE destination_id = ? AND object_id > ? ORDER BY object_id LIMIT ?',
      row.id,
      after,
      limit,
    );
    const ids = found.map(({ id }) => id);
    return { items: this.#items(row, ids, now, relations), position: row, isLast: found.length < limit };
  }

  known(name: string, ids: Iterable<number>): ReadonlyMap<number, string | undefined> {
    const rows = this.#deliveries(this.#known(name), [...ids]);
    return new Map([...rows.values()].filter(({ gone }) => gone === 0).map((row) => [row.object_id, row.far ?? undefined]));
  }

  attempt(name: string, ids: readonly number[]): void {
    if (ids.length === 0) return;
    const { id } = this.#known(name);
    this.#db.transaction(() => this.#db.run(ATTEMPT, id, JSON.stringify(ids)), true);
  }

  confirm(name: string, position: OutboxPosition | undefined, outcomes: readonly OutboxOutcome[], now: number): void {
    const { id: destination } = this.#known(name);
    this.#db.transaction(() => {
      for (const outcome of outcomes) this.#keep(destination, outcome, now);
      const settled = outcomes.filter((one) => one.kind !== 'refused' || one.isThere !== true);
      this.#db.run(SETTLE, destination, JSON.stringify(settled.map(({ id }) => id)));
      if (position !== undefined)
        this.#db.run('UPDATE destinations SET change = ?, ended = ? WHERE id = ?', position.change, position.ended, destination);
      this.#db.run(
        `UPDATE destinations SET confirmed_at = ?, failing_since = NULL, failed_at = NULL, error_code = NULL, error_message = NULL
          WHERE id = ?`,
        now,
        destination,
      );
    }, true);
  }

  failed(name: string, { code, message }: { readonly code: string; readonly message: string }, now: number): void {
    this.#db.transaction(() =>
      this.#db.run(
        `UPDATE destinations SET failing_since = coalesce(failing_since, ?1), failed_at = ?1, error_code = ?2, error_message = ?3
          WHERE name = ?4`,
        now,
        code,
        message,
        name,
      ),
    );
  }

  rewind(name: string, fingerprint: string): void {
    this.#db.transaction(() =>
      this.#db.run('UPDATE destinations SET change = 0, fingerprint = ? WHERE name = ?', fingerprint, name),
    );
  }

  forget(name: string): void {
    const row = this.#row(name);
    if (row === undefined) return;
    this.#db.transaction(() => {
      for (const table of ['deliveries', 'attempts', 'dead_letters'])
        this.#db.run(`DELETE FROM ${table} WHERE destination_id = ?`, row.id);
      this.#db.run('DELETE FROM destinations WHERE id = ?', row.id);
    });
  }

  deadLetters(name: string | undefined): Iterable<DeadLetter> {
    return this.#db.iterate<DeadLetter>(DEAD, name ?? null);
  }

  newest(now: number): OutboxPosition {
    const change = this.#db.get<{ value: number }>(`SELECT value FROM counter WHERE name = 'changes'`)?.value ?? 0;
    return { change, ended: this.#time(now) };
  }

  lock(name: string, now: number): () => void {
    const key = { feed: `the push to ${name}`, instance: '', partition: '', source: '' };
    const lock = InstanceLock.take(this.#files.lock(instanceHash(key)), key, now);
    return () => lock.release();
  }

  changesAfter(change: number, limit: number, now: number): readonly StoredOutbound[] {
    const ids = this.#db.all<{ id: number }>(CHANGED, change, limit).map(({ id }) => id);
    return this.#reader.read(ids, this.#time(now), 'both');
  }

  timeOfChange(change: number): number {
    return timeOfChange(this.#db, change);
  }

  changeUpTo(moment: number): number {
    return changeUpTo(this.#db, moment);
  }

  all(now: number, { takenBack = false }: { readonly takenBack?: boolean | undefined } = {}): Iterable<StoredOutbound> {
    return this.#reader.all(this.#time(now), takenBack);
  }

  heads(ids: readonly number[], now: number): readonly StoredOutbound[] {
    return this.#reader.read(ids, this.#time(now), 'none');
  }

  /** A mock's data has a clock of its own: that of its latest run. */
  #time(now: number): number {
    if (isMockStore(this.#db) !== true) return now;
    return this.#db.get<{ at: number | null }>('SELECT max(started_at) AS at FROM runs')?.at ?? now;
  }

  /** What is new to a destination comes with the relations that end at it: their beginnings may have gone out before. */
  #items(row: DestinationRow, ids: readonly number[], now: number, relations: OutboxWish['relations']): readonly OutboxItem[] {
    const delivered = this.#deliveries(row, ids);
    const attempted = new Set(
      this.#db.all<{ object_id: number }>(ATTEMPTED, row.id, JSON.stringify(ids)).map(({ object_id }) => object_id),
    );
    const isKnown = (id: number): boolean => delivered.get(id)?.gone === 0;
    const at = this.#time(now);
    const read = new Map<number, StoredOutbound>();
    for (const [known, some] of Map.groupBy(ids, isKnown))
      for (const object of this.#reader.read(some, at, known || relations === 'own' ? 'outgoing' : 'both'))
        read.set(object.id, object);
    return ids.flatMap((id) => {
      const object = read.get(id);
      const far = delivered.get(id)?.far ?? undefined;
      return object === undefined ? [] : [{ object, known: isKnown(id), attempted: attempted.has(id), far }];
    });
  }

  #deliveries({ id }: DestinationRow, ids: readonly number[]): ReadonlyMap<number, DeliveryRow> {
    const rows = this.#db.all<DeliveryRow>(FAR, id, JSON.stringify(ids));
    return new Map(rows.map((row) => [row.object_id, row]));
  }

  #keep(destination: number, outcome: OutboxOutcome, now: number): void {
    const { id } = outcome;
    if (outcome.kind === 'refused') return void this.#db.run(REFUSE, destination, id, now, outcome.reason.slice(0, MAX_REASON));
    this.#db.run('DELETE FROM dead_letters WHERE destination_id = ? AND object_id = ?', destination, id);
    if (outcome.kind === 'passed-over') return;
    this.#db.run(DELIVER, destination, id, outcome.far ?? null, outcome.kind === 'taken-back' ? 1 : 0);
  }

  #row(name: string): DestinationRow | undefined {
    return this.#db.get<DestinationRow>('SELECT * FROM destinations WHERE name = ?', name);
  }

  #known(name: string): DestinationRow {
    const row = this.#row(name);
    if (row === undefined) throw new Error(`the destination ${name} was never begun`);
    return row;
  }

  #state(row: DestinationRow): DestinationState {
    const count = (sql: string, ...values: readonly (string | number)[]): number =>
      this.#db.get<{ n: number }>(sql, ...values)?.n ?? 0;
    const lag = count('SELECT count(*) AS n FROM objects WHERE seq > ?', row.change);
    const oldest =
      lag === 0 ? undefined : this.#db.get<{ seq: number }>('SELECT min(seq) AS seq FROM objects WHERE seq > ?', row.change);
    return {
      ...standingOf(row),
      lag,
      behindSince: oldest === undefined ? undefined : Math.floor(timeOfChange(this.#db, oldest.seq) / 1000),
      delivered: count('SELECT count(*) AS n FROM deliveries WHERE destination_id = ? AND gone = 0', row.id),
      refused: count('SELECT count(*) AS n FROM dead_letters WHERE destination_id = ?', row.id),
    };
  }
}
