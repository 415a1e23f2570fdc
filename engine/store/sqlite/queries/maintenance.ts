import { constants, copyFileSync, existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EngineError } from '../../../language/basics/errors.ts';
import { makeFolder } from '../../../language/plain-file.ts';
import { attachmentPath } from '../../attachments.ts';
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
/** Attachments that no object names may still be on their way to one; after a day they aren't. */
const ORPHAN_AGE = 24 * 60 * 60 * 1000;

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

export const filesUnder = (folder: string): string[] => {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true }).flatMap((entry) =>
    entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
  );
};

/** They come back when the run that has replaced them is undone. */
export const REPLACED_FILES = `SELECT stood ->> '$[3].file.content[0]' FROM undo_rows WHERE what = 'object' AND stood LIKE '%"file":%'
  AND stood ->> '$[3].file.content[0]' IS NOT NULL`;

const removeOrphans = (db: Database, attachments: string, now: number): number => {
  const known = new Set(
    db
      .all<{ sha256: string }>(`SELECT DISTINCT sha256 FROM attachments UNION ${REPLACED_FILES}`)
      .map(({ sha256 }) => attachmentPath(attachments, sha256)),
  );
  const orphans = filesUnder(attachments).filter((path) => !known.has(path) && statSync(path).mtimeMs < now - ORPHAN_AGE);
  for (const path of orphans) rmSync(path, { force: true });
  return orphans.length;
};

/** Gives the room of what was deleted back to the disk. Files that no object names may be those of what is held: then they stay. */
export const compact = (db: Database, attachments: string, now: number): { readonly orphans: number } =>
  tellingStorage(db.path, () => {
    const orphans = isAnythingHeld(db) ? 0 : removeOrphans(db, attachments, now);
    // In memory, as elsewhere, it would hold the whole store there.
    db.exec('PRAGMA temp_store = FILE');
    db.exec('VACUUM');
    db.exec('PRAGMA temp_store = MEMORY');
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    return { orphans };
  });

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

const copyAttachments = (db: Database, attachments: string, to: string): void => {
  for (const { sha256 } of db.all<{ sha256: string }>('SELECT DISTINCT sha256 FROM attachments')) {
    const from = attachmentPath(attachments, sha256);
    const copy = attachmentPath(to, sha256);
    if (!existsSync(from)) continue;
    makeFolder(dirname(copy), 0o700);
    copyFileSync(from, copy, constants.COPYFILE_FICLONE);
  }
};

/** What of a store lies beside its database, and where it lies in a copy. */
export interface BesideFiles {
  readonly attachments: string;
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
export const backup = (db: Database, beside: BesideFiles, to: string): void =>
  tellingStorage(to, () => {
    if (existsSync(to))
      throw new EngineError('store.backup-exists', `There is a file ${to} already.`, {
        hint: 'Name another file for the backup.',
      });
    makeFolder(dirname(to), 0o700);
    try {
      // Before the database: what is applied meanwhile would be gone. And behind it: what was sealed meanwhile is in it.
      copyHeld(heldRuns(db), beside);
      copyDatabase(db, to);
      copyHeld(heldRuns(db), beside);
      copyAttachments(db, beside.attachments, `${to}.files`);
    } catch (cause) {
      rmSync(to, { force: true });
      throw cause;
    }
  });
