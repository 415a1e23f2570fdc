import type { OutboxOutcome, OutboxPosition } from '../../contract/outbox.ts';
import { MAX_REASON } from '../../rows/destination-row.ts';
import type { Queryable } from '../database/query.ts';

/** What a destination has of an object. */
export interface DeliveryRow {
  readonly object_id: number;
  readonly far: string | null;
  /** It was told that the object counts no longer. */
  readonly gone: boolean;
}

const AMONG = 'destination_id = $1 AND object_id = ANY($2::bigint[])';
const FAR = `SELECT object_id, far, gone FROM deliveries WHERE ${AMONG}`;
const ATTEMPTED = `SELECT object_id FROM attempts WHERE ${AMONG}`;
const ATTEMPT =
  'INSERT INTO attempts SELECT DISTINCT $1::bigint, e.id FROM unnest($2::bigint[]) AS e (id) ON CONFLICT DO NOTHING';
const SETTLE = `DELETE FROM attempts WHERE ${AMONG}`;
const PARDON = `DELETE FROM dead_letters WHERE ${AMONG}`;
const DELIVER = `INSERT INTO deliveries SELECT $1::bigint, e.id, e.far, e.gone FROM unnest($2::bigint[], $3::text[], $4::boolean[]) AS e (id, far, gone)
  ON CONFLICT (destination_id, object_id) DO UPDATE SET far = coalesce(excluded.far, deliveries.far), gone = excluded.gone`;
const REFUSE = `INSERT INTO dead_letters SELECT $1::bigint, e.id, $4, 1, e.reason FROM unnest($2::bigint[], $3::text[]) AS e (id, reason)
  ON CONFLICT (destination_id, object_id) DO UPDATE SET at = excluded.at, attempts = dead_letters.attempts + 1, reason = excluded.reason`;
const MOVE = 'UPDATE destinations SET change = $1, ended = $2 WHERE id = $3';
const CONFIRM = `UPDATE destinations SET confirmed_at = $1, failing_since = NULL, failed_at = NULL, error_code = NULL, error_message = NULL
  WHERE id = $2`;

/** Of these objects those that it was told of, each with what it said. */
export const deliveriesOf = async (
  db: Queryable,
  destination: number,
  ids: readonly number[],
): Promise<ReadonlyMap<number, DeliveryRow>> =>
  new Map((await db.all<DeliveryRow>(FAR, [destination, ids])).map((row) => [row.object_id, row]));

/** Of these objects those that were sent and never confirmed. */
export const attemptedOf = async (db: Queryable, destination: number, ids: readonly number[]): Promise<ReadonlySet<number>> =>
  new Set((await db.all<{ object_id: number }>(ATTEMPTED, [destination, ids])).map((row) => row.object_id));

export const putAttempts = async (db: Queryable, destination: number, ids: readonly number[]): Promise<void> => {
  if (ids.length > 0) await db.run(ATTEMPT, [destination, ids]);
};

/** Of an object that stands there twice what became of it last. */
const lastOfEach = (outcomes: readonly OutboxOutcome[]): readonly OutboxOutcome[] => [
  ...new Map(outcomes.map((one) => [one.id, one])).values(),
];

type Refused = Extract<OutboxOutcome, { kind: 'refused' }>;
type Told = Extract<OutboxOutcome, { kind: 'delivered' | 'taken-back' }>;

const idsOf = (outcomes: readonly OutboxOutcome[]): readonly number[] => outcomes.map(({ id }) => id);

/** Keeps what became of a batch together with the position behind it; inside a transaction. */
export const keepOutcomes = async (
  db: Queryable,
  destination: number,
  {
    position,
    outcomes,
    now,
  }: { readonly position: OutboxPosition | undefined; readonly outcomes: readonly OutboxOutcome[]; readonly now: number },
): Promise<void> => {
  const all = lastOfEach(outcomes);
  const refused = all.filter((one): one is Refused => one.kind === 'refused');
  const told = all.filter((one): one is Told => one.kind === 'delivered' || one.kind === 'taken-back');
  const reasons = refused.map(({ reason }) => reason.slice(0, MAX_REASON));
  if (refused.length > 0) await db.run(REFUSE, [destination, idsOf(refused), reasons, now]);
  await db.run(PARDON, [destination, idsOf(all.filter(({ kind }) => kind !== 'refused'))]);
  if (told.length > 0) {
    const fars = told.map(({ far }) => far ?? null);
    await db.run(DELIVER, [destination, idsOf(told), fars, told.map(({ kind }) => kind === 'taken-back')]);
  }
  await db.run(SETTLE, [destination, idsOf(all.filter((one) => one.kind !== 'refused' || one.isThere !== true))]);
  if (position !== undefined) await db.run(MOVE, [position.change, position.ended, destination]);
  await db.run(CONFIRM, [now, destination]);
};
