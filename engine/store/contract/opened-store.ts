/** A store that is open, whatever lies behind it: what runs need of it (`Store`), and what commands ask of it beside. */
import type { Json } from '../../language/basics/json.ts';
import type { ObjectIdentity } from '../../object/mapped-object.ts';
import type { ObjectPast } from '../views/object-past.ts';
import type { ObjectView } from '../views/object-view.ts';
import type { ActionEnd, ActionIntent, ActionQuery, ActionRun } from './action-runs.ts';
import type { Awaitable, Streamed } from './awaitable.ts';
import type { HistoryQuery, LastRuns, QuarantineView, RunView } from './history.ts';
import type { ObjectQuery } from './object-query.ts';
import type { Outbox } from './outbox.ts';
import type { CheckResult, InstanceInfo, Pruned, RetentionPolicy, StoreInfo } from './store-info.ts';
import type { Checkpoint, Instance, InstanceKey, Store, Upcoming } from './store.ts';

export type InstanceName = Pick<InstanceKey, 'feed' | 'instance' | 'partition'>;

/** What an attachment holds. */
export interface StoredContent {
  readonly size: number;
  /** Of a file on this machine; undefined where it lies elsewhere. */
  readonly path: string | undefined;
  bytes(): AsyncIterable<Uint8Array>;
}

export interface OpenedStore extends Store {
  info(): Awaitable<StoreInfo>;
  check(): Awaitable<CheckResult>;
  /** One sha256 over all that the store says, without ids and times of runs; `state` false: nor where the next runs begin. */
  digest(options?: { readonly state?: boolean }): Awaitable<string>;
  /** Throws `store.backup-elsewhere` where the database has tools of its own for it. */
  backup(to: string): Awaitable<void>;
  prune(policy: RetentionPolicy, now: number): Awaitable<Pruned>;
  compact(now: number): Awaitable<{ readonly orphans: number }>;
  /** Streams objects in the order of type, subtype and key. */
  objects(query: ObjectQuery): Streamed<ObjectView>;
  /** What is kept of its past: `historyOf` in `store/views/` tells it. Undefined where there is no such object. */
  pastOf(identity: ObjectIdentity): Awaitable<ObjectPast | undefined>;
  /** How many objects there are of each type and subtype. */
  objectTypes(): Awaitable<readonly { readonly type: string; readonly subtype: string; readonly count: number }[]>;
  /** The latest first. */
  runs(query: HistoryQuery): Streamed<RunView>;
  /** Ids of runs that begin with this, the very one first, then the latest. */
  runsLike(beginning: string, limit: number): Awaitable<readonly string[]>;
  quarantine(query: HistoryQuery): Streamed<QuarantineView>;
  /** How many it has forgotten. */
  clearQuarantine(query: HistoryQuery & { readonly key?: string | undefined }): Awaitable<number>;
  /** Also those of which nothing but failed runs is known: `info` leaves them out. */
  instances(): Awaitable<readonly InstanceInfo[]>;
  /** How each instance ran last, those of which nothing else is known among them. */
  lastRuns(): Awaitable<readonly LastRuns[]>;
  /** A run of the instance is under way in a process that lives. */
  isUnderWay(name: InstanceName): Awaitable<boolean>;
  /** Bytes of the database. */
  bytes(): Awaitable<number>;
  /** What is wrong with the database, in a few words; undefined: nothing that is seen quickly. */
  quickCheck(): Awaitable<string | undefined>;
  /** How many objects the instance lists. */
  standing(name: InstanceName): Awaitable<number>;
  /** The instance to look at: nothing is locked, and nothing that a crash left is settled. It is read only. */
  look(key: InstanceKey, now: number): Promise<Instance>;
  /** What the next run begins with. */
  upcoming(key: InstanceKey): Promise<Upcoming>;
  /** Undefined where the feed never ran. */
  showState(key: InstanceName): Awaitable<Checkpoint | undefined>;
  /** What the instance remembers of the shape of what came; undefined where nothing did. */
  shapeOf(name: InstanceName): Awaitable<Json | undefined>;
  /** Under the instance's lock: `store.locked` while it runs. */
  setState(key: InstanceKey, checkpoint: Checkpoint, now: number): Promise<void>;
  /** Durable when it returns: only then may the request be sent. */
  beginAction(intent: ActionIntent): Awaitable<void>;
  endAction(id: string, end: ActionEnd): Awaitable<void>;
  actionRuns(query: ActionQuery): Streamed<ActionRun>;
  /** The content of an attachment; undefined where it is not there. */
  attachment(sha256: string): Awaitable<StoredContent | undefined>;
  /** What goes out to other tools. */
  readonly outbox: Outbox;
  /** Whose objects it holds; undefined where no run has said so yet. */
  readonly isMock: boolean | undefined;
}
