import type { Database } from '../../../disk/database.ts';
import type { Json } from '../../../language/basics/json.ts';
import type { ObjectIdentity } from '../../../object/mapped-object.ts';
import type { NameForm } from '../../../object/object-codec.ts';
import type { StagingFiles } from '../../../staging/local-staging.ts';
import type { AttachmentArea } from '../../attachments/area.ts';
import { measureAttachment } from '../../attachments/hashed.ts';
import type { BackendInstance, DocumentObject, ObjectReads, Transaction, WantedRow } from '../../contract/backend.ts';
import type { SealedWindow, WindowPlace } from '../../contract/sealed-window.ts';
import type { ObjectHead } from '../../contract/review.ts';
import type { Remembered } from '../../contract/seen.ts';
import type { PendingUndo, UndoPlan } from '../../contract/undo.ts';
import type {
  Checkpoint,
  ObjectCounts,
  OpenRun,
  RecordCounts,
  RunEnd,
  RunPlan,
  Waiting,
  WindowLedger,
} from '../../contract/store.ts';
import { ObjectReader, type SourceScope } from '../apply/object-reader.ts';
import { SqliteTransaction } from '../apply/sqlite-transaction.ts';
import type { Dictionaries } from '../database/dictionaries.ts';
import type { StoreFiles } from '../database/store-files.ts';
import {
  beginUndo,
  checkpointBefore,
  endUndo,
  forgetReplaced,
  forgetSeenSince,
  isKept,
  isManual,
  keepBefore,
  pendingUndo,
} from '../undo/run-undo.ts';
import { laterRun, undoCounts } from '../undo/undo-queries.ts';
import { waitingRelations } from '../queries/waiting-relations.ts';
import { documentObjects, documentsOf } from './document-rows.ts';
import type { InstanceLock } from './instance-lock.ts';
import { listedOf, standing, vanishedAfter } from './listed-rows.ts';
import { RunRows } from './run-rows.ts';
import { findSeen, remembersAny } from './seen-rows.ts';
import { readShape } from './shape-row.ts';
import { nextWantedFiles } from './wanted-files.ts';
import { WindowRows } from './window-rows.ts';

const REVISION = `SELECT json_group_array(json_array(id, revision) ORDER BY id) AS text FROM instances
  WHERE source_id = ? AND revision > 0`;

const HEADS = `SELECT k.type, k.subtype, coalesce(o.value, o.key) AS value,
    EXISTS (SELECT 1 FROM listings AS l WHERE l.object_id = o.id AND l.instance_id <> ?2) AS shared
  FROM json_each(?1) AS e CROSS JOIN objects AS o ON o.id = e.value JOIN kinds AS k ON k.id = o.kind_id`;

export const readCheckpoint = (db: Database, instanceId: number): Checkpoint => {
  const row = db.get<{ until_at: number | null; state: string | null }>(
    'SELECT until_at, state FROM instances WHERE id = ?',
    instanceId,
  );
  const state = row?.state ?? undefined;
  return { until: row?.until_at ?? undefined, state: state === undefined ? undefined : (JSON.parse(state) as Json) };
};

interface Parts {
  readonly db: Database;
  readonly dictionaries: Dictionaries;
  readonly files: StoreFiles;
  readonly attachments: AttachmentArea;
  /** Names the instance's files. */
  readonly hash: string;
  readonly scope: SourceScope;
  /** Undefined where nothing is to be written. */
  readonly lock: InstanceLock | undefined;
  readonly keepsChanges?: number | undefined;
}

/** How long what a run replaces is kept, where nothing else is said, ms. */
const KEEPS_CHANGES = 7 * 24 * 60 * 60 * 1000;

/** One instance in a SQLite database. Its methods do their work before they return; those that write take turns. */
export class SqliteInstance implements BackendInstance {
  readonly #parts: Parts;
  readonly #runs: RunRows;
  readonly #windows: WindowRows;
  readonly files: StagingFiles;
  readonly cache: string | undefined;
  readonly nameForm: NameForm;
  readonly nameOf: NameForm;
  readonly reads: ObjectReads;

  constructor(parts: Parts) {
    const { db, dictionaries, files, hash, scope } = parts;
    this.#parts = parts;
    this.#runs = new RunRows(db, scope.instanceId);
    this.#windows = new WindowRows(db, scope.instanceId);
    this.files = files.stagingOf(hash);
    this.cache = files.cacheOf(hash);
    this.nameForm = (name) => dictionaries.names.stored(name);
    this.nameOf = (form) => dictionaries.names.nameOf(form);
    this.reads = new ObjectReader(db, dictionaries, scope);
  }

