import type { ObjectIdentity } from '../../../object/mapped-object.ts';
import type { QuarantineEntry, RefRelation, StagedDocument } from '../../../staging/staged-rows.ts';
import type { Decision, Transaction } from '../../contract/backend.ts';
import type { Progress, WindowPlace } from '../../contract/sealed-window.ts';
import type { FileContent, ObjectCounts } from '../../contract/store.ts';
import type { UndoWish } from '../../contract/undo.ts';
import type { Dictionaries } from '../database/dictionaries.ts';
import type { Session } from '../database/pool.ts';
import { putDocument } from '../instance/document-rows.ts';
import type { SourceScope } from '../instance/fenced-database.ts';
import { rememberSeen } from '../instance/seen-rows.ts';
import { WindowRows } from '../instance/window-rows.ts';
import { GiveBack } from '../undo/give-back.ts';
import { UndoRows } from '../undo/undo-rows.ts';
import { ObjectReader } from './object-reader.ts';
import type { ObjectNumbers } from './object-numbers.ts';
import { ObjectWriter } from './object-writer.ts';
import { putRelations, putThrough, setAside } from './side-rows.ts';

export interface TransactionParts {
  readonly session: Session;
  readonly dictionaries: Dictionaries;
  readonly numbers: ObjectNumbers;
  readonly scope: SourceScope;
  /** Of the run, under which what is replaced is kept. */
  readonly runRow: number;
}

/** What one transaction writes of a window: objects at its end, all together; what stands beside them at once. */
export class PostgresTransaction extends ObjectReader implements Transaction {
  readonly #parts: TransactionParts;
  readonly #undo: UndoRows;
  readonly #writer: ObjectWriter;

  constructor(parts: TransactionParts) {
    const { session, dictionaries, scope, runRow } = parts;
    const locked = new Set<number>();
    super({ dictionaries, scope, locked, ask: (work) => work(session) });
    this.#parts = parts;
    this.#undo = new UndoRows(session, scope, runRow);
    this.#writer = new ObjectWriter({ ...parts, undo: this.#undo, locked });
  }

  async write(decisions: readonly Decision[], options: { readonly now: number; readonly keepsList: boolean }): Promise<void> {
    this.#writer.add(decisions, options);
  }

  /** A relation is a change of the object that it begins at. */
  async relate(relations: readonly RefRelation[], now: number): Promise<void> {
    this.#writer.touch(await putRelations(this.#parts.session, { ...this.#parts, undo: this.#undo }, relations), now);
  }

  putThrough(keys: readonly string[]): Promise<void> {
    return putThrough(this.#parts.session, this.#parts.scope.instanceId, this.#undo, keys);
  }

  quarantine(entries: readonly QuarantineEntry[], place: WindowPlace, now: number): Promise<void> {
    return setAside(this.#parts.session, this.#parts.scope.instanceId, { undo: this.#undo, place, now }, entries);
  }

  remember(
    seen: readonly { readonly key: string; readonly version: string }[],
    _run: string,
    until: number | undefined,
  ): Promise<void> {
    const { session, scope, runRow } = this.#parts;
    return rememberSeen(session, { instanceId: scope.instanceId, runRow, until }, seen);
  }

  async document(document: StagedDocument, objects: Iterable<ObjectIdentity>): Promise<void> {
    await this.#undo.document(document.key);
    await putDocument(this.#parts.session, this.#parts.scope.instanceId, document, objects);
  }

  keepProgress(place: WindowPlace, progress: Progress, counts: ObjectCounts): Promise<void> {
    return new WindowRows(this.#parts.session, this.#parts.scope.instanceId).keepProgress(place, progress, counts);
  }

  giveBack(limit: number, wish: UndoWish): Promise<boolean> {
    const { session, dictionaries, scope, runRow } = this.#parts;
    return new GiveBack(session, dictionaries, scope, wish).some(runRow, limit);
  }

  async fulfil(id: number, type: string, file: FileContent, now: number): Promise<void> {
    this.#writer.fulfil({ id, type, file }, now);
  }

  /** Before the commit. */
  end(): Promise<void> {
    return this.#writer.end();
  }
}
