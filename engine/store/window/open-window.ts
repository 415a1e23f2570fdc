import { EngineError } from '../../language/basics/errors.ts';
import { withdrawalOf, type MappedObject, type ObjectIdentity } from '../../object/mapped-object.ts';
import { LAYOUT } from '../../object/object-codec.ts';
import { seenKey } from '../../staging/seen-key.ts';
import { LocalStaging } from '../../staging/local-staging.ts';
import type { DocumentState, QuarantineEntry, RefRelation } from '../../staging/staged-rows.ts';
import type { SealedWindow, WindowPlace } from '../contract/sealed-window.ts';
import { judgeSeen, type Remembered, type SeenVerdict } from '../contract/seen.ts';
import type { ApplyListener, Checkpoint, ObjectCounts, RunPlan, Seal, WindowStaging } from '../contract/store.ts';
import { WindowApply, type ApplyContext } from './apply-window.ts';
import { checkSnapshot } from './snapshot-limits.ts';
import { vanishedFrom } from './vanished-documents.ts';
import { previewWindow, refuseSnapshot } from './preview-window.ts';
import { Tally } from './tally.ts';

export interface WindowContext extends ApplyContext {
  readonly plan: RunPlan;
  readonly place: WindowPlace;
  /** The run was begun: its windows may be sealed. Without, they can be previewed. */
  readonly begun: boolean;
  /** Earlier windows or runs have left keys. */
  readonly remembers: boolean;
  /** The checkpoint was committed. */
  readonly moved: (checkpoint: Checkpoint) => void;
  /** The window is no longer in use. */
  readonly ended: () => void;
}

/** One window of a run: staged on this machine, sealed, then applied to the database. */
export class OpenWindow implements WindowStaging {
  readonly #context: WindowContext;
  readonly #staging: LocalStaging;
  /** What earlier windows or runs remember of the keys that were looked up. */
  #earlier: ReadonlyMap<string, Remembered> = new Map();
  #sealed: SealedWindow | undefined;
  #applied = false;
  /** An attempt to apply it was made: some of it may be. */
  #isTouched = false;
  #state: 'open' | 'sealed' | 'ended' = 'open';

  constructor(context: WindowContext) {
    this.#context = context;
    const { files, nameForm } = context.backend;
    this.#staging = new LocalStaging({ files, nameForm, onStep: context.onStep });
  }

  /** It is sealed, and not applied. */
  get isPending(): boolean {
    return this.#sealed !== undefined && !this.#applied;
  }

  add(objects: readonly MappedObject[], tag?: string): void {
    const staging = this.#open();
    for (const object of objects) staging.add(object, tag);
  }

  async lookUp(keys: readonly string[]): Promise<void> {
    const { backend, plan, place, begun, remembers } = this.#context;
    // Of what this window has seen itself the staging knows; of a new feed there is nothing else.
    if (remembers) this.#earlier = await backend.seen(keys.map(seenKey), begun ? place.run : undefined, plan.now);
  }

  seen(key: string, version: string): SeenVerdict {
    const short = seenKey(key);
    const staging = this.#open();
    const here = staging.recall(short);
    const before = here === undefined ? this.#earlier.get(short) : { version: here, thisRun: true };
    const verdict = judgeSeen(before, version);
    staging.remember(short, verdict === 'older' && before !== undefined ? before.version : version);
    return verdict;
  }

  quarantine(entry: QuarantineEntry): void {
    this.#open().quarantine(entry);
  }

  putThrough(key: string): void {
    this.#open().putThrough(key);
  }

  relate(relations: readonly RefRelation[]): void {
    for (const relation of relations) this.#open().relate(relation);
  }

  document(key: string, version: string | undefined, state: DocumentState): void {
    this.#open().putDocument({ key: seenKey(key), version: version ?? null, state });
  }

  listed(document: string, object: ObjectIdentity): void {
    this.#open().listInDocument(seenKey(document), object);
  }

  reset(): void {
    this.#open().clear();
  }

