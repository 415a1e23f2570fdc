import { EngineError } from '../../../language/basics/errors.ts';
import type { Json } from '../../../language/basics/json.ts';
import { measureAttachment, putAttachment } from '../apply/attachments.ts';
import type { Database } from '../database/database.ts';
import { waitingRelations } from '../queries/info.ts';
import { ensureInstance, knownScope } from './instance-row.ts';
import { InstanceLock } from './instance-lock.ts';
import { DocumentRows } from './document-rows.ts';
import type { Dictionaries } from '../database/dictionaries.ts';
import type { ObjectIdentity } from '../../contract/mapped-object.ts';
import type { Scope } from '../apply/object-reader.ts';
import { ObjectWriter } from '../apply/object-writer.ts';
import { recover, sealedWindows } from './recover.ts';
import { RunRows } from './run-rows.ts';
import { SeenRows } from './seen-rows.ts';
import { instanceHash, type StoreFiles } from '../database/store-files.ts';
import type {
  Checkpoint,
  Instance,
  InstanceKey,
  OpenRun,
  RecordCounts,
  Recovered,
  RunPlan,
  WindowStaging,
} from '../../contract/store.ts';
import { wantedFiles } from './wanted-files.ts';
import { StagedWindow } from '../../../staging/staged-window.ts';

/** No run in the database has this number. */
const NO_RUN = -1;

export interface InstanceContext {
  readonly db: Database;
  readonly dictionaries: Dictionaries;
  readonly files: StoreFiles;
  /** Reads only: nothing is locked, recovered or written, windows can be previewed. */
  readonly dry: boolean;
  /** Objects that one transaction applies. */
  readonly batch: number;
  readonly onStep: (name: string) => void;
}

export const readCheckpoint = (db: Database, instanceId: number): Checkpoint => {
  const row = db.get<{ until_at: number | null; state: string | null }>(
    'SELECT until_at, state FROM instances WHERE id = ?',
    instanceId,
  );
  const state = row?.state ?? undefined;
  return { until: row?.until_at ?? undefined, state: state === undefined ? undefined : (JSON.parse(state) as Json) };
};

/** One named configuration of a feed, for as long as this process works on it. */
export class StoreInstance implements Instance {
  readonly recovered: Recovered;
  readonly #context: InstanceContext;
  readonly #scope: Scope;
  readonly #runs: RunRows;
  readonly #lock: InstanceLock | undefined;
  readonly #hash: string;
  readonly #signal: AbortSignal | undefined;
  #open: StagedWindow | undefined;

  private constructor(
    context: InstanceContext,
    parts: { scope: Scope; lock: InstanceLock | undefined; hash: string; recovered: Recovered; signal: AbortSignal | undefined },
  ) {
    this.#context = context;
    this.#scope = parts.scope;
    this.#runs = new RunRows(context.db, parts.scope.instanceId);
    this.#lock = parts.lock;
    this.#hash = parts.hash;
    this.#signal = parts.signal;
    this.recovered = parts.recovered;
  }

  static async open(
    context: InstanceContext,
    key: InstanceKey,
    options: { readonly now: number; readonly signal?: AbortSignal },
  ): Promise<StoreInstance> {
    const { db, dictionaries, files, dry } = context;
    const hash = instanceHash(key);
    const { signal } = options;
    if (dry)
      return new StoreInstance(context, {
        scope: knownScope(db, key),
        lock: undefined,
        hash,
        recovered: { rolledForward: 0, discarded: false },
        signal,
      });
    const lock = InstanceLock.take(files.lock(hash), key, options.now);
    try {
      const scope = ensureInstance(db, dictionaries, key);
      const paths = { staging: files.staging(hash), side: files.side(hash) };
      const recovered = await recover({ ...context, ...paths, scope, hash, signal, runs: new RunRows(db, scope.instanceId) });
      return new StoreInstance(context, { scope, lock, hash, recovered, signal });
    } catch (cause) {
      lock.release();
      throw cause;
    }
  }

