/** The run that is undone, as its own row and that of its instance keep it. */
import type { Json } from '../../../language/basics/json.ts';
import type { Checkpoint } from '../../contract/store.ts';
import type { PendingUndo } from '../../contract/undo.ts';
import type { Queryable } from '../database/query.ts';

const OF_RUN = 'run = $1 AND instance_id = $2';

/** As JSON; the state is a text in it, since a text may hold what JSON of PostgreSQL can't. */
const KEEP = `UPDATE runs AS r SET before = json_build_array(i.until_at, i.state)::text FROM instances AS i
  WHERE r.run = $1 AND r.instance_id = $2 AND i.id = $2 AND r.before IS NULL`;

/** The checkpoint is about to be moved by the run: where it stands now is kept, the first time. */
export const keepBefore = async (db: Queryable, instanceId: number, run: string): Promise<void> =>
  void (await db.run(KEEP, [run, instanceId]));

/** What a run keeps of itself for its undoing. */
export interface KeptOfRun {
  readonly id: number;
  /** All is kept that the run has changed. */
  readonly isKept: boolean;
  /** It was asked for a range of its own. */
  readonly isManual: boolean;
  /** The checkpoint before the run moved it; undefined: it did not. */
  readonly before: Checkpoint | undefined;
  /** What is asked for, once it is being undone. */
  readonly undoing: PendingUndo | undefined;
}

interface Row {
  readonly id: number;
  readonly keeps: boolean;
  readonly plan: string;
  readonly before: string | null;
  readonly status: string;
  readonly undo: string | null;
}

const checkpointIn = (before: string): Checkpoint => {
  const [until, state] = JSON.parse(before) as [number | null, string | null];
  return { until: until ?? undefined, state: state === null ? undefined : (JSON.parse(state) as Json) };
};

export const keptOfRun = async (db: Queryable, instanceId: number, run: string): Promise<KeptOfRun | undefined> => {
  const row = await db.get<Row>(`SELECT id, keeps, plan, before, status, undo FROM runs WHERE ${OF_RUN}`, [run, instanceId]);
  if (row === undefined) return undefined;
  return {
    id: row.id,
    isKept: row.keeps,
    isManual: (JSON.parse(row.plan) as { manual?: boolean }).manual === true,
    before: row.before === null ? undefined : checkpointIn(row.before),
    undoing:
      row.status === 'undoing' && row.undo !== null ? { run, ...(JSON.parse(row.undo) as Omit<PendingUndo, 'run'>) } : undefined,
  };
};

/** From here on a crash goes on with it. */
export const beginUndo = async (db: Queryable, instanceId: number, { run, ...undo }: PendingUndo): Promise<void> =>
  void (await db.run(`UPDATE runs SET status = 'undoing', undo = $3 WHERE ${OF_RUN}`, [run, instanceId, JSON.stringify(undo)]));

const GIVE_UP = `UPDATE runs SET status = 'abandoned', ended_at = coalesce(ended_at, $2)
  WHERE id = (SELECT max(id) FROM runs WHERE instance_id = $1) AND status IN ('running', 'interrupted', 'failed')`;
/** Who went further back by hand meant it. */
const MOVE_BACK = `UPDATE instances SET until_at = $1::bigint, state = $2
  WHERE id = $3 AND (until_at IS NULL OR $1::bigint IS NULL OR until_at >= $1::bigint)`;

/** The last commit: the checkpoint goes back with it. Inside a transaction. */
export const endUndo = async (db: Queryable, instanceId: number, { run, wish, mark }: PendingUndo): Promise<void> => {
  const kept = await keptOfRun(db, instanceId, run);
  await db.run(`UPDATE runs SET status = 'undone', ended_at = coalesce(ended_at, $3) WHERE ${OF_RUN}`, [
    run,
    instanceId,
    wish.now,
  ]);
  await db.run(`UPDATE windows SET status = 'undone' WHERE status = 'done' AND run_id = $1`, [kept?.id]);
  // What is known of rows by heart was made of what is no longer there.
  await db.run('UPDATE instances SET revision = revision + 1 WHERE id = $1', [instanceId]);
  await db.run('DELETE FROM listed WHERE instance_id = $1', [instanceId]);
  if (wish.next === 'skip') return;
  if (mark !== undefined) await db.run('UPDATE instances SET hold = $1 WHERE id = $2', [mark, instanceId]);
  if (kept?.before === undefined) return;
  // A later run that was cut off would go on behind what is to be fetched again, and take the checkpoint past it.
  await db.run(GIVE_UP, [instanceId, wish.now]);
  const { until, state } = kept.before;
  await db.run(MOVE_BACK, [until, state === undefined ? null : JSON.stringify(state), instanceId]);
};

const OLD = `SELECT id FROM runs WHERE keeps AND status NOT IN ('running', 'interrupted', 'held', 'undoing') AND started_at < $1`;
/** By an index: each run of an instance asks for it as it begins. */
const OLD_OF_INSTANCE = `${OLD} AND instance_id = $2 LIMIT 100`;
/** Rows that one statement forgets. */
const AT_ONCE = 20_000;
const FORGET = `DELETE FROM undo_rows WHERE run_id = $1
  AND number IN (SELECT number FROM undo_rows WHERE run_id = $1 LIMIT ${AT_ONCE})`;

/** Forgets what runs that began before then have replaced: they can't be undone any more. Gives how many. */
export const forgetReplaced = async (db: Queryable, before: number, instanceId?: number): Promise<number> => {
  const look = (): Promise<readonly { readonly id: number }[]> =>
    instanceId === undefined ? db.all(`${OLD} LIMIT 100`, [before]) : db.all(OLD_OF_INSTANCE, [before, instanceId]);
  let forgotten = 0;
  for (;;) {
    const ids = await look();
    if (ids.length === 0) return forgotten;
    for (const { id } of ids) {
      // First, since what is kept in part is not kept.
      await db.run('UPDATE runs SET keeps = false WHERE id = $1', [id]);
      while ((await db.run(FORGET, [id])) === AT_ONCE);
    }
    forgotten += ids.length;
  }
};
