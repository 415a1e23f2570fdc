/** The run that is undone, as its own row and that of its instance keep it. */
import type { Database } from '../../../disk/database.ts';
import type { Checkpoint } from '../../contract/store.ts';
import type { PendingUndo } from '../../contract/undo.ts';

type StoredCheckpoint = Partial<Checkpoint>;

const CHECKPOINT = `json_object('until', until_at, 'state', json(coalesce(state, 'null')))`;

/** The checkpoint is about to be moved by the run: where it stands now is kept, the first time. */
export const keepBefore = (db: Database, instanceId: number, run: string): void =>
  void db.run(
    `UPDATE runs SET before = (SELECT ${CHECKPOINT} FROM instances WHERE id = ?1) WHERE run = ?2 AND instance_id = ?1 AND before IS NULL`,
    instanceId,
    run,
  );

/** The checkpoint before the run moved it; undefined: it did not. */
export const checkpointBefore = (db: Database, instanceId: number, run: string): Checkpoint | undefined => {
  const text = db.get<{ before: string | null }>(
    'SELECT before FROM runs WHERE run = ? AND instance_id = ?',
    run,
    instanceId,
  )?.before;
  if (text === null || text === undefined) return undefined;
  const { until, state } = JSON.parse(text) as { readonly [N in keyof StoredCheckpoint]: StoredCheckpoint[N] | null };
  return { until: until ?? undefined, state: state ?? undefined };
};

/** Is all kept that the run has changed? */
export const isKept = (db: Database, instanceId: number, run: string): boolean =>
  db.get<{ keeps: number }>('SELECT keeps FROM runs WHERE run = ? AND instance_id = ?', run, instanceId)?.keeps === 1;

/** Was the run asked for a range of its own? */
export const isManual = (db: Database, instanceId: number, run: string): boolean =>
  db.get<{ manual: number | null }>(
    `SELECT plan ->> '$.manual' AS manual FROM runs WHERE run = ? AND instance_id = ?`,
    run,
    instanceId,
  )?.manual === 1;

export const pendingUndo = (db: Database, instanceId: number): PendingUndo | undefined => {
  const row = db.get<{ run: string; undo: string }>(
    `SELECT run, undo FROM runs WHERE instance_id = ? AND status = 'undoing'`,
    instanceId,
  );
  return row === undefined ? undefined : { run: row.run, ...(JSON.parse(row.undo) as Omit<PendingUndo, 'run'>) };
};

/** From here on a crash goes on with it. */
export const beginUndo = (db: Database, instanceId: number, { run, ...undo }: PendingUndo): void =>
  db.transaction(() => {
    const values = [JSON.stringify(undo), run, instanceId] as const;
    db.run(`UPDATE runs SET status = 'undoing', undo = ? WHERE run = ? AND instance_id = ?`, ...values);
  }, true);

const FORGET = `DELETE FROM seen WHERE (instance_id, key) IN (
  SELECT instance_id, key FROM seen WHERE instance_id = ? AND run_id >= ? LIMIT 20000)`;

/** What the run and those behind it have seen is new again: it is to be fetched once more. */
export const forgetSeenSince = (db: Database, instanceId: number, runRow: number): void => {
  while (db.transaction(() => db.run(FORGET, instanceId, runRow).changes) > 0);
};

const GIVE_UP = `UPDATE runs SET status = 'abandoned', ended_at = coalesce(ended_at, ?2)
  WHERE id = (SELECT max(id) FROM runs WHERE instance_id = ?1) AND status IN ('running', 'interrupted', 'failed')`;

/** The last commit: the checkpoint goes back with it, on the disk. */
export const endUndo = (db: Database, instanceId: number, { run, wish, mark }: PendingUndo): void => {
  const before = checkpointBefore(db, instanceId, run);
  db.transaction(() => {
    const of = [run, instanceId] as const;
    db.run(
      `UPDATE runs SET status = 'undone', ended_at = coalesce(ended_at, ?) WHERE run = ? AND instance_id = ?`,
      wish.now,
      ...of,
    );
    db.run(
      `UPDATE windows SET status = 'undone' WHERE status = 'done' AND run_id = (SELECT id FROM runs WHERE run = ? AND instance_id = ?)`,
      ...of,
    );
    // What is known of rows by heart was made of what is no longer there.
    db.run('UPDATE instances SET revision = revision + 1 WHERE id = ?', instanceId);
    db.run('DELETE FROM listed WHERE instance_id = ?', instanceId);
    if (wish.next === 'skip') return;
    if (mark !== undefined) db.run('UPDATE instances SET hold = ? WHERE id = ?', mark, instanceId);
    if (before === undefined) return;
    // A later run that was cut off would go on behind what is to be fetched again, and take the checkpoint past it.
    db.run(GIVE_UP, instanceId, wish.now);
    const state = before.state === undefined ? null : JSON.stringify(before.state);
    // Who went further back by hand meant it.
    db.run(
      'UPDATE instances SET until_at = ?1, state = ?2 WHERE id = ?3 AND (until_at IS NULL OR ?1 IS NULL OR until_at >= ?1)',
      before.until ?? null,
      state,
      instanceId,
    );
  }, true);
};

const OLD = `SELECT id FROM runs WHERE keeps = 1 AND status NOT IN ('running', 'interrupted', 'held', 'undoing') AND started_at < ?1`;
/** By an index: each run of an instance asks for it as it begins. */
const OLD_OF_INSTANCE = `${OLD} AND instance_id = ?2 LIMIT 100`;

/** Forgets what runs that began before then have replaced: they can't be undone any more. Gives how many. */
export const forgetReplaced = (db: Database, before: number, instanceId?: number): number => {
  const look = (): readonly { readonly id: number }[] =>
    instanceId === undefined ? db.all(`${OLD} LIMIT 100`, before) : db.all(OLD_OF_INSTANCE, before, instanceId);
  let forgotten = 0;
  for (;;) {
    const ids = look();
    if (ids.length === 0) return forgotten;
    for (const { id } of ids) {
      // First, since what is kept in part is not kept.
      db.transaction(() => db.run('UPDATE runs SET keeps = 0 WHERE id = ?', id));
      while (
        db.transaction(
          () =>
            db.run(
              'DELETE FROM undo_rows WHERE run_id = ?1 AND number IN (SELECT number FROM undo_rows WHERE run_id = ?1 LIMIT 20000)',
              id,
            ).changes,
        ) > 0
      );
    }
    forgotten += ids.length;
  }
};
