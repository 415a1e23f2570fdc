import { fell, type Held } from './settle.ts';
import type { QueueParts } from './queue-parts.ts';

/** Who lives, and with what. */
export interface Living {
  /** Its name: the host, the process, and a part by chance. */
  readonly id: string;
  readonly kind: 'worker' | 'serve';
  /** Runs that it does at once. */
  readonly runs: number;
}

/** What a worker is told when it says that it lives. */
export interface Heard {
  /** The takings that are still its own, by their tokens; `stop`: somebody wants it stopped. */
  readonly mine: ReadonlyMap<number, Held & { readonly stop: boolean }>;
  /** Somebody looks on: events of runs are worth telling. */
  readonly isWatched: boolean;
}

/** Says that somebody lives. */
export const beat = async ({ db: { pool, schema } }: QueueParts, { id, kind, runs }: Living): Promise<Heard> => {
  await pool.run(
    `INSERT INTO ${schema}.workers (id, kind, runs) VALUES ($1, $2, $3)
     ON CONFLICT (id) DO UPDATE SET beat = now(), runs = excluded.runs`,
    [id, kind, runs],
  );
  const mine = await pool.all<Held & { readonly stop: boolean }>(
    `SELECT job, token, tenant, name, stop FROM ${schema}.takes WHERE worker = $1`,
    [id],
  );
  const watching = await pool.get(`SELECT 1 FROM ${schema}.workers WHERE kind = 'serve' LIMIT 1`);
  return { mine: new Map(mine.map((one) => [one.token, one])), isWatched: watching !== undefined };
};

/** It ends, and has nothing in hand any more. */
export const leave = async ({ db: { pool, schema } }: QueueParts, id: string): Promise<void> => {
  await pool.run(`DELETE FROM ${schema}.workers WHERE id = $1`, [id]);
};

/** What was found in the hands of the dead. */
export interface Swept {
  readonly lost: readonly (Held & { readonly worker: string })[];
  /** Those of them that are dead letters now. */
  readonly dead: readonly string[];
}

/** Gives back what workers had in hand that have not said for so long, s, that they live: each run goes on elsewhere. */
export const sweep = async (parts: QueueParts, silence: number): Promise<Swept> => {
  const { pool, schema } = parts.db;
  const found = await pool.all<Held & { readonly worker: string }>(
    `SELECT k.job, k.token, k.tenant, k.name, k.worker FROM ${schema}.takes k LEFT JOIN ${schema}.workers w ON w.id = k.worker
     WHERE w.id IS NULL OR w.beat < now() - $1 * interval '1 second' ORDER BY k.tenant, k.name`,
    [silence],
  );
  const lost: typeof found = [];
  const dead: string[] = [];
  for (const one of found) {
    const became = await fell(parts, one);
    if (became !== undefined) lost.push(one);
    if (became === 'dead') dead.push(one.job);
  }
  await pool.run(
    `DELETE FROM ${schema}.workers w WHERE w.beat < now() - $1 * interval '1 second'
    AND NOT EXISTS (SELECT 1 FROM ${schema}.takes k WHERE k.worker = w.id)`,
    [silence],
  );
  return { lost, dead };
};

/** Puts away what has long ended. */
export const tidy = async ({ boss }: QueueParts): Promise<void> => {
  await boss.archive();
  // Its types call it `purge`.
  await (boss as unknown as { readonly drop: () => Promise<void> }).drop();
};
