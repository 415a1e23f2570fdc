import { constants, copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { EngineError } from '../../../language/basics/errors.ts';
import { makeFolder } from '../../../language/plain-file.ts';
import type { AttachmentArea } from '../../attachments/area.ts';
import { contentPath, FolderArea } from '../../attachments/folder-area.ts';
import { removeOrphans } from '../../attachments/look-after.ts';
import type { Database } from '../../../disk/database.ts';
import type { StagingFiles } from '../../../staging/local-staging.ts';
import { forgetGhosts } from '../undo/ghosts.ts';
import { forgetReplaced } from '../undo/run-undo.ts';
import type { HeldView } from '../../contract/history.ts';
import type { Pruned, RetentionPolicy } from '../../contract/store-info.ts';
import { heldRuns, isAnythingHeld } from './held-runs.ts';
import { tellingStorage } from '../../../disk/storage-errors.ts';

/** Rows that one transaction deletes: others can write in between. */
const BATCH = 5000;

const OLD_RUNS = `SELECT id FROM runs WHERE ended_at < ? AND status NOT IN ('running', 'interrupted', 'held', 'undoing')
  AND id NOT IN (SELECT max(id) FROM runs GROUP BY instance_id) LIMIT ${BATCH}`;

const repeatedly = (batch: () => number): number => {
  let total = 0;
  for (let count = batch(); count > 0; count = batch()) total += count;
  return total;
};

const pruneRuns = (db: Database, before: number): number =>
  repeatedly(() =>
    db.transaction(() => {
      const ids = db.all<{ id: number }>(OLD_RUNS, before);
      for (const { id } of ids) {
        db.run('DELETE FROM windows WHERE run_id = ?', id);
        db.run('DELETE FROM undo_rows WHERE run_id = ?', id);
        db.run('DELETE FROM runs WHERE id = ?', id);
      }
      return ids.length;
    }),
  );

const pruneRows = (db: Database, sql: string, before: number): number =>
  repeatedly(() => db.transaction(() => db.run(sql, before).changes));

const QUARANTINE = `DELETE FROM quarantine WHERE (instance_id, key) IN (SELECT instance_id, key FROM quarantine WHERE at < ? LIMIT ${BATCH})`;
/** An intent without an outcome is kept: it may have happened. */
const ACTIONS = `DELETE FROM action_runs WHERE id IN (SELECT id FROM action_runs WHERE ended_at < ? LIMIT ${BATCH})`;

/** With what is left of objects that were taken back, once every destination has been told. */
const pruneChanges = (db: Database, before: number): number => {
  const runs = forgetReplaced(db, before);
  repeatedly(() => db.transaction(() => forgetGhosts(db, before)));
  return runs;
};

/** Deletes what is older than the policy says; objects are never deleted. */
export const prune = (db: Database, policy: RetentionPolicy, now: number): Pruned => ({
  runs: policy.runs === undefined ? 0 : pruneRuns(db, now - policy.runs),
  quarantine: policy.quarantine === undefined ? 0 : pruneRows(db, QUARANTINE, now - policy.quarantine),
  actions: policy.actions === undefined ? 0 : pruneRows(db, ACTIONS, now - policy.actions),
  changes: policy.changes === undefined ? 0 : pruneChanges(db, now - policy.changes),
});

/** They come back when the run that has replaced them is undone. */
export const REPLACED_FILES = `SELECT stood ->> '$[3].file.content[0]' FROM undo_rows WHERE what = 'object' AND stood LIKE '%"file":%'
  AND stood ->> '$[3].file.content[0]' IS NOT NULL`;

/** Gives the room of what was deleted back to the disk. Content that no object names may be that of what is held: then it stays. */
export const compact = async (db: Database, attachments: AttachmentArea, now: number): Promise<{ readonly orphans: number }> => {
  const known = (): ReadonlySet<string> =>
    new Set(
      db.all<{ sha256: string }>(`SELECT DISTINCT sha256 FROM attachments UNION ${REPLACED_FILES}`).map(({ sha256 }) => sha256),
    );
  const orphans = isAnythingHeld(db) ? 0 : await removeOrphans(attachments, known, now);
  return tellingStorage(db.path, () => {
    // In memory, as elsewhere, it would hold the whole store there.
    db.exec('PRAGMA temp_store = FILE');
    db.exec('VACUUM');
    db.exec('PRAGMA temp_store = MEMORY');
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    return { orphans };
  });
};

/** A whole copy of the database; there is either all of it or nothing. */
export const copyDatabase = (db: Database, to: string): void => {
  const part = `${to}.part`;
  rmSync(part, { force: true });
  try {
    db.copyTo(part);
    renameSync(part, to);
  } catch (cause) {
    rmSync(part, { force: true });
    throw cause;
  }
};

const copyContent = (from: string, to: string): void =>
  tellingStorage(to, () => {
    makeFolder(dirname(to), 0o700);
    copyFileSync(from, to, constants.COPYFILE_FICLONE);
  });

const copyAttachments = async (db: Database, attachments: AttachmentArea, to: string): Promise<void> => {
  const copy = new FolderArea(() => to);
  for (const { sha256 } of db.all<{ sha256: string }>('SELECT DISTINCT sha256 FROM attachments')) {
    const found = await attachments.find(sha256);
    if (found === undefined) continue;
    if (found.path === undefined) await copy.put(found.bytes(), found.size);
    else copyContent(found.path, contentPath(to, sha256));
  }
};

/** What of a store lies beside its database, and where it lies in a copy. */
export interface BesideFiles {
  readonly attachments: AttachmentArea;
  /** Where the windows of an instance are staged; its objects are there while one is held. */
  readonly staging: (of: HeldView) => StagingFiles;
  readonly stagingOfCopy: (of: HeldView) => StagingFiles;
}

/** What waits is copied with the store: a copy that was put in its place goes on with it. */
const copyHeld = (held: readonly HeldView[], { staging, stagingOfCopy }: BesideFiles): void => {
  for (const one of held)
    for (const name of ['objects', 'side'] as const) {
      const [from, copy] = [staging(one)[name], stagingOfCopy(one)[name]];
      if (existsSync(from) && !existsSync(copy)) copyFileSync(from, copy, constants.COPYFILE_FICLONE);
    }
};

/** A whole copy at one instant, attachments and what is held with it, while others may go on writing. `to` must not exist. */
export const backup = async (db: Database, beside: BesideFiles, to: string): Promise<void> => {
  if (existsSync(to))
    throw new EngineError('store.backup-exists', `There is a file ${to} already.`, {
      hint: 'Name another file for the backup.',
    });
  try {
    tellingStorage(to, () => {
      makeFolder(dirname(to), 0o700);
      // Before the database: what is applied meanwhile would be gone. And behind it: what was sealed meanwhile is in it.
      copyHeld(heldRuns(db), beside);
      copyDatabase(db, to);
      copyHeld(heldRuns(db), beside);
    });
    await copyAttachments(db, beside.attachments, `${to}.files`);
  } catch (cause) {
    rmSync(to, { force: true });
    throw cause;
  }
};