  checkpoint(): Checkpoint {
    return readCheckpoint(this.#context.db, this.#scope.instanceId);
  }

  moveCheckpoint({ until, state }: Checkpoint): void {
    if (this.#context.dry) return;
    const values = [until ?? null, state === undefined ? null : JSON.stringify(state), this.#scope.instanceId] as const;
    this.#context.db.transaction(
      () => this.#context.db.run('UPDATE instances SET until_at = ?, state = ? WHERE id = ?', ...values),
      true,
    );
  }

  interrupted(): OpenRun | undefined {
    return this.#runs.interrupted();
  }

  lastRecords(but: string): readonly RecordCounts[] {
    return this.#runs.lastRecords(but);
  }

  abandon(runId: string, now: number): void {
    if (!this.#context.dry) this.#runs.abandon(runId, now);
  }

  begin(plan: RunPlan, id: string): OpenRun {
    if (!this.#context.dry) return this.#runs.begin(plan, id);
    return { id, plan, startedAt: plan.now, nextWindow: 0, done: [] };
  }

  resume(run: OpenRun): OpenRun {
    return this.#context.dry ? run : this.#runs.resume(run.id);
  }

  replan(run: OpenRun, windows: OpenRun['plan']['windows']): OpenRun {
    const plan = { ...run.plan, windows };
    if (!this.#context.dry && this.#runs.row(run.id) !== undefined) this.#runs.replan(run.id, plan);
    return { ...run, plan };
  }

  window(run: OpenRun, index: number): WindowStaging {
    const { db, dry, files } = this.#context;
    if (this.#open !== undefined)
      throw new EngineError('store.window-open', 'A window of this feed is open already: seal, apply or discard it first.');
    if (!dry && sealedWindows({ db, scope: this.#scope }).length > 0) {
      throw new EngineError(
        'store.window-pending',
        'A sealed window of this feed is not applied yet: open the feed again to apply it.',
      );
    }
    // A run that was never begun is a dry one: its windows can be previewed, not sealed.
    const runRow = dry ? undefined : this.#runs.row(run.id);
    const range = run.plan.windows[index] ?? { since: undefined, until: undefined };
    this.#open = new StagedWindow({
      ...this.#context,
      dry: runRow === undefined,
      scope: this.#scope,
      plan: run.plan,
      place: { runRow: runRow ?? NO_RUN, run: run.id, index, range, isLast: index === run.plan.windows.length - 1 },
      staging: files.staging(this.#hash),
      side: files.side(this.#hash),
      signal: this.#signal,
      seenRows: new SeenRows(db, this.#scope.instanceId, runRow ?? NO_RUN, run.plan.now),
      syncFolder: () => files.syncStaging(this.#hash),
      removeFiles: () => files.discardStaging(this.#hash),
      ended: () => (this.#open = undefined),
    });
    return this.#open;
  }

  documents(): DocumentRows {
    return new DocumentRows(this.#context.db, this.#scope.instanceId);
  }

  quarantined({ notBy = '' }: { readonly notBy?: string } = {}): ReadonlySet<string> {
    const { db } = this.#context;
    const found = 'SELECT key FROM quarantine WHERE instance_id = ? AND run != ?';
    const rows = db.all<{ key: string }>(found, this.#scope.instanceId, notBy);
    return new Set(rows.map(({ key }) => key));
  }

  waitingRelations(): ReturnType<Instance['waitingRelations']> {
    return waitingRelations(this.#context.db, this.#scope.sourceId);
  }

  wantedFiles(): ReturnType<Instance['wantedFiles']> {
    return wantedFiles(this.#context.db, this.#scope.instanceId);
  }

  hasContent(identity: ObjectIdentity): boolean {
    const id = this.#objectId(identity);
    return id !== undefined && this.#context.db.get('SELECT 1 AS n FROM attachments WHERE object_id = ?', id) !== undefined;
  }

  fulfil(identity: ObjectIdentity, file: Parameters<Instance['fulfil']>[1], now: number): void {
    const { db, dictionaries, dry } = this.#context;
    const id = this.#objectId(identity);
    if (dry || id === undefined) return;
    const writer = new ObjectWriter(db, dictionaries, this.#scope, now);
    db.transaction(() => {
      writer.begin();
      writer.fulfil(id, identity.type, { kind: 'content', ...file });
      writer.end();
    });
  }

  putAttachment(bytes: AsyncIterable<Uint8Array>, maxBytes: number): ReturnType<Instance['putAttachment']> {
    return this.#context.dry
      ? measureAttachment(bytes, maxBytes)
      : putAttachment(this.#context.files.attachments, bytes, maxBytes);
  }

  end(run: OpenRun, end: Parameters<Instance['end']>[1]): void {
    if (!this.#context.dry) this.#runs.end(run.id, end);
  }

  close(): void {
    this.#open?.discard();
    this.#lock?.release();
  }

  #objectId({ type, subtype, key }: ObjectIdentity): number | undefined {
    const kind = this.#context.dictionaries.knownKind(type, subtype);
    if (kind === undefined) return undefined;
    return this.#context.db.get<{ id: number }>('SELECT id FROM objects WHERE kind_id = ? AND key = ?', kind, key)?.id;
  }
}
