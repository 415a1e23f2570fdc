import type { InstanceOf } from '../job.ts';
import { type QueueParts, tell, toldChannel } from './queue-parts.ts';

/** What is kept of an instance, for all who decide its turns. Times in ms since epoch. */
export interface Turn {
  readonly name: string;
  /** Since when it is known. */
  readonly known: number;
  readonly served: number;
  readonly paused: { readonly since: number; readonly by: string } | undefined;
  readonly hold: boolean;
  /** As JSON, of whoever decides. */
  readonly missed: unknown;
}

interface Row {
  readonly name: string;
  readonly known: number;
  readonly served: number;
  readonly paused_at: number | null;
  readonly paused_by: string | null;
  readonly hold: boolean;
  readonly missed: unknown;
}

const turnOf = ({ name, known, served, paused_at, paused_by, hold, missed }: Row): Turn => ({
  name,
  known,
  served,
  paused: paused_at === null ? undefined : { since: paused_at, by: paused_by ?? '' },
  hold,
  missed: missed ?? undefined,
});

/** Makes those known that are not yet, as of `now`; gives what is kept of each. */
export const meetTurns = async (
  { db: { pool, schema } }: QueueParts,
  tenant: string,
  names: readonly string[],
  now: number,
): Promise<readonly Turn[]> => {
  await pool.run(
    `INSERT INTO ${schema}.turns (tenant, name, known) SELECT $1, e.name, $3 FROM unnest($2::text[]) AS e (name)
     ON CONFLICT (tenant, name) DO UPDATE SET known = excluded.known WHERE turns.known = 0`,
    [tenant, names.toSorted(), now],
  );
  const rows = await pool.all<Row>(
    `SELECT name, known, served, paused_at, paused_by, hold, missed FROM ${schema}.turns WHERE tenant = $1 AND name = ANY($2)`,
    [tenant, names],
  );
  return rows.map(turnOf);
};

/** What somebody has changed of an instance. */
export interface TurnChange {
  readonly paused?: Turn['paused'] | null;
  readonly hold?: boolean;
  readonly missed?: unknown;
  /** Turns up to here were passed: nothing makes up for them. */
  readonly served?: number;
}

/** Others who look on are told. */
export const changeTurn = (parts: QueueParts, { tenant, name }: InstanceOf, change: TurnChange): Promise<void> =>
  parts.db.pool.transaction(async (db) => {
    const { schema } = parts.db;
    const { paused, hold, missed, served } = change;
    await db.run(
      `UPDATE ${schema}.turns SET
         paused_at = CASE WHEN $3 THEN $4::bigint ELSE paused_at END, paused_by = CASE WHEN $3 THEN $5 ELSE paused_by END,
         hold = coalesce($6::boolean, hold), missed = coalesce($7::jsonb, missed),
         served = greatest(served, coalesce($8::bigint, served)), decided = greatest(decided, coalesce($8::bigint, decided))
       WHERE tenant = $1 AND name = $2`,
      [
        tenant,
        name,
        paused !== undefined,
        paused?.since ?? null,
        paused?.by ?? null,
        hold ?? null,
        missed === undefined ? null : JSON.stringify(missed),
        served ?? null,
      ],
    );
    await tell(db, toldChannel(schema), { kind: 'turn', tenant, name });
  });
