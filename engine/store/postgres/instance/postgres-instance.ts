import type { Json } from '../../../language/basics/json.ts';
import type { ObjectIdentity } from '../../../object/mapped-object.ts';
import type { NameForm } from '../../../object/object-codec.ts';
import type { AttachmentArea } from '../../attachments/area.ts';
import { measureAttachment } from '../../attachments/hashed.ts';
import type { BackendInstance, ObjectReads, Transaction, WantedRow } from '../../contract/backend.ts';
import type { ObjectHead } from '../../contract/review.ts';
import type { SealedWindow, WindowPlace } from '../../contract/sealed-window.ts';
import type { Remembered } from '../../contract/seen.ts';
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
import type { PendingUndo, UndoPlan } from '../../contract/undo.ts';
import type { ObjectNumbers } from '../apply/object-numbers.ts';
import { ObjectReader } from '../apply/object-reader.ts';
import { PostgresTransaction } from '../apply/postgres-transaction.ts';
import type { PostgresPool } from '../database/pool.ts';
import type { Queryable } from '../database/query.ts';
import { beginUndo, endUndo, forgetReplaced, keepBefore, keptOfRun } from '../undo/run-undo.ts';
import { laterRun, undoCounts } from '../undo/undo-queries.ts';
import { documentObjects, documentsOf } from './document-rows.ts';
import type { FencedDatabase } from './fenced-database.ts';
import { listedOf, standing, vanishedAfter } from './listed-rows.ts';
import { readOpening, type Opened } from './opening.ts';
import { RunRows } from './run-rows.ts';
import { findSeen, forgetSeen, forgetSeenSince } from './seen-rows.ts';
import { readShape } from './shape-row.ts';
import type { InstanceFiles } from './staging-folder.ts';
import { waitingRelations } from './waiting-relations.ts';
import { nextWantedFiles } from './wanted-files.ts';
import { moveCheckpoint, WindowRows } from './window-rows.ts';

type Place = Pick<WindowPlace, 'run' | 'index'>;

const REVISION = `SELECT coalesce(json_agg(json_build_array(id, revision) ORDER BY id), '[]')::text AS text FROM instances
  WHERE source_id = $1 AND revision > 0`;
const HEADS = `SELECT k.type, k.subtype, coalesce(o.value, o.key) AS value,
    EXISTS (SELECT 1 FROM listings AS l WHERE l.object_id = o.id AND l.instance_id <> $2) AS shared
  FROM unnest($1::bigint[]) WITH ORDINALITY AS e (id, n) JOIN objects AS o ON o.id = e.id JOIN kinds AS k ON k.id = o.kind_id
  ORDER BY e.n`;
const FIND = `SELECT o.id, EXISTS (SELECT 1 FROM attachments AS a WHERE a.object_id = o.id) AS has_content
  FROM kinds AS k JOIN objects AS o ON o.kind_id = k.id WHERE k.type = $1 AND k.subtype = $2 AND o.key = $3`;

/** How long what a run replaces is kept, where nothing else is said, ms. */
const KEEPS_CHANGES = 7 * 24 * 60 * 60 * 1000;

/** Objects that one question looks up: it costs a round trip. */
const AT_ONCE = 4000;

export interface InstanceParts {
  readonly pool: PostgresPool;
  readonly database: FencedDatabase;
  readonly numbers: ObjectNumbers;
  readonly files: InstanceFiles;
  readonly cache: string | undefined;
  readonly attachments: AttachmentArea;
  readonly keepsChanges: number | undefined;
  /** Read while it was taken. */
  readonly opened: Opened;
  /** Gives the instance back. */
  readonly release: () => Promise<void>;
}

const same: NameForm = (name) => name;

/** One instance in a PostgreSQL database. */
export class PostgresInstance implements BackendInstance {
  readonly #parts: InstanceParts;
  readonly #id: number;
  readonly #runIds = new Map<string, number>();
  #opened: Opened | undefined;
  readonly files: InstanceFiles;
  readonly cache: string | undefined;
  /** Names are written out: to number them would need the database in the middle of staging. */
  readonly nameForm: NameForm = same;
  readonly nameOf: NameForm = same;
  readonly reads: ObjectReads;
  readonly atOnce = AT_ONCE;

