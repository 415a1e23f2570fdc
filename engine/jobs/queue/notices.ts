import type { QueueParts } from './queue-parts.ts';

/** A state of a feed that is to be told, and what was told before; undefined: nothing. */
export interface ToldChange {
  readonly name: string;
  readonly before: string | undefined;
  readonly state: string;
}

export interface NewNotice {
  readonly webhooks: readonly string[];
  readonly body: string;
  /** ms since epoch */
  readonly at: number;
}

export interface WaitingNotice {
  readonly id: number;
  readonly body: string;
}

/** The states that were told last, by name. */
export const toldStates = async ({ db: { pool, schema } }: QueueParts, tenant: string): Promise<ReadonlyMap<string, string>> => {
  const rows = await pool.all<{ name: string; state: string }>(`SELECT name, state FROM ${schema}.told WHERE tenant = $1`, [
    tenant,
  ]);
  return new Map(rows.map(({ name, state }) => [name, state]));
};

/** Keeps the state, and what is to be told of it, together. False: another has told of it. */
export const keepTold = (
  { db: { pool, schema } }: QueueParts,
  tenant: string,
  { name, before, state }: ToldChange,
  { webhooks, body, at }: NewNotice,
): Promise<boolean> =>
  pool.transaction(async (db) => {
    const count =
      before === undefined
        ? await db.run(`INSERT INTO ${schema}.told VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, [tenant, name, state])
        : await db.run(`UPDATE ${schema}.told SET state = $3 WHERE tenant = $1 AND name = $2 AND state = $4`, [
            tenant,
            name,
            state,
            before,
          ]);
    if (count === 0) return false;
    await db.run(
      `INSERT INTO ${schema}.notices (tenant, webhook, body, at) SELECT $1, e.webhook, $3, $4 FROM unnest($2::text[]) AS e (webhook)`,
      [tenant, webhooks, body, at],
    );
    return true;
  });

/** The oldest notice that the webhook has not taken. Those from before `since` are let go. */
export const nextNotice = async (
  { db: { pool, schema } }: QueueParts,
  tenant: string,
  webhook: string,
  since: number,
): Promise<WaitingNotice | undefined> => {
  await pool.run(`DELETE FROM ${schema}.notices WHERE tenant = $1 AND at < $2`, [tenant, since]);
  return pool.get<WaitingNotice>(
    `SELECT id, body FROM ${schema}.notices WHERE tenant = $1 AND webhook = $2 ORDER BY id LIMIT 1`,
    [tenant, webhook],
  );
};

export const noticeTaken = async ({ db: { pool, schema } }: QueueParts, id: number): Promise<void> => {
  await pool.run(`DELETE FROM ${schema}.notices WHERE id = $1`, [id]);
};