  async opening(): ReturnType<BackendInstance['opening']> {
    const { db, scope } = this.#parts;
    return {
      checkpoint: readCheckpoint(db, scope.instanceId),
      pending: this.#windows.pending(),
      held: this.#windows.held(),
      holdsNext: db.get<{ hold: string | null }>('SELECT hold FROM instances WHERE id = ?', scope.instanceId)?.hold ?? undefined,
      undoing: pendingUndo(db, scope.instanceId),
      remembers: remembersAny(db, scope.instanceId),
    };
  }

  moveCheckpoint({ until, state }: Checkpoint, run?: string): Promise<void> {
    const { db, scope } = this.#parts;
    const values = [until ?? null, state === undefined ? null : JSON.stringify(state), scope.instanceId] as const;
    return db.inTurn(() => {
      db.transaction(() => {
        if (run !== undefined) keepBefore(db, scope.instanceId, run);
        db.run('UPDATE instances SET until_at = ?, state = ? WHERE id = ?', ...values);
      }, true);
    });
  }

  async interrupted(): Promise<OpenRun | undefined> {
    return this.#runs.interrupted();
  }

  async lastRecords(but: string): Promise<readonly RecordCounts[]> {
    return this.#runs.lastRecords(but);
  }

  begin(plan: RunPlan, run: string): Promise<void> {
    const { db, scope, keepsChanges = KEEPS_CHANGES } = this.#parts;
    return db.inTurn(() => {
      this.#runs.begin(plan, run);
      forgetReplaced(db, plan.now - keepsChanges, scope.instanceId);
    });
  }

  resume(run: string): Promise<OpenRun> {
    return this.#parts.db.inTurn(() => this.#runs.resume(run));
  }

  replan(run: string, plan: RunPlan): Promise<void> {
    return this.#parts.db.inTurn(() => this.#runs.replan(run, plan));
  }

  abandon(run: string, now: number): Promise<void> {
    return this.#parts.db.inTurn(() => this.#runs.abandon(run, now));
  }

  end(run: string, end: RunEnd): Promise<void> {
    return this.#parts.db.inTurn(() => this.#runs.end(run, end));
  }

  async windows(run: string): ReturnType<BackendInstance['windows']> {
    return this.#windows.ofRun(run);
  }

  async quarantined(): Promise<readonly { readonly key: string; readonly run: string }[]> {
    const { db, scope } = this.#parts;
    return db.all('SELECT key, run FROM quarantine WHERE instance_id = ?', scope.instanceId);
  }