  constructor(parts: InstanceParts) {
    const { pool, database, files, cache, opened } = parts;
    this.#parts = parts;
    this.#id = database.scope.instanceId;
    this.#opened = opened;
    this.files = files;
    this.cache = cache;
    const { dictionaries, scope } = database;
    this.reads = new ObjectReader({
      dictionaries,
      scope,
      locked: undefined,
      ask: (work) => database.read(() => pool.session(work)),
    });
  }

  /** Of what was read while the instance was taken the first call tells. */
  async opening(): ReturnType<BackendInstance['opening']> {
    const opened = this.#opened;
    this.#opened = undefined;
    return opened ?? this.#read((db) => readOpening(db, this.#id));
  }

  moveCheckpoint(checkpoint: Checkpoint, run?: string): Promise<void> {
    return this.#parts.database.write(async (db) => {
      if (run !== undefined) await keepBefore(db, this.#id, run);
      await moveCheckpoint(db, this.#id, checkpoint);
    });
  }

  interrupted(): Promise<OpenRun | undefined> {
    return this.#read((db) => new RunRows(db, this.#id).interrupted());
  }

  lastRecords(but: string): Promise<readonly RecordCounts[]> {
    return this.#read((db) => new RunRows(db, this.#id).lastRecords(but));
  }

