import type { ObjectIdentity } from '../../object/mapped-object.ts';
import type { ActionEnd, ActionIntent, ActionQuery, ActionRun } from '../contract/action-runs.ts';
import type { HistoryQuery, QuarantineView, RunView, LastRuns } from '../contract/history.ts';
import type { ObjectPast } from '../views/object-past.ts';
import type { ObjectQuery } from '../contract/object-query.ts';
import type { CheckResult, InstanceInfo, StoreInfo, Pruned, RetentionPolicy } from '../contract/store-info.ts';
import type { ObjectView } from '../views/object-view.ts';
import { beginAction, endAction, queryActions } from './queries/action-runs.ts';
import type { AttachmentArea } from '../attachments/area.ts';
import { FolderArea } from '../attachments/folder-area.ts';
import { checkStore } from './queries/check.ts';
import type { Json } from '../../language/basics/json.ts';
import { connect } from './database/connect.ts';
import type { Database } from '../../disk/database.ts';
import { digestOf } from './queries/digest.ts';
import { clearQuarantine, queryQuarantine, queryRuns, runsLike } from './queries/history.ts';
import { bytesOf, infoOf, listInstances } from './queries/info.ts';
import { lastRuns, quickCheck } from './queries/last-runs.ts';
import { StoreInstance } from '../window/instance.ts';
import type { Backend, BackendInstance, TakeOptions } from '../contract/backend.ts';
import { readCheckpoint, SqliteInstance } from './instance/sqlite-instance.ts';
import { InstanceLock, isHeld } from './instance/instance-lock.ts';
import { ensureInstance, findInstance, knownScope } from './instance/instance-row.ts';
import { readShape } from './instance/shape-row.ts';
import { standing } from './instance/listed-rows.ts';
import { Dictionaries } from './database/dictionaries.ts';
import { backup, compact, prune } from './queries/maintenance.ts';
import { refuseUnfinished } from './database/copy-mark.ts';
import { checkMock, isMockStore } from './database/mock-mark.ts';
import { pastOf } from './queries/object-past.ts';
import { countTypes, queryObjects } from './queries/objects-query.ts';
import { ObjectPartsReader } from './queries/read-objects.ts';
import { instanceHash, StoreFiles } from './database/store-files.ts';
import type { Checkpoint, Instance, InstanceKey, OpenOptions, Upcoming } from '../contract/store.ts';
import type { InstanceName, OpenedStore, StoredContent } from '../contract/opened-store.ts';
import { SqliteOutbox } from './outbox/outbox.ts';
import { BATCH_OBJECTS } from '../window/apply-window.ts';
import { upcomingOf } from '../window/upcoming.ts';

export interface OpenStoreOptions {
  /** A file, or `:memory:`. */
  readonly path: string;
  /** Whose objects it takes: a mock vendor's or real ones. A store remembers the first and refuses the other; undefined for commands that only look. */
  readonly mock?: boolean | undefined;
  /** Nothing is written: instances are for dry runs. */
  readonly readOnly?: boolean;
  /** What a reader finds where there is no file; default `fail`. */
  readonly ifMissing?: 'empty' | 'fail';
  /** The database doesn't grow beyond this: `store.full`. */
  readonly maxBytes?: number;
  /** Bytes of a page of a database that is made; default 8,192. */
  readonly pageBytes?: number;
  /** It may be one that is being copied, and is not all there. */
  readonly isCopy?: boolean | undefined;
  /** Every change of the database is refused, as on a disk that has become read-only: `store.read-only`. */
  readonly refusesWrites?: boolean;
  /** The disk is never waited for: nothing of it need survive a power cut, as in tests. */
  readonly isFleeting?: boolean | undefined;
  /** Milliseconds that a reader waits for a database that is locked: `store.locked`. Without it, much longer than anybody holds one. */
  readonly patience?: number | undefined;
  /** How long what a run replaces is kept, ms: so long it can be undone. Default 7 days. */
  readonly keepsChanges?: number | undefined;
  /** Objects that one transaction applies; default 4,000. */
  readonly batch?: number;
  /** Where the content of attachments lies; default: a folder beside the file. */
  readonly attachments?: AttachmentArea | undefined;
  /** Told of every durable step, before the next one begins. */
  readonly onStep?: (name: string) => void;
}

