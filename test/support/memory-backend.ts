/** A second database behind the store's contract, in memory: what is above the contract must not know the difference. */
import { createHash } from 'node:crypto';
import { EngineError } from '../../engine/language/basics/errors.ts';
import type { Json } from '../../engine/language/basics/json.ts';
import { identityText, type ObjectIdentity } from '../../engine/object/mapped-object.ts';
import type { NameForm } from '../../engine/object/object-codec.ts';
import type { StagingFiles } from '../../engine/staging/local-staging.ts';
import { measureAttachment } from '../../engine/store/attachments/hashed.ts';
import type {
  Backend,
  BackendInstance,
  DocumentObject,
  ObjectReads,
  PendingWindow,
  Transaction,
  WantedRow,
} from '../../engine/store/contract/backend.ts';
import type { SealedWindow, WindowPlace } from '../../engine/store/contract/sealed-window.ts';
import type { ObjectHead } from '../../engine/store/contract/review.ts';
import type { Remembered } from '../../engine/store/contract/seen.ts';
import type { PendingUndo, UndoPlan } from '../../engine/store/contract/undo.ts';
import type {
  Checkpoint,
  InstanceKey,
  ObjectCounts,
  OpenRun,
  RecordCounts,
  RunEnd,
  RunPlan,
  Waiting,
  WindowLedger,
} from '../../engine/store/contract/store.ts';
import { emptyData, objectOf, type KeptInstance, type KeptRun, type KeptWindow, type MemoryData } from './memory-data.ts';
import { MemoryReads, MemoryTransaction } from './memory-transaction.ts';
import { laterRun, undoCounts } from './memory-undo.ts';
import { isWaiting } from './memory-view.ts';

