import { EngineError } from '../../../language/basics/errors.ts';
import type { Database } from '../../../disk/database.ts';
import type { ObjectIdentity } from '../../../object/mapped-object.ts';
import type { QuarantineEntry, RefRelation, StagedDocument } from '../../../staging/staged-rows.ts';
import type { Decision, Transaction } from '../../contract/backend.ts';
import type { Progress, WindowPlace } from '../../contract/sealed-window.ts';
import type { FileContent, ObjectCounts } from '../../contract/store.ts';
import type { UndoWish } from '../../contract/undo.ts';
import type { Dictionaries } from '../database/dictionaries.ts';
import { putDocument } from '../instance/document-rows.ts';
import { RunRows } from '../instance/run-rows.ts';
import { rememberSeen } from '../instance/seen-rows.ts';
import { WindowRows } from '../instance/window-rows.ts';
import { ObjectReader, type SourceScope } from './object-reader.ts';
import { GiveBack } from '../undo/give-back.ts';
import { UndoRows } from '../undo/undo-rows.ts';
import { ObjectWriter } from './object-writer.ts';

const QUARANTINE = 'INSERT OR REPLACE INTO quarantine VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)';
const SET_ASIDE = 'SELECT 1 AS n FROM quarantine WHERE instance_id = ? AND key = ?';
const LIST = 'INSERT OR IGNORE INTO listed VALUES (?, ?)';

/** What one transaction writes of a window. */
export class SqliteTransaction extends ObjectReader implements Transaction {
  readonly #db: Database;
  readonly #dictionaries: Dictionaries;
  readonly #scope: SourceScope;
  readonly #runs: RunRows;
  readonly #run: string;
  #writer: ObjectWriter | undefined;
  #undo: UndoRows | undefined;

  /** `run`: under it is kept what is replaced. */
  constructor(db: Database, dictionaries: Dictionaries, scope: SourceScope, run: string) {
    super(db, dictionaries, scope);
    this.#db = db;
    this.#dictionaries = dictionaries;
    this.#scope = scope;
    this.#runs = new RunRows(db, scope.instanceId);
    this.#run = run;
  }

  async write(
    decisions: readonly Decision[],
    { now, keepsList }: { readonly now: number; readonly keepsList: boolean },
  ): Promise<void> {
    const writer = this.#writerAt(now);
    this.#kept.keepObjects(decisions);
    for (const decision of decisions) {
      const id = writeOne(writer, decision);
      if (keepsList && id !== undefined) this.#db.statement(LIST).run(this.#scope.instanceId, id);
    }
  }

  /** A relation is a change of the object that it begins at. */
  async relate(relations: readonly RefRelation[], now: number): Promise<void> {
    const fresh = relations.filter(({ from, to, as }) => {
      const word = this.#dictionaries.word(as);
      const { changes } = this.#db.run(
        'INSERT OR IGNORE INTO ref_relations VALUES (?, ?, ?, ?)',
        this.#scope.sourceId,
        from,
        to,
        word,
      );
      if (changes > 0) this.#kept.relation(from, to, word);
      return changes > 0;
    });
    if (fresh.length > 0) this.#writerAt(now).touch([...new Set(fresh.map(({ from }) => from))]);
  }

  async putThrough(keys: readonly string[]): Promise<void> {
    const { instanceId } = this.#scope;
    for (const key of keys) {
      if (this.#db.get(SET_ASIDE, instanceId, key) === undefined) continue;
      this.#kept.quarantine(key);
      this.#db.run('DELETE FROM quarantine WHERE instance_id = ? AND key = ?', instanceId, key);
    }
  }

  async quarantine(entries: readonly QuarantineEntry[], { run, range }: WindowPlace, now: number): Promise<void> {
    const { instanceId } = this.#scope;
    for (const { key, place, code, error } of entries) {
      this.#kept.quarantine(key);
      this.#db.run(QUARANTINE, instanceId, key, place, code, error, run, range.since ?? null, range.until ?? null, now);
    }
  }

  async remember(
    seen: readonly { readonly key: string; readonly version: string }[],
    run: string,
    until: number | undefined,
  ): Promise<void> {
    rememberSeen(this.#db, { instanceId: this.#scope.instanceId, runRow: this.#runs.row(run), until }, seen);
  }

  async document(document: StagedDocument, objects: Iterable<ObjectIdentity>): Promise<void> {
    this.#kept.document(document.key);
    putDocument(this.#db, this.#scope.instanceId, document, objects);
  }

  async keepProgress(place: WindowPlace, progress: Progress, counts: ObjectCounts): Promise<void> {
    new WindowRows(this.#db, this.#scope.instanceId).keepProgress(place, progress, counts);
  }

  #writerAt(now: number): ObjectWriter {
    if (this.#writer === undefined) {
      this.#writer = new ObjectWriter(this.#db, this.#dictionaries, this.#scope, now);
      this.#writer.begin();
    }
    return this.#writer;
  }

  async giveBack(limit: number, wish: UndoWish): Promise<boolean> {
    const back = new GiveBack(this.#db, this.#dictionaries, this.#scope, wish);
    return back.some(this.#runRow(), limit);
  }

  async fulfil(id: number, type: string, file: FileContent, now: number): Promise<void> {
    this.#kept.keepFile(id, file.sha256);
    this.#writerAt(now).fulfil(id, type, file);
  }

  #runRow(): number {
    const row = this.#runs.row(this.#run);
    if (row === undefined) throw new EngineError('store.unknown-run', `The store has no run ${this.#run} of this feed.`);
    return row;
  }

  get #kept(): UndoRows {
    this.#undo ??= new UndoRows(this.#db, this.#scope, this.#runRow());
    return this.#undo;
  }

  /** Before the commit. */
  end(): void {
    if (this.#writer === undefined) return;
    this.#writer.end();
    for (const [first, last] of this.#writer.made()) this.#kept.made(first, last);
  }
}

/** The object's number where the record lists it. */
const writeOne = (writer: ObjectWriter, decision: Decision): number | undefined => {
  switch (decision.kind) {
    case 'create':
      return writer.create(decision);
    case 'withdraw':
      writer.withdraw(decision.id, decision.type, decision.version);
      return undefined;
    case 'change':
      writer.change(decision.id, decision.type, decision.change, decision.fingerprint);
      return decision.id;
    case 'listed':
      return decision.id;
    default:
      throw decision satisfies never;
  }
};
