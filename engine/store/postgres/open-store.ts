import type { EngineError } from '../../language/basics/errors.ts';
import type { Json } from '../../language/basics/json.ts';
import type { ActionEnd, ActionIntent, ActionQuery, ActionRun } from '../contract/action-runs.ts';
import type { AttachmentArea } from '../attachments/area.ts';
import type { HistoryQuery, LastRuns, QuarantineView, RunView } from '../contract/history.ts';
import type { ObjectQuery } from '../contract/object-query.ts';
import type { InstanceName, OpenedStore, StoredContent } from '../contract/opened-store.ts';
import type { Outbox } from '../contract/outbox.ts';
import type { CheckResult, InstanceInfo, Pruned, RetentionPolicy, StoreInfo } from '../contract/store-info.ts';
import type { Checkpoint, Instance, InstanceKey, OpenOptions, Upcoming } from '../contract/store.ts';
import type { ObjectIdentity } from '../../object/mapped-object.ts';
import type { ObjectPast } from '../views/object-past.ts';
import type { ObjectView } from '../views/object-view.ts';
import { again } from '../again.ts';
import { BATCH_OBJECTS } from '../window/apply-window.ts';
import { StoreInstance } from '../window/instance.ts';
import { upcomingOf } from '../window/upcoming.ts';
import { parsePostgresAddress } from './database/address.ts';
import { Dictionaries } from './database/dictionaries.ts';
import { isCurrent, migrate, tooOld } from './database/migrate.ts';
import { PostgresPool } from './database/pool.ts';
import { SessionLocks } from './database/session-locks.ts';
import { DatabaseArea } from './attachments/database-area.ts';
import { PostgresBackend } from './instance/postgres-backend.ts';
import { StagingFolder } from './instance/staging-folder.ts';
import { PostgresOutbox } from './outbox/outbox.ts';
import { beginAction, endAction, queryActions } from './queries/action-runs.ts';
import { checkStore, quickCheck } from './queries/check.ts';
import { refuseUnfinished } from './queries/copy-mark.ts';
import { digestOf } from './queries/digest.ts';
import { clearQuarantine, queryQuarantine, queryRuns, runsLike } from './queries/history.ts';
import { bytesOf, infoOf, listInstances } from './queries/info.ts';
import { checkpointOf, shapeOf, standingOf } from './queries/instance-state.ts';
import { lastRuns } from './queries/last-runs.ts';
import { backup, compact, prune } from './queries/maintenance.ts';
import { checkMock, isMockStore } from './queries/mock-mark.ts';
import { pastOf } from './queries/object-past.ts';
import { countTypes, queryObjects } from './queries/objects-query.ts';

export interface OpenPostgresOptions {
  /** Whose objects it takes: a mock vendor's or real ones. A store remembers the first and refuses the other; undefined for commands that only look. */
  readonly mock?: boolean | undefined;
  /** Nothing is written: instances are for dry runs. */
  readonly readOnly?: boolean;
  /** The folder of this machine where windows are staged; without one they don't outlive the process. */
  readonly staging?: string | undefined;
  /** The disk of this machine is never waited for. */
  readonly isFleeting?: boolean | undefined;
  /** How long what a run replaces is kept, ms: so long it can be undone. Default 7 days. */
  readonly keepsChanges?: number | undefined;
  /** Objects that one transaction applies; default 4,000. */
  readonly batch?: number;
  /** Where the content of attachments lies; default: in the database. */
  readonly attachments?: AttachmentArea | undefined;
  /** Connections for transactions and questions; two more are for locks and words. */
  readonly connections?: number | undefined;
  /** Told of every durable step, before the next one begins. */
  readonly onStep?: (name: string) => void;
  /** Told of each failure of the database after which something is tried again, and in how many ms. */
  readonly onAgain?: ((failure: EngineError, pause: number) => void) | undefined;
}

/** Connections beside those of transactions: one that all locks hang on, one for words and the like, so that no batch waits for another. */
const BESIDE = 2;

interface Parts {
  readonly pool: PostgresPool;
  readonly beside: PostgresPool;
  readonly locks: SessionLocks;
  readonly isMock: boolean | undefined;
}

/** A store in a PostgreSQL database. */
class PostgresStore implements OpenedStore {
  readonly #pool: PostgresPool;
  readonly #beside: PostgresPool;
  readonly #backend: PostgresBackend;
  readonly #attachments: AttachmentArea;
  readonly #options: OpenPostgresOptions;
  readonly outbox: Outbox;
  readonly isMock: boolean | undefined;