  async preview(): Promise<ObjectCounts> {
    try {
      await this.#withdrawVanished(0);
      const { segments } = this.#open().stage();
      return await previewWindow(this.#context.backend, this.#context.plan, segments);
    } finally {
      this.#staging.clear();
      this.#end();
    }
  }

  async seal({ ledger, checkpoint, keepSeenUntil, now, partial = false, confirmed, shape, hold }: Seal): Promise<void> {
    const { backend, plan, place, begun, onStep } = this.#context;
    if (!begun) throw new EngineError('store.read-only', 'A dry run writes nothing to the store.');
    const keepsSeen = keepSeenUntil !== undefined || !place.isLast;
    await this.#withdrawVanished(ledger.records.fetched);
    const documents = this.#staging.documents !== undefined;
    const staged = this.#open().seal(keepsSeen);
    const withdraws = plan.snapshot !== undefined && place.isLast && !partial;
    if (withdraws) await refuseSnapshot(backend, plan, staged.segments, { run: place.run, fetched: ledger.records.fetched });
    const sealed: SealedWindow = {
      layout: LAYOUT,
      segments: staged.segments,
      staged: staged.identities,
      side: staged.side,
      documents,
      withdraws,
      checkpoint: keptOf(checkpoint),
      keepsSeen,
      keepSeenUntil,
      confirmed,
      shape,
      now,
      hold,
    };
    await backend.seal(place, sealed, ledger, new Tally().counts());
    this.#sealed = sealed;
    this.#state = 'sealed';
    onStep('sealed');
  }

  async apply(listener?: ApplyListener): Promise<ObjectCounts> {
    const sealed = this.#sealed;
    if (this.#state !== 'sealed' || sealed === undefined || sealed.hold !== undefined)
      throw new EngineError('store.not-sealed', 'The window is not sealed.');
    this.#staging.close();
    const { plan, place, backend, moved, onStep } = this.#context;
    const isUntouched = !this.#isTouched;
    this.#isTouched = true;
    const counts = await new WindowApply(this.#context, { plan, place, sealed, listener, checks: false, isUntouched }).run();
    this.#applied = true;
    // A range that somebody asked for may lie behind what is kept.
    if (sealed.checkpoint !== undefined)
      moved(plan.manual ? (await backend.opening()).checkpoint : checkpointOf(sealed.checkpoint));
    backend.files.discard();
    onStep('deleted');
    this.#end();
    return counts;
  }

  /** A sealed window is not given up: the next opening applies it. */
  async discard(): Promise<void> {
    if (this.#state === 'open') this.#staging.clear();
    this.#staging.close();
    this.#end();
  }

  /** Stages the withdrawal of what the documents of an index no longer list; `store.snapshot-refused` where that is too much. */
  async #withdrawVanished(rows: number): Promise<void> {
    const { backend, plan } = this.#context;
    const { documents } = this.#open();
    if (plan.documents === undefined || documents === undefined) return;
    let vanishing = 0;
    for await (const { object, edited } of vanishedFrom(documents, backend)) {
      if (!edited) vanishing++;
      this.#staging.add(withdrawalOf(object));
    }
    if (vanishing === 0) return;
    const { all } = await backend.standing();
    checkSnapshot({ ...plan.documents, floor: 0 }, { rows, standing: all, vanishing });
  }

  #open(): LocalStaging {
    if (this.#state !== 'open') throw new EngineError('store.window-ended', 'The window takes no more: it is sealed or over.');
    return this.#staging;
  }

  #end(): void {
    this.#state = 'ended';
    this.#context.ended();
  }
}

const checkpointOf = ({ until, state }: NonNullable<SealedWindow['checkpoint']>): Checkpoint => ({ until, state });

const keptOf = (checkpoint: Checkpoint | undefined): SealedWindow['checkpoint'] => {
  if (checkpoint === undefined) return undefined;
  const { until, state } = checkpoint;
  return { ...(until === undefined ? {} : { until }), ...(state === undefined ? {} : { state }) };
};