export class MemoryBackend implements Backend {
  data = emptyData();
  readonly #held = new Set<string>();
  readonly #filesOf: (name: string) => StagingFiles;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(filesOf: (name: string) => StagingFiles) {
    this.#filesOf = filesOf;
  }

  async take({ feed, instance, partition, source }: InstanceKey, { dry }: { readonly dry: boolean }): Promise<BackendInstance> {
    const name = JSON.stringify([feed, instance, partition]);
    if (!dry && this.#held.has(name)) throw new EngineError('store.locked', 'Another run of this feed is under way.');
    if (!dry) this.#held.add(name);
    let own = this.data.instances.find((one) => JSON.stringify(one.name) === name);
    const sourceId = this.#source(source, own?.source);
    if (own === undefined) {
      own = newInstance(this.data.instances.length + 1, [feed, instance, partition], sourceId);
      if (!dry) this.data.instances.push(own);
    }
    if (!dry) own.source = sourceId;
    const files = this.#filesOf(createHash('sha256').update(name).digest('hex').slice(0, 16));
    return new MemoryInstance(this, own, files, () => void (dry || this.#held.delete(name)));
  }

  /** One after the other; what fails leaves nothing. */
  transaction<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(async () => {
      const before = structuredClone(this.data);
      try {
        return await work();
      } catch (cause) {
        this.data = before;
        throw cause;
      }
    });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async close(): Promise<void> {
    this.#held.clear();
  }

  /** A source that only one instance has is renamed with it. */
  #source(name: string, current: number | undefined): number {
    const { sources, instances } = this.data;
    const known = sources.indexOf(name);
    if (known !== -1) return known;
    if (current !== undefined && instances.filter(({ source }) => source === current).length === 1) {
      sources[current] = name;
      return current;
    }
    return sources.push(name) - 1;
  }
}

const newInstance = (id: number, name: KeptInstance['name'], source: number): KeptInstance => ({
  id,
  name,
  source,
  checkpoint: { until: undefined, state: undefined },
  hold: undefined,
  revision: 0,
  shape: undefined,
  runs: [],
  listed: new Set(),
  seen: new Map(),
  quarantine: new Map(),
  documents: new Map(),
});

class MemoryInstance implements BackendInstance {
  readonly files: StagingFiles;
  readonly cache = undefined;
  readonly nameForm: NameForm = (name) => name;
  readonly nameOf: NameForm = (name) => name;
  readonly #backend: MemoryBackend;
  readonly #id: number;
  /** For one that is not kept: of a dry run. */
  readonly #own: KeptInstance;
  readonly #release: () => void;

  constructor(backend: MemoryBackend, own: KeptInstance, files: StagingFiles, release: () => void) {
    this.#backend = backend;
    this.#id = own.id;
    this.#own = own;
    this.files = files;
    this.#release = release;
  }

  get #data(): MemoryData {
    return this.#backend.data;
  }

  /** Looked up each time: a transaction that failed has put copies in the place of everything. */
  get #instance(): KeptInstance {
    return this.#data.instances.find(({ id }) => id === this.#id) ?? this.#own;
  }

  get reads(): ObjectReads {
    return new MemoryReads(this.#data, this.#instance);
  }

  async opening(): ReturnType<BackendInstance['opening']> {
    const { checkpoint, seen, runs, hold } = this.#instance;
    const sealed = (wanted: KeptWindow['status']): PendingWindow[] =>
      runs.flatMap((run) =>
        [...run.windows]
          .filter(([, { status }]) => status === wanted)
          .map(([index, { sealed: one }]): PendingWindow => ({ run: run.id, index, plan: run.plan, sealed: one })),
      );
    const held = sealed('held').map((one) => ({ ...one, since: one.sealed.now }))[0];
    const [undoing] = runs.flatMap((run) => (run.status === 'undoing' && run.undo ? [run.undo] : []));
    return { checkpoint, pending: sealed('sealed'), held, undoing, holdsNext: hold, remembers: seen.size > 0 };
  }

  async moveCheckpoint(checkpoint: Checkpoint, run?: string): Promise<void> {
    if (run !== undefined) this.#run(run).before ??= this.#instance.checkpoint;
    this.#instance.checkpoint = checkpoint;
  }

  async interrupted(): Promise<OpenRun | undefined> {
    const run = this.#instance.runs.at(-1);
    if (run === undefined) return undefined;
    const open = openRun(run);
    const betweenWindows = open.nextWindow > 0 && open.nextWindow < run.plan.windows.length;
    const goesOn = run.status === 'running' || run.status === 'interrupted' || (run.status === 'failed' && betweenWindows);
    return goesOn ? open : undefined;
  }

  async lastRecords(but: string): Promise<readonly RecordCounts[]> {
    const last = this.#instance.runs.findLast(
      ({ id, status, windows }) => id !== but && status === 'succeeded' && windows.size > 0,
    );
    return [...(last?.windows.values() ?? [])].map(({ ledger }) => ledger.records);
  }

  async begin(plan: RunPlan, id: string): Promise<void> {
    const { runs, listed, seen } = this.#instance;
    for (const run of runs) if (run.status === 'running' || run.status === 'interrupted') run.status = 'abandoned';
    listed.clear();
    for (const [key, { until }] of seen)
      if (until === undefined || until < plan.now || plan.forgetsSeen === true) seen.delete(key);
    runs.push({
      id,
      startedAt: plan.now,
      status: 'running',
      plan,
      windows: new Map(),
      replaced: [],
      before: undefined,
      undo: undefined,
    });
  }

  async resume(id: string): Promise<OpenRun> {
    const run = this.#run(id);
    run.status = 'running';
    return openRun(run);
  }

  async replan(id: string, plan: RunPlan): Promise<void> {
    this.#run(id).plan = plan;
  }

  async abandon(id: string): Promise<void> {
    this.#run(id).status = 'abandoned';
  }

  async end(id: string, { status }: RunEnd): Promise<void> {
    this.#run(id).status = status;
  }

  async windows(id: string): ReturnType<BackendInstance['windows']> {
    return [...this.#run(id).windows.values()].map(({ ledger, counts }) => ({ ledger, objects: counts }));
  }

  async quarantined(): Promise<readonly { readonly key: string; readonly run: string }[]> {
    return [...this.#instance.quarantine.values()].map(({ key, run }) => ({ key, run }));
  }

  async documents(): ReturnType<BackendInstance['documents']> {
    return [...this.#instance.documents].map(([key, { version }]) => ({ key, version }));
  }

  async documentObjects(key: string): Promise<readonly DocumentObject[]> {
    const { documents, id: instance } = this.#instance;
    return [...(documents.get(key)?.objects ?? [])]
      .map((id) => objectOf(this.#data, id))
      .filter(({ listings }) => listings.has(instance) && listings.get(instance)?.withdrawnAt === undefined)
      .map(({ id, type, subtype, key: own }) => ({
        id,
        identity: { type, subtype, key: own },
        documents: [...documents].filter(([, { objects }]) => objects.has(id)).map(([document]) => document),
      }));
  }

  async seen(keys: readonly string[], run: string | undefined, now: number): Promise<ReadonlyMap<string, Remembered>> {
    const found = new Map<string, Remembered>();
    for (const key of keys) {
      const kept = this.#instance.seen.get(key);
      if (kept === undefined) continue;
      const thisRun = kept.run === run;
      if (thisRun || (kept.until !== undefined && kept.until >= now)) found.set(key, { version: kept.version, thisRun });
    }
    return found;
  }

  transaction<T>(run: string, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.#backend.transaction(() => work(new MemoryTransaction(this.#data, this.#instance, this.#run(run))));
  }

  async seal(place: WindowPlace, sealed: SealedWindow, ledger: WindowLedger, none: ObjectCounts): Promise<void> {
    const run = this.#run(place.run);
    const { windows } = run;
    if (windows.has(place.index)) throw new EngineError('store.window-done', `Window ${place.index + 1} was applied already.`);
    const progress = { after: undefined, vanished: undefined };
    const isHeld = sealed.hold !== undefined;
    windows.set(place.index, { status: isHeld ? 'held' : 'sealed', ledger, sealed, progress, counts: none });
    if (isHeld) run.status = 'held';
    else this.#revise(sealed);
  }

  async letGo(place: Pick<WindowPlace, 'run' | 'index'>, now: number): Promise<void> {
    const window = this.#window(place);
    Object.assign(window, { status: 'sealed', sealed: { ...window.sealed, now } });
    this.#run(place.run).status = 'running';
    this.#revise(window.sealed);
  }

  async giveUp(place: Pick<WindowPlace, 'run' | 'index'>): Promise<void> {
    this.#window(place).status = 'discarded';
    this.#run(place.run).status = 'discarded';
  }

  #revise(sealed: SealedWindow): void {
    if (sealed.segments.length > 0 || sealed.withdraws) this.#instance.revision++;
  }

  async unseal({ run, index }: Pick<WindowPlace, 'run' | 'index'>): Promise<void> {
    this.#run(run).windows.delete(index);
  }

  async progress(place: WindowPlace): ReturnType<BackendInstance['progress']> {
    const { progress, counts } = this.#window(place);
    return { progress, counts };
  }

  async finish(
    place: WindowPlace,
    { checkpoint, shape, hold }: SealedWindow,
    { counts, manual }: { readonly counts: ObjectCounts; readonly manual: boolean },
  ): Promise<void> {
    Object.assign(this.#window(place), { status: 'done', counts });
    const own = this.#instance;
    const before = own.checkpoint.until;
    const until = checkpoint?.until;
    const isBack = manual && before !== undefined && (until === undefined || until < before);
    if (checkpoint !== undefined && !isBack) {
      this.#run(place.run).before ??= own.checkpoint;
      own.checkpoint = { until, state: checkpoint.state };
    }
    if (shape !== undefined) own.shape = shape;
    if (place.isLast) own.listed.clear();
    if (hold === undefined) return;
    this.#run(place.run).status = hold.goesOn ? 'interrupted' : 'succeeded';
    if (place.isLast) own.hold = undefined;
  }

  async standing(): ReturnType<BackendInstance['standing']> {
    const left = new Map<string, number>();
    const standing = this.#standing();
    for (const { id, type } of standing) left.set(type, (left.get(type) ?? 0) + (this.#instance.listed.has(id) ? 0 : 1));
    return { all: standing.length, left };
  }

  async listed(ids: readonly number[]): Promise<ReadonlySet<number>> {
    return new Set(ids.filter((id) => this.#instance.listed.has(id)));
  }

  async vanishedAfter(after: number, limit: number): ReturnType<BackendInstance['vanishedAfter']> {
    return this.#standing()
      .filter(({ id }) => id > after && !this.#instance.listed.has(id))
      .toSorted((a, b) => a.id - b.id)
      .slice(0, limit)
      .map(({ id, type }) => ({ id, type }));
  }

  async waitingRelations(): Promise<Waiting> {
    const waiting = isWaiting(this.#data, this.#instance.source);
    const times = waiting.filter((since) => since !== undefined);
    return { count: waiting.length, since: times.length === 0 ? undefined : Math.min(...times) };
  }

  async wantedFiles(after: WantedRow | undefined): Promise<readonly WantedRow[]> {
    const rows = [...this.#data.objects.values()].flatMap(({ id, type, subtype, key, wanted }): WantedRow[] => {
      const own = wanted.get(this.#id);
      const identity = { type, subtype, key };
      return own === undefined ? [] : [{ ...own, id, identity, args: JSON.parse(own.args) as WantedRow['args'] }];
    });
    const sorted = rows.toSorted((a, b) => a.since - b.since || a.id - b.id);
    return sorted.filter(
      ({ since, id }) => after === undefined || since > after.since || (since === after.since && id > after.id),
    );
  }

  async hasContent(identity: ObjectIdentity): Promise<boolean> {
    return this.#data.objects.get(identityText(identity))?.content !== undefined;
  }

  async headsOf(ids: readonly number[]): Promise<readonly ObjectHead[]> {
    return ids.map((one) => {
      const { type, subtype, value, listings } = objectOf(this.#data, one);
      return { type, subtype, value, shared: [...listings.keys()].some((other) => other !== this.#id) };
    });
  }

  async objectOf(identity: ObjectIdentity): Promise<number | undefined> {
    return this.#data.objects.get(identityText(identity))?.id;
  }

  async undoPlan(id: string): Promise<UndoPlan> {
    const run = this.#run(id);
    const counts = undoCounts(this.#data, this.#instance, run);
    return { counts, isKept: true, later: laterRun(this.#instance, run), before: run.before, isManual: run.plan.manual };
  }

  async beginUndo(undo: PendingUndo): Promise<void> {
    Object.assign(this.#run(undo.run), { status: 'undoing', undo });
  }

  async forgetSeenSince(id: string): Promise<void> {
    const { runs, seen } = this.#instance;
    const since = new Set(runs.slice(runs.indexOf(this.#run(id))).map((run) => run.id));
    for (const [key, { run }] of seen) if (since.has(run)) seen.delete(key);
  }

  async endUndo({ run: id, wish, mark }: PendingUndo): Promise<void> {
    const [run, own] = [this.#run(id), this.#instance];
    run.status = 'undone';
    for (const window of run.windows.values()) if (window.status === 'done') window.status = 'undone';
    own.revision++;
    if (wish.next === 'skip') return;
    own.hold = mark ?? own.hold;
    const [before, now] = [run.before?.until, own.checkpoint.until];
    const last = own.runs.at(-1);
    if (run.before !== undefined && last !== undefined && ['running', 'interrupted', 'failed'].includes(last.status))
      last.status = 'abandoned';
    if (run.before !== undefined && (now === undefined || before === undefined || now >= before)) own.checkpoint = run.before;
  }

  putAttachment(bytes: AsyncIterable<Uint8Array>, maxBytes: number): ReturnType<BackendInstance['putAttachment']> {
    return measureAttachment(bytes, maxBytes);
  }

  async shape(): Promise<Json | undefined> {
    return this.#instance.shape;
  }

  async revision(): Promise<string | undefined> {
    const { source } = this.#instance;
    const applied = this.#data.instances.filter((one) => one.source === source && one.revision > 0);
    return applied.length === 0 ? undefined : JSON.stringify(applied.map(({ id, revision }) => [id, revision]));
  }

  async release(): Promise<void> {
    this.#release();
  }

  #standing() {
    const listed = [...this.#data.objects.values()];
    return listed.filter(({ listings }) => {
      const own = listings.get(this.#id);
      return own !== undefined && own.withdrawnAt === undefined;
    });
  }

  #run(id: string): KeptRun {
    const found = this.#instance.runs.find((run) => run.id === id);
    if (found === undefined) throw new EngineError('store.unknown-run', `The store has no run ${id} of this feed.`);
    return found;
  }

  #window({ run, index }: Pick<WindowPlace, 'run' | 'index'>): KeptWindow {
    const found = this.#run(run).windows.get(index);
    if (found === undefined) throw new EngineError('store.not-sealed', `Window ${index + 1} of run ${run} is not sealed.`);
    return found;
  }
}

const openRun = ({ id, plan, startedAt, windows }: KeptRun): OpenRun => {
  const done = [...windows]
    .filter(([, { status }]) => status === 'done')
    .toSorted(([a], [b]) => a - b)
    .map(([, { ledger, counts }]) => ({ ledger, objects: counts }));
  return { id, plan, startedAt, nextWindow: done.length, done };
};