  constructor({ pool, beside, locks, isMock }: Parts, options: OpenPostgresOptions) {
    this.#pool = pool;
    this.#beside = beside;
    this.#options = options;
    this.isMock = isMock;
    this.outbox = new PostgresOutbox(pool, locks);
    const patience = { onAgain: options.onAgain };
    this.#attachments = options.attachments ?? new DatabaseArea(pool, patience);
    this.#backend = new PostgresBackend({
      pool,
      dictionaries: new Dictionaries(beside),
      locks,
      staging: new StagingFolder(options.staging, options.isFleeting),
      attachments: this.#attachments,
      patience,
      keepsChanges: options.keepsChanges,
    });
  }

  open(key: InstanceKey, { now, signal, takeOver }: OpenOptions): Promise<Instance> {
    const { onStep = () => undefined, onAgain, readOnly = false, batch = BATCH_OBJECTS } = this.#options;
    return StoreInstance.open(this.#backend, key, { dry: readOnly, batch, onStep, onAgain, signal, now, takeOver });
  }

  info = (): Promise<StoreInfo> => infoOf(this.#pool);
  check = (): Promise<CheckResult> => checkStore(this.#pool, this.#attachments);
  digest = (options?: { readonly state?: boolean }): Promise<string> => digestOf(this.#pool, options);
  backup = (): never => backup(this.#pool);
  prune = (policy: RetentionPolicy, now: number): Promise<Pruned> => prune(this.#pool, policy, now);
  compact = (now: number): Promise<{ readonly orphans: number }> => compact(this.#pool, this.#attachments, now);
  objects = (query: ObjectQuery): AsyncIterable<ObjectView> => queryObjects(this.#pool, query);
  objectTypes = (): Promise<readonly { readonly type: string; readonly subtype: string; readonly count: number }[]> =>
    countTypes(this.#pool);
  runs = (query: HistoryQuery): AsyncIterable<RunView> => queryRuns(this.#pool, query);
  runsLike = (beginning: string, limit: number): Promise<readonly string[]> => runsLike(this.#pool, beginning, limit);
  quarantine = (query: HistoryQuery): AsyncIterable<QuarantineView> => queryQuarantine(this.#pool, query);
  clearQuarantine = (query: HistoryQuery & { readonly key?: string | undefined }): Promise<number> =>
    clearQuarantine(this.#pool, query);
  instances = (): Promise<readonly InstanceInfo[]> => listInstances(this.#pool, { all: true });
  lastRuns = (): Promise<readonly LastRuns[]> => lastRuns(this.#pool);
  isUnderWay = (name: InstanceName): Promise<boolean> => this.#backend.isUnderWay(name);
  quickCheck = (): Promise<string | undefined> => quickCheck(this.#pool);
  standing = (name: InstanceName): Promise<number> => standingOf(this.#pool, name);
  showState = (name: InstanceName): Promise<Checkpoint | undefined> => checkpointOf(this.#pool, name);
  shapeOf = (name: InstanceName): Promise<Json | undefined> => shapeOf(this.#pool, name);
  beginAction = (intent: ActionIntent): Promise<void> => beginAction(this.#pool, intent);
  endAction = (id: string, end: ActionEnd): Promise<void> => endAction(this.#pool, id, end);
  actionRuns = (query: ActionQuery): AsyncIterable<ActionRun> => queryActions(this.#pool, query);
  pastOf = (identity: ObjectIdentity): Promise<ObjectPast | undefined> => pastOf(this.#pool, identity);
  attachment = (sha256: string): Promise<StoredContent | undefined> => this.#attachments.find(sha256);
  bytes = (): Promise<number> => bytesOf(this.#pool);

  async look(key: InstanceKey, now: number): Promise<Instance> {
    const instance = await this.#backend.look(key);
    const looking = { take: async () => instance, close: async () => undefined };
    const { onStep = () => undefined, onAgain } = this.#options;
    return StoreInstance.open(looking, key, { dry: true, batch: 1, onStep, onAgain, signal: undefined, now });
  }

  async upcoming(key: InstanceKey): Promise<Upcoming> {
    return upcomingOf(await this.#backend.look(key));
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
    await this.#backend.close();
    await this.#attachments.close();
    await Promise.all([this.#pool.close(), this.#beside.close()]);
  }
}

/** Whoever comes first with a newer Feedwright brings the store up to date, a reader too. */
const upgrade = async (address: string, pool: PostgresPool): Promise<void> => {
  const writing = new PostgresPool(parsePostgresAddress(address), { most: 1 });
  try {
    await migrate(writing);
  } catch (cause) {
    throw await tooOld(pool, cause);
  } finally {
    await writing.close();
  }
};

/** Gives whose objects it holds. */
const prepare = async (
  address: string,
  pool: PostgresPool,
  { mock, readOnly = false }: OpenPostgresOptions,
): Promise<boolean | undefined> => {
  if (!readOnly) await migrate(pool);
  else if (!(await isCurrent(pool))) await upgrade(address, pool);
  await refuseUnfinished(pool);
  if (mock !== undefined) await checkMock(pool, mock, !readOnly);
  return isMockStore(pool);
};

/**
 * Opens a store at `postgres://…`, making its tables where they are missing. Throws EngineError `store.…` with a plain sentence, which
 * never shows a password; a reader where nothing was begun `store.missing`.
 */
export const openPostgres = async (address: string, options: OpenPostgresOptions = {}): Promise<OpenedStore> => {
  const parsed = parsePostgresAddress(address, { readOnly: options.readOnly === true });
  const pool = new PostgresPool(parsed, { most: options.connections });
  const beside = new PostgresPool(parsed, { most: BESIDE });
  try {
    const isMock = await again(() => prepare(address, pool, options), { onAgain: options.onAgain });
    return new PostgresStore({ pool, beside, locks: new SessionLocks(beside), isMock }, options);
  } catch (cause) {
    await Promise.all([pool.close(), beside.close()]);
    throw cause;
  }
};
