import { EngineError } from '../../../language/basics/errors.ts';
import type { Database } from '../database/database.ts';
import { KnownRows } from './known-rows.ts';
import type { StoredRows } from './format.ts';
import { KnownRowsBuilder } from './builder.ts';
import type { Scope } from '../apply/object-reader.ts';
import type { StagedItem } from '../../../staging/staged-item.ts';
import type { ObjectCounts } from '../../contract/store.ts';

/** Fewer rows are mapped sooner than they are remembered. */
const FEWEST = 500;

/** Another instance of the same source may say otherwise of an object in between: then its rows are no longer what is stored. */
const SHARED = 'SELECT 1 AS n FROM instances WHERE source_id = ? AND id <> ?';

/** Empty where nothing is known. */
export const loadKnownRows = (db: Database, { instanceId, sourceId }: Scope, key: string): KnownRows => {
  if (db.get(SHARED, sourceId, instanceId) !== undefined) return KnownRows.load(undefined, key);
  const stored = db.get<StoredRows>('SELECT head, checksum, rows FROM known_rows WHERE instance_id = ?', instanceId);
  return KnownRows.load(stored, key);
};

/** With every change of what the instance says: what is known of it is not so any more. */
export const forgetKnownRows = (db: Database, instanceId: number): void => {
  db.run('DELETE FROM known_rows WHERE instance_id = ?', instanceId);
};

/** The objects of rows that were recalled, as if they had been staged. */
export const knownCounts = (known: KnownRows): ObjectCounts => {
  const { objects, byType, attributes } = known.counts();
  return { created: 0, updated: 0, unchanged: objects, withdrawn: 0, by_type: byType, attributes };
};

/** Gathers while a window is applied what the next one is to know. */
export class KnownRowsKeeper {
  readonly #key: string;
  readonly #columns: readonly string[] | undefined;
  readonly #builder: KnownRowsBuilder;

  /** `expected`: how many rows may be added. */
  constructor(key: string, known: KnownRows, expected: number) {
    this.#key = key;
    this.#columns = known.begun;
    this.#builder = new KnownRowsBuilder(known, { expected });
  }

  add({ identity, frame, attributes }: StagedItem): void {
    const markAt = frame?.markAt ?? -1;
    if (frame !== undefined && markAt !== -1) this.#builder.add(frame.block, markAt, identity, attributes);
  }

  /** After the window's last commit: until then nothing is known. Where there is no room for it nothing is, and all else is there. */
  keep(db: Database, instanceId: number): void {
    if (this.#columns === undefined || this.#builder.size < FEWEST) return;
    const { head, checksum, rows } = this.#builder.build(this.#key, this.#columns);
    try {
      db.transaction(() => db.run('INSERT OR REPLACE INTO known_rows VALUES (?, ?, ?, ?)', instanceId, head, checksum, rows));
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
    }
  }
}