  async documents(): ReturnType<BackendInstance['documents']> {
    return documentsOf(this.#parts.db, this.#parts.scope.instanceId);
  }

  async documentObjects(key: string): Promise<readonly DocumentObject[]> {
    return documentObjects(this.#parts.db, this.#parts.scope.instanceId, key);
  }

  async seen(keys: readonly string[], run: string | undefined, now: number): Promise<ReadonlyMap<string, Remembered>> {
    const { db, scope } = this.#parts;
    const runRow = run === undefined ? undefined : this.#runs.row(run);
    return findSeen(db, { instanceId: scope.instanceId, runRow, now }, keys);
  }

  transaction<T>(run: string, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const { db, dictionaries, scope } = this.#parts;
    return db.transactionOf(async () => {
      const transaction = new SqliteTransaction(db, dictionaries, scope, run);
      const result = await work(transaction);
      transaction.end();
      return result;
    });
  }

  seal(place: WindowPlace, sealed: SealedWindow, ledger: WindowLedger, none: ObjectCounts): Promise<void> {
    return this.#parts.db.inTurn(() => this.#windows.seal(place, sealed, ledger, none));
  }

  unseal(place: Pick<WindowPlace, 'run' | 'index'>): Promise<void> {
    return this.#parts.db.inTurn(() => this.#windows.drop(place));
  }

  letGo(place: Pick<WindowPlace, 'run' | 'index'>, now: number): Promise<void> {
    return this.#parts.db.inTurn(() => this.#windows.letGo(place, now));
  }

  giveUp(place: Pick<WindowPlace, 'run' | 'index'>, now: number): Promise<void> {
    return this.#parts.db.inTurn(() => this.#windows.giveUp(place, now));
  }

  async progress(place: WindowPlace): ReturnType<BackendInstance['progress']> {
    return this.#windows.progress(place);
  }

  finish(
    place: WindowPlace,
    sealed: SealedWindow,
    end: { readonly counts: ObjectCounts; readonly manual: boolean },
  ): Promise<void> {
    return this.#parts.db.inTurn(() => this.#windows.finish(place, sealed, end));
  }

  async standing(): ReturnType<BackendInstance['standing']> {
    return standing(this.#parts.db, this.#parts.scope.instanceId);
  }

  async listed(ids: readonly number[]): Promise<ReadonlySet<number>> {
    return listedOf(this.#parts.db, this.#parts.scope.instanceId, ids);
  }

  async vanishedAfter(after: number, limit: number): ReturnType<BackendInstance['vanishedAfter']> {
    return vanishedAfter(this.#parts.db, this.#parts.scope.instanceId, after, limit);
  }

  async waitingRelations(): Promise<Waiting> {
    return waitingRelations(this.#parts.db, this.#parts.scope.sourceId);
  }

  async wantedFiles(after: WantedRow | undefined): Promise<readonly WantedRow[]> {
    return nextWantedFiles(this.#parts.db, this.#parts.scope.instanceId, after);
  }

  async hasContent(identity: ObjectIdentity): Promise<boolean> {
    const id = this.#objectId(identity);
    return id !== undefined && this.#parts.db.get('SELECT 1 AS n FROM attachments WHERE object_id = ?', id) !== undefined;
  }

  async headsOf(ids: readonly number[]): Promise<readonly ObjectHead[]> {
    const { db, scope } = this.#parts;
    return db
      .all<Omit<ObjectHead, 'shared'> & { readonly shared: 0 | 1 }>(HEADS, JSON.stringify(ids), scope.instanceId)
      .map((row) => ({ ...row, shared: row.shared === 1 }));
  }

  async objectOf(identity: ObjectIdentity): Promise<number | undefined> {
    return this.#objectId(identity);
  }

  async undoPlan(run: string): Promise<UndoPlan> {
    const { db, scope } = this.#parts;
    const row = this.#runs.row(run) ?? 0;
    const undoing = pendingUndo(db, scope.instanceId);
    return {
      counts: undoing?.run === run ? undoing.counts : undoCounts(db, scope, row),
      isKept: isKept(db, scope.instanceId, run),
      later: laterRun(db, scope, row),
      before: checkpointBefore(db, scope.instanceId, run),
      isManual: isManual(db, scope.instanceId, run),
    };
  }

  beginUndo(undo: PendingUndo): Promise<void> {
    const { db, scope } = this.#parts;
    return db.inTurn(() => beginUndo(db, scope.instanceId, undo));
  }

  forgetSeenSince(run: string): Promise<void> {
    const { db, scope } = this.#parts;
    return db.inTurn(() => forgetSeenSince(db, scope.instanceId, this.#runs.row(run) ?? 0));
  }

  endUndo(undo: PendingUndo): Promise<void> {
    const { db, scope } = this.#parts;
    return db.inTurn(() => endUndo(db, scope.instanceId, undo));
  }

  putAttachment(bytes: AsyncIterable<Uint8Array>, maxBytes: number): ReturnType<BackendInstance['putAttachment']> {
    const { lock, attachments } = this.#parts;
    return lock === undefined ? measureAttachment(bytes, maxBytes) : attachments.put(bytes, maxBytes);
  }

  async revision(): Promise<string | undefined> {
    const text = this.#parts.db.get<{ text: string }>(REVISION, this.#parts.scope.sourceId)?.text;
    return text === '[]' ? undefined : text;
  }

  async shape(): Promise<Json | undefined> {
    return readShape(this.#parts.db, this.#parts.scope.instanceId);
  }

  async release(): Promise<void> {
    this.#parts.lock?.release();
  }

  #objectId({ type, subtype, key }: ObjectIdentity): number | undefined {
    const kind = this.#parts.dictionaries.knownKind(type, subtype);
    if (kind === undefined) return undefined;
    return this.#parts.db.get<{ id: number }>('SELECT id FROM objects WHERE kind_id = ? AND key = ?', kind, key)?.id;
  }
}
