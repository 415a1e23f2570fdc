import { parseMembers, type StagedObject } from '../../engine/object/object-codec.ts';
import { relationText, type StoredObject } from '../../engine/object/object-change.ts';
import { identityText, type MappedFile, type ObjectIdentity } from '../../engine/object/mapped-object.ts';
import { defaultStatus } from '../../engine/object/object-status.ts';
import type { QuarantineEntry, RefRelation, StagedDocument } from '../../engine/staging/staged-rows.ts';
import type { Decision, Known, ObjectReads, Transaction } from '../../engine/store/contract/backend.ts';
import type { Progress, WindowPlace } from '../../engine/store/contract/sealed-window.ts';
import type { FileContent, ObjectCounts } from '../../engine/store/contract/store.ts';
import type { UndoWish } from '../../engine/store/contract/undo.ts';
import { objectOf, refresh, type KeptInstance, type KeptObject, type KeptRun, type MemoryData } from './memory-data.ts';
import { giveBack } from './memory-undo.ts';

export class MemoryReads implements ObjectReads {
  protected readonly data: MemoryData;
  protected readonly own: KeptInstance;

  constructor(data: MemoryData, own: KeptInstance) {
    this.data = data;
    this.own = own;
  }

  async find(identities: readonly string[]): Promise<(Known | undefined)[]> {
    return identities.map((identity) => {
      const found = this.data.objects.get(identity);
      return found && { id: found.id, fingerprint: found.listings.get(this.own.id)?.fingerprint ?? null };
    });
  }

  async load(wanted: readonly { readonly id: number; readonly staged: StagedObject }[]): Promise<StoredObject[]> {
    const { id: instance, source } = this.own;
    return wanted.map(({ id }) => {
      const { value, listings, attributes, tags, refs, relations, content, wanted: files } = objectOf(this.data, id);
      return {
        id,
        value,
        listing: listings.get(instance),
        shared: [...listings.keys()].some((other) => other !== instance),
        attributes: attributes.get(source) ?? [],
        tags: tags.get(source) ?? new Set(),
        refs: refs.get(source) ?? new Set(),
        relations: new Set((relations.get(source) ?? []).map(relationText)),
        content: content?.sha256,
        wanted: files.get(instance),
      };
    });
  }
}

/** Writes into the data itself: whoever begins a transaction keeps a copy for the case that it fails. */
export class MemoryTransaction extends MemoryReads implements Transaction {
  readonly #run: KeptRun;

  constructor(data: MemoryData, own: KeptInstance, run: KeptRun) {
    super(data, own);
    this.#run = run;
  }

  async giveBack(limit: number, wish: UndoWish): Promise<boolean> {
    return giveBack(this.data, this.own, this.#run, limit, wish);
  }

  /** Keeps what stands, does the change, and keeps what became of it. */
  #replacing(id: number, change: (object: KeptObject) => void): void {
    const object = objectOf(this.data, id);
    const kept = { what: 'object', id, stood: structuredClone(object) } as const;
    change(object);
    this.#run.replaced.push({ ...kept, became: structuredClone(object) });
  }

  async write(
    decisions: readonly Decision[],
    { now, keepsList }: { readonly now: number; readonly keepsList: boolean },
  ): Promise<void> {
    for (const decision of decisions) {
      const id = this.#writeOne(decision, now);
      if (keepsList && decision.kind !== 'withdraw') this.own.listed.add(id);
    }
  }

  async relate(relations: readonly RefRelation[]): Promise<void> {
    const { source } = this.own;
    const all = this.data.refRelations.get(source) ?? [];
    for (const one of relations)
      if (!all.some(({ from, to, as }) => from === one.from && to === one.to && as === one.as)) {
        this.#run.replaced.push({ what: 'relation', from: one.from, to: one.to, as: one.as });
        all.push(one);
      }
    this.data.refRelations.set(source, all);
  }

