import { EngineError } from '../../../language/basics/errors.ts';
import type { AttachmentArea } from '../../attachments/area.ts';
import { removeOrphans } from '../../attachments/look-after.ts';
import type { Pruned, RetentionPolicy } from '../../contract/store-info.ts';
import type { PostgresPool } from '../database/pool.ts';
import type { Queryable } from '../database/query.ts';
import { forgetGhosts } from '../undo/ghosts.ts';
import { forgetReplaced } from '../undo/run-undo.ts';
import { isAnythingHeld } from './held-runs.ts';

/** Rows that one statement deletes: nobody waits for it long. */
const BATCH = 5000;

const OLD_RUNS = `SELECT r.id FROM runs AS r WHERE r.ended_at < $1 AND r.status NOT IN ('running', 'interrupted', 'held', 'undoing')
  AND EXISTS (SELECT 1 FROM runs AS l WHERE l.instance_id = r.instance_id AND l.id > r.id) LIMIT ${BATCH}`;
const RUNS = `WITH old AS MATERIALIZED (${OLD_RUNS}),
  windows_gone AS (DELETE FROM windows WHERE run_id IN (SELECT id FROM old)),
  undo_gone AS (DELETE FROM undo_rows WHERE run_id IN (SELECT id FROM old))
  DELETE FROM runs WHERE id IN (SELECT id FROM old)`;
const QUARANTINE = `DELETE FROM quarantine WHERE (instance_id, key) IN (SELECT instance_id, key FROM quarantine WHERE at < $1 LIMIT ${BATCH})`;
/** An intent without an outcome is kept: it may have happened. */
const ACTIONS = `DELETE FROM action_runs WHERE id IN (SELECT id FROM action_runs WHERE ended_at < $1 LIMIT ${BATCH})`;

const repeatedly = async (db: Queryable, sql: string, before: number): Promise<number> => {
  for (let total = 0; ;) {
    const count = await db.run(sql, [before]);
    if (count === 0) return total;
    total += count;
  }
};

/** With what is left of objects that were taken back, once every destination has been told. */
const pruneChanges = async (db: PostgresPool, before: number): Promise<number> => {
  const runs = await forgetReplaced(db, before);
  while ((await db.transaction((session) => forgetGhosts(session, before))) > 0);
  return runs;
};

/** Deletes what is older than the policy says; objects are never deleted. */
export const prune = async (
  db: PostgresPool,
  { runs, quarantine, actions, changes }: RetentionPolicy,
  now: number,
): Promise<Pruned> => ({
  runs: runs === undefined ? 0 : await repeatedly(db, RUNS, now - runs),
  quarantine: quarantine === undefined ? 0 : await repeatedly(db, QUARANTINE, now - quarantine),
  actions: actions === undefined ? 0 : await repeatedly(db, ACTIONS, now - actions),
  changes: changes === undefined ? 0 : await pruneChanges(db, now - changes),
});

/** They come back when the run that has replaced them is undone. */
export const REPLACED_FILES = `SELECT u.stood::json #>> '{3,file,content,0}' AS sha256 FROM undo_rows AS u
  WHERE u.what = 'object' AND u.stood LIKE '%"file":%' AND u.stood::json #>> '{3,file,content,0}' IS NOT NULL`;

const NEEDED = `SELECT sha256 FROM attachments UNION ${REPLACED_FILES}`;

/**
 * Deletes contents that no object names; they may be those of what is held: then they stay. Room of what was deleted is used again
 * by itself: that is what PostgreSQL's autovacuum is there for.
 */
export const compact = async (db: Queryable, area: AttachmentArea, now: number): Promise<{ readonly orphans: number }> => {
  if (await isAnythingHeld(db)) return { orphans: 0 };
  const needed = async (): Promise<ReadonlySet<string>> =>
    new Set((await db.all<{ sha256: string }>(NEEDED)).map(({ sha256 }) => sha256));
  return { orphans: await removeOrphans(area, needed, now) };
};

/** A copy at one instant is what PostgreSQL's own tools make. */
export const backup = ({ shown, schema }: Pick<PostgresPool, 'shown' | 'schema'>): never => {
  throw new EngineError('store.backup-elsewhere', `The store ${shown} is kept by PostgreSQL, whose own tools back it up.`, {
    hint: `Write \`pg_dump --format=custom --schema=${schema} --file=FILE DATABASE\`, and \`pg_restore\` to put it back; or copy it to a file with \`feedwright store copy\`.`,
  });
};