  async begin(plan: RunPlan, run: string): Promise<void> {
    const { database, keepsChanges = KEEPS_CHANGES } = this.#parts;
    const until = plan.forgetsSeen === true ? Number.MAX_SAFE_INTEGER : plan.now;
    const { row, hasMore } = await database.write(async (db) => {
      const begun = await new RunRows(db, this.#id).begin(plan, run);
      return { row: begun, hasMore: await forgetSeen(db, this.#id, begun, until) };
    });
    this.#runIds.set(run, row);
    if (hasMore) while (await database.write((db) => forgetSeen(db, this.#id, row, until)));
    await this.#read((db) => forgetReplaced(db, plan.now - keepsChanges, this.#id));
  }

  resume(run: string): Promise<OpenRun> {
    return this.#runs((runs) => runs.resume(run));
  }

  replan(run: string, plan: RunPlan): Promise<void> {
    return this.#runs((runs) => runs.replan(run, plan));
  }

  abandon(run: string, now: number): Promise<void> {
    return this.#runs((runs) => runs.abandon(run, now));
  }

  end(run: string, end: RunEnd): Promise<void> {
    return this.#runs((runs) => runs.end(run, end));
  }

  windows(run: string): ReturnType<BackendInstance['windows']> {
    return this.#read((db) => new WindowRows(db, this.#id).ofRun(run));
  }

  quarantined(): Promise<readonly { readonly key: string; readonly run: string }[]> {
    return this.#read((db) => db.all('SELECT key, run FROM quarantine WHERE instance_id = $1', [this.#id]));
  }

  documents(): ReturnType<BackendInstance['documents']> {
    return this.#read((db) => documentsOf(db, this.#id));
  }

  documentObjects(key: string): ReturnType<BackendInstance['documentObjects']> {
    return this.#read((db) => documentObjects(db, this.#id, key));
  }

  async seen(keys: readonly string[], run: string | undefined, now: number): Promise<ReadonlyMap<string, Remembered>> {
    const runRow = run === undefined ? undefined : await this.#runId(run);
    return this.#read((db) => findSeen(db, { instanceId: this.#id, runRow, now }, keys));
  }

  async transaction<T>(run: string, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const { database, numbers } = this.#parts;
    const runRow = await this.#runId(run);
    return database.once(async (session) => {
      const { dictionaries, scope } = database;
      const transaction = new PostgresTransaction({ session, dictionaries, numbers, scope, runRow });
      const result = await work(transaction);
      await transaction.end();
      return result;
    });
  }

  seal(place: WindowPlace, sealed: SealedWindow, ledger: WindowLedger, none: ObjectCounts): Promise<void> {
    const sealer = { fence: this.#parts.database.fence, staging: this.files.token };
    return this.#windows((windows) => windows.seal(place, sealed, ledger, none, sealer));
  }

  unseal(place: Place): Promise<void> {
    return this.#windows((windows) => windows.drop(place));
  }

  letGo(place: Place, now: number): Promise<void> {
    return this.#windows((windows) => windows.letGo(place, now));
  }

  giveUp(place: Place, now: number): Promise<void> {
    return this.#windows((windows) => windows.giveUp(place, now));
  }

  /** Under the fence: whoever has lost the instance hears of it before it looks for files that another has taken over as well. */
  progress(place: WindowPlace): ReturnType<BackendInstance['progress']> {
    return this.#windows((windows) => windows.progress(place));
  }

  finish(
    place: WindowPlace,
    sealed: SealedWindow,
    end: { readonly counts: ObjectCounts; readonly manual: boolean },
  ): Promise<void> {
    return this.#windows((windows) => windows.finish(place, sealed, end));
  }

  standing(): ReturnType<BackendInstance['standing']> {
    return this.#read((db) => standing(db, this.#id));
  }

  listed(ids: readonly number[]): Promise<ReadonlySet<number>> {
    return this.#read((db) => listedOf(db, this.#id, ids));
  }

  vanishedAfter(after: number, limit: number): ReturnType<BackendInstance['vanishedAfter']> {
    return this.#read((db) => vanishedAfter(db, this.#id, after, limit));
  }

  waitingRelations(): Promise<Waiting> {
    return this.#read((db) => waitingRelations(db, this.#parts.database.scope.sourceId));
  }

  wantedFiles(after: WantedRow | undefined): Promise<readonly WantedRow[]> {
    return this.#read((db) => nextWantedFiles(db, this.#id, after));
  }

  async hasContent(identity: ObjectIdentity): Promise<boolean> {
    return (await this.#find(identity))?.has_content === true;
  }

  headsOf(ids: readonly number[]): Promise<readonly ObjectHead[]> {
    return this.#read((db) => db.all<ObjectHead>(HEADS, [ids, this.#id]));
  }

  async objectOf(identity: ObjectIdentity): Promise<number | undefined> {
    return (await this.#find(identity))?.id;
  }

  undoPlan(run: string): Promise<UndoPlan> {
    const { scope } = this.#parts.database;
    return this.#read(async (db) => {
      const kept = await keptOfRun(db, this.#id, run);
      const row = kept?.id ?? 0;
      return {
        counts: kept?.undoing?.counts ?? (await undoCounts(db, scope, row)),
        isKept: kept?.isKept === true,
        later: await laterRun(db, scope, row),
        before: kept?.before,
        isManual: kept?.isManual === true,
      };
    });
  }

  beginUndo(undo: PendingUndo): Promise<void> {
    return this.#parts.database.write((db) => beginUndo(db, this.#id, undo));
  }

  async forgetSeenSince(run: string): Promise<void> {
    const row = await this.#runId(run);
    while (await this.#parts.database.write((db) => forgetSeenSince(db, this.#id, row)));
  }

  endUndo(undo: PendingUndo): Promise<void> {
    return this.#parts.database.write((db) => endUndo(db, this.#id, undo));
  }

  putAttachment(bytes: AsyncIterable<Uint8Array>, maxBytes: number): ReturnType<BackendInstance['putAttachment']> {
    const { database, attachments } = this.#parts;
    return database.fence === undefined ? measureAttachment(bytes, maxBytes) : attachments.put(bytes, maxBytes);
  }

  async revision(): Promise<string | undefined> {
    const { sourceId } = this.#parts.database.scope;
    const row = await this.#read((db) => db.get<{ text: string }>(REVISION, [sourceId]));
    return row === undefined || row.text === '[]' ? undefined : row.text;
  }

  shape(): Promise<Json | undefined> {
    return this.#read((db) => readShape(db, this.#id));
  }

  release(): Promise<void> {
    return this.#parts.release();
  }

  #read<T>(work: (db: Queryable) => Promise<T>): Promise<T> {
    return this.#parts.database.read(work);
  }

  #runs<T>(work: (runs: RunRows) => Promise<T>): Promise<T> {
    return this.#parts.database.write((db) => work(new RunRows(db, this.#id)));
  }

  #windows<T>(work: (windows: WindowRows) => Promise<T>): Promise<T> {
    return this.#parts.database.write((db) => work(new WindowRows(db, this.#id)));
  }

  async #runId(run: string): Promise<number> {
    const known = this.#runIds.get(run) ?? (await this.#read((db) => new RunRows(db, this.#id).idOf(run)));
    this.#runIds.set(run, known);
    return known;
  }

  #find({ type, subtype, key }: ObjectIdentity): Promise<{ readonly id: number; readonly has_content: boolean } | undefined> {
    return this.#read((db) => db.get(FIND, [type, subtype, key]));
  }
}