  async putThrough(keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      if (this.own.quarantine.has(key)) this.#setAside(key);
      this.own.quarantine.delete(key);
    }
  }

  async quarantine(entries: readonly QuarantineEntry[], { run }: WindowPlace): Promise<void> {
    for (const entry of entries) {
      this.#setAside(entry.key);
      this.own.quarantine.set(entry.key, { ...entry, run });
    }
  }

  #setAside(key: string): void {
    this.#run.replaced.push({ what: 'quarantine', key, stood: this.own.quarantine.get(key) });
  }

  async remember(
    seen: readonly { readonly key: string; readonly version: string }[],
    run: string,
    until: number | undefined,
  ): Promise<void> {
    for (const { key, version } of seen) this.own.seen.set(key, { version, run, until });
  }

  async document({ key, version, state }: StagedDocument, objects: Iterable<ObjectIdentity>): Promise<void> {
    const { documents } = this.own;
    this.#run.replaced.push({ what: 'document', key, stood: structuredClone(documents.get(key)) });
    if (state === 'gone') return void documents.delete(key);
    const before = documents.get(key);
    const kept = state === 'whole' ? undefined : before?.objects;
    const all = new Set(kept);
    for (const identity of objects) {
      const found = this.data.objects.get(identityText(identity));
      if (found !== undefined) all.add(found.id);
    }
    documents.set(key, { version, objects: all });
  }

  async keepProgress({ run, index }: WindowPlace, progress: Progress, counts: ObjectCounts): Promise<void> {
    const window = this.own.runs.find(({ id }) => id === run)?.windows.get(index);
    if (window !== undefined) Object.assign(window, { progress, counts });
  }

  async fulfil(id: number, _type: string, file: FileContent): Promise<void> {
    this.data.changes++;
    this.#replacing(id, (object) => this.#putFile(object, file, 0));
  }

  #writeOne(decision: Decision, now: number): number {
    switch (decision.kind) {
      case 'create':
        return this.#create(decision, now);
      case 'change':
        this.#replacing(decision.id, () => this.#change(decision, now));
        return decision.id;
      case 'withdraw':
        this.#replacing(decision.id, () => this.#withdraw(decision, now));
        return decision.id;
      case 'listed':
        return decision.id;
      default:
        throw decision satisfies never;
    }
  }

  #create({ head, members, fingerprint }: Extract<Decision, { kind: 'create' }>, now: number): number {
    const { type, subtype, key, value, file } = head;
    const { source, id: instance } = this.own;
    const attributes = parseMembers(members);
    const object: KeptObject = {
      id: ++this.data.lastObject,
      type,
      subtype,
      key,
      value,
      status: defaultStatus(type),
      publishedAt: null,
      firstSeen: now,
      listings: new Map([[instance, { ...head, withdrawnAt: undefined, fingerprint, seq: ++this.data.changes }]]),
      wanted: new Map(),
      attributes: new Map(attributes.length === 0 ? [] : [[source, attributes]]),
      tags: new Map([[source, new Set(head.tags)]]),
      refs: new Map([[source, new Set(head.refs)]]),
      relations: new Map([[source, distinctRelations(head.related)]]),
      content: undefined,
    };
    refresh(object);
    this.#putFile(object, file, now);
    this.data.objects.set(identityText(object), object);
    this.#run.replaced.push({ what: 'made', id: object.id });
    return object.id;
  }

  #change({ id, change, fingerprint }: Extract<Decision, { kind: 'change' }>, now: number): void {
    const { source, id: instance } = this.own;
    const object = objectOf(this.data, id);
    this.#putFile(object, change.file, now);
    const before = object.listings.get(instance);
    if (!change.visible) {
      if (!change.older && before !== undefined)
        object.listings.set(instance, { ...before, fingerprint, version: change.listing.version });
      return;
    }
    object.listings.set(instance, { ...change.listing, fingerprint, seq: ++this.data.changes });
    if (change.value !== undefined) object.value = change.value;
    if (change.attributes !== undefined) object.attributes.set(source, change.attributes);
    object.tags.set(source, new Set([...(object.tags.get(source) ?? []), ...change.tags]));
    object.refs.set(source, new Set([...(object.refs.get(source) ?? []), ...change.refs]));
    object.relations.set(source, distinctRelations([...(object.relations.get(source) ?? []), ...change.relations]));
    refresh(object);
  }

  #withdraw({ id, version }: Extract<Decision, { kind: 'withdraw' }>, now: number): void {
    const object = objectOf(this.data, id);
    const before = object.listings.get(this.own.id);
    if (before === undefined) return;
    const seq = ++this.data.changes;
    const kept = { ...before, withdrawnAt: now, fingerprint: null, version: version ?? before.version, seq };
    object.listings.set(this.own.id, kept);
    refresh(object);
  }

  #putFile(object: KeptObject, file: MappedFile | undefined, now: number): void {
    if (file?.kind === 'content') {
      object.content = file;
      object.wanted.clear();
    } else if (file !== undefined) {
      const since = object.wanted.get(this.own.id)?.since ?? now;
      object.wanted.set(this.own.id, { fulfillment: file.fulfillment, args: JSON.stringify(file.args), since });
    }
  }
}

const distinctRelations = (relations: StagedObject['related']): StagedObject['related'] => [
  ...new Map(relations.map((relation) => [relationText(relation), relation])).values(),
];
