import type { Database } from '../database/database.ts';
import { compareVersions, sameKindOfVersion } from '../../contract/versions.ts';

const FORGET = `DELETE FROM seen WHERE (instance_id, key) IN (
  SELECT instance_id, key FROM seen WHERE instance_id = ? AND run_id <> ? AND (until IS NULL OR until < ?) LIMIT 20000)`;

export interface Remembered {
  readonly version: string;
  readonly thisRun: boolean;
}

/** What a record is to the one of its key that is remembered. */
export const judgeSeen = (before: Remembered | undefined, version: string): 'new' | 'duplicate' | 'superseding' | 'older' => {
  if (before === undefined) return 'new';
  if (before.version === version) return 'duplicate';
  if (sameKindOfVersion(version, before.version) && compareVersions(version, before.version) < 0) return 'older';
  return before.thisRun ? 'superseding' : 'new';
};

/** Keys that earlier windows of the run, or earlier runs, have put into the store. */
export class SeenRows {
  readonly #db: Database;
  readonly #instanceId: number;
  readonly #runRow: number;
  readonly #now: number;
  readonly #any: boolean;

  constructor(db: Database, instanceId: number, runRow: number, now: number) {
    this.#db = db;
    this.#instanceId = instanceId;
    this.#runRow = runRow;
    this.#now = now;
    this.#any = db.get('SELECT 1 AS n FROM seen WHERE instance_id = ? LIMIT 1', instanceId) !== undefined;
  }

  find(key: string): Remembered | undefined {
    if (!this.#any) return undefined;
    const row = this.#db.get<{ version: string; run_id: number; until: number | null }>(
      'SELECT version, run_id, until FROM seen WHERE instance_id = ? AND key = ?',
      this.#instanceId,
      key,
    );
    if (row === undefined) return undefined;
    const thisRun = row.run_id === this.#runRow;
    return thisRun || (row.until !== null && row.until >= this.#now) ? { version: row.version, thisRun } : undefined;
  }
}

/** Forgets what no later run asks for, a part a transaction. */
export const forgetSeen = (db: Database, instanceId: number, runRow: number, now: number): void => {
  while (db.transaction(() => db.run(FORGET, instanceId, runRow, now).changes) > 0);
};