/** A store in a file of this machine, or in memory: what the contract allows to be awaited is there at once. */
export class SqliteStore implements OpenedStore, Backend {
  readonly #db: Database;
  readonly #files: StoreFiles;
  readonly #attachments: AttachmentArea;
  readonly #dictionaries: Dictionaries;
  readonly #options: OpenStoreOptions;
  readonly outbox: SqliteOutbox;

  constructor(db: Database, files: StoreFiles, options: OpenStoreOptions) {
    this.#db = db;
    this.#files = files;
    this.#attachments = options.attachments ?? new FolderArea(() => files.attachments);
    this.#options = options;
    this.#dictionaries = new Dictionaries(db, options.readOnly !== true);
    this.outbox = new SqliteOutbox(db, this.#dictionaries, files);
  }

  get isMock(): boolean | undefined {
    return isMockStore(this.#db);
  }

  open(key: InstanceKey, { now, signal }: OpenOptions): Promise<Instance> {
    const { onStep = () => undefined, readOnly = false, batch = BATCH_OBJECTS } = this.#options;
    return StoreInstance.open(this, key, { dry: readOnly, batch, onStep, signal, now });
  }

  async take(key: InstanceKey, { now, dry }: TakeOptions): Promise<BackendInstance> {
    const parts = {
      db: this.#db,
      dictionaries: this.#dictionaries,
      files: this.#files,
      attachments: this.#attachments,
      hash: instanceHash(key),
    };
    if (dry) return new SqliteInstance({ ...parts, scope: knownScope(this.#db, key), lock: undefined });
    const lock = InstanceLock.take(this.#files.lock(parts.hash), key, now);
    try {
      const scope = await this.#db.inTurn(() => ensureInstance(this.#db, this.#dictionaries, key));
      return new SqliteInstance({ ...parts, scope, lock, keepsChanges: this.#options.keepsChanges });
    } catch (cause) {
      lock.release();
      throw cause;
    }
  }

  info = (): StoreInfo => infoOf(this.#db);
  check = (): Promise<CheckResult> => checkStore(this.#db, this.#attachments);
  digest = (options?: { readonly state?: boolean }): string => digestOf(this.#db, options);
  backup = (to: string): Promise<void> => {
    const [own, copy] = [this.#options.path, to].map((path) => filesOf(path, true));
    const staging = (files: StoreFiles | undefined) => (of: InstanceName) => (files ?? this.#files).stagingOf(instanceHash(of));
    const beside = { attachments: this.#attachments, staging: staging(own), stagingOfCopy: staging(copy) };
    return backup(this.#db, beside, to);
  };
  prune = (policy: RetentionPolicy, now: number): Pruned => prune(this.#db, policy, now);
  compact = (now: number): Promise<{ readonly orphans: number }> => compact(this.#db, this.#attachments, now);
  objects = (query: ObjectQuery): Iterable<ObjectView> =>
    queryObjects(this.#db, new ObjectPartsReader(this.#db, this.#dictionaries), query);
  pastOf = (identity: ObjectIdentity): ObjectPast | undefined => pastOf(this.#db, this.#dictionaries, identity);
  objectTypes = (): readonly { readonly type: string; readonly subtype: string; readonly count: number }[] =>
    countTypes(this.#db);
  runs = (query: HistoryQuery): Iterable<RunView> => queryRuns(this.#db, query);
  runsLike = (beginning: string, limit: number): readonly string[] => runsLike(this.#db, beginning, limit);
  quarantine = (query: HistoryQuery): Iterable<QuarantineView> => queryQuarantine(this.#db, query);
  clearQuarantine = (query: HistoryQuery & { readonly key?: string | undefined }): number => clearQuarantine(this.#db, query);
  instances = (): readonly InstanceInfo[] => listInstances(this.#db, { all: true });
  lastRuns = (): readonly LastRuns[] => lastRuns(this.#db);
  isUnderWay = (name: InstanceName): boolean =>
    this.#options.path !== ':memory:' && isHeld(this.#files.lockPath(instanceHash(name)));
  quickCheck = (): string | undefined => quickCheck(this.#db);
  beginAction = (intent: ActionIntent): void => beginAction(this.#db, intent);
  endAction = (id: string, end: ActionEnd): void => endAction(this.#db, id, end);
  actionRuns = (query: ActionQuery): Iterable<ActionRun> => queryActions(this.#db, query);
  bytes = (): number => bytesOf(this.#db.path);
  attachment = (sha256: string): Promise<StoredContent | undefined> => this.#attachments.find(sha256);

  async upcoming(key: InstanceKey): Promise<Upcoming> {
    // A reader's own files lie elsewhere.
    const files = this.#options.readOnly === true ? filesOf(this.#options.path, true) : this.#files;
    const attachments = this.#attachments;
    const parts = { db: this.#db, dictionaries: this.#dictionaries, files, attachments, hash: instanceHash(key) };
    try {
      return await upcomingOf(new SqliteInstance({ ...parts, scope: knownScope(this.#db, key), lock: undefined }));
    } finally {
      files.close();
    }
  }

  look(key: InstanceKey, now: number): Promise<Instance> {
    // As above: what is held lies beside the store.
    const parts = {
      db: this.#db,
      dictionaries: this.#dictionaries,
      files: filesOf(this.#options.path, true),
      attachments: this.#attachments,
      hash: instanceHash(key),
    };
    const instance = new SqliteInstance({ ...parts, scope: knownScope(this.#db, key), lock: undefined });
    const take = async (): Promise<BackendInstance> => instance;
    const { onStep = () => undefined } = this.#options;
    return StoreInstance.open({ take, close: async () => undefined }, key, {
      dry: true,
      batch: 1,
      onStep,
      signal: undefined,
      now,
    });
  }

  standing(name: InstanceName): number {
    const found = findInstance(this.#db, name);
    return found === undefined ? 0 : standing(this.#db, found.id).all;
  }

  showState(key: InstanceName): Checkpoint | undefined {
    const found = findInstance(this.#db, key);
    return found === undefined ? undefined : readCheckpoint(this.#db, found.id);
  }

  shapeOf(name: InstanceName): Json | undefined {
    const found = findInstance(this.#db, name);
    return found === undefined ? undefined : readShape(this.#db, found.id);
  }

  async setState(key: InstanceKey, checkpoint: Checkpoint, now: number): Promise<void> {
    const instance = await this.open(key, { now });
    try {
      await instance.moveCheckpoint(checkpoint);
    } finally {
      await instance.close();
    }
  }

  async close(): Promise<void> {
    this.#db.close();
    this.#files.close();
    await this.#attachments.close();
  }
}

const filesOf = (path: string, keepsStaging: boolean, isFleeting?: boolean): StoreFiles =>
  new StoreFiles(path === ':memory:' ? undefined : path, keepsStaging, isFleeting);

/** Opens a store, making it where it is missing. Throws EngineError `store.…` with a plain sentence. */
export const openStore = (options: OpenStoreOptions): SqliteStore => {
  const { path, mock, readOnly = false, ifMissing = 'fail', maxBytes, pageBytes, isFleeting, patience } = options;
  const db = connect({ path, readOnly, ifMissing, maxBytes, pageBytes, isFleeting, patience });
  try {
    if (options.isCopy !== true) refuseUnfinished(db);
    if (mock !== undefined) checkMock(db, mock, !readOnly);
    if (options.refusesWrites === true) db.exec('PRAGMA query_only = ON');
    return new SqliteStore(db, filesOf(path, !readOnly, isFleeting), options);
  } catch (cause) {
    db.close();
    throw cause;
  }
};
