import { TableLookup } from '../../../language/format-table/format-table.ts';
import type { ObjectIdentity } from '../../../object/mapped-object.ts';
import type { Channel, Delivery, Receipt, RemoteContext } from '../sink.ts';
import type { ThreatqApi } from './api.ts';
import { Attachments, BRIEF } from './attachments.ts';
import {
  attributesOf,
  type Body,
  bodyOf,
  changingBody,
  EXPIRED,
  type Home,
  homeOf,
  identityBody,
  type WantedAttribute,
} from './body.ts';
import { type Consumed, Consumer } from './consume.ts';
import { attributeMark, type Far, readFar, writeFar } from './far.ts';
import { inParallel } from '../sending/in-parallel.ts';
import { isRefusal, number, Records, type Record as FarRecord, STATUS } from './records.ts';

export interface ThreatqOptions {
  readonly batch: number;
  readonly gone: 'status' | 'delete';
  readonly maxFile: number;
}

/** An object on its way. */
interface Entry {
  readonly delivery: Delivery;
  readonly home: Home;
  readonly attributes: readonly WantedAttribute[];
  /** What is remembered of it. */
  readonly far: Far | undefined;
  /** It may be there, as something else. */
  readonly mayBeThere: boolean;
  record: FarRecord | undefined;
  refused: string | undefined;
}

/** Remembered of what was removed: it belongs to no collection. */
const NOTHING = '[]';
/** How the collection of files is called. */
const FILES = 'attachments';

/** Objects first, then what of them has changed, then the relations between them, whose ends must be there. */
export class ThreatqChannel implements Channel {
  readonly batch: number;
  readonly #options: ThreatqOptions;
  readonly #lookup: TableLookup;
  readonly #consumer: Consumer;
  readonly #records: Records;
  readonly #attachments: Attachments;

  constructor(api: ThreatqApi, options: ThreatqOptions, context: RemoteContext) {
    this.batch = options.batch;
    this.#options = options;
    this.#lookup = new TableLookup(context.table('threatq'));
    this.#consumer = new Consumer(api, options.batch);
    this.#records = new Records(api);
    this.#attachments = new Attachments(api, context, options.maxFile);
  }

  async deliver(batch: readonly Delivery[]): Promise<readonly Receipt[]> {
    const entries = batch.map((delivery) => this.#entryOf(delivery));
    const going = entries.filter((one): one is Entry => 'home' in one);
    const gone = going.filter(({ delivery }) => delivery.object.gone !== undefined);
    const live = going.filter(({ delivery }) => delivery.object.gone === undefined);
    await this.#put(live.filter(({ home }) => home.collection !== FILES));
    await inParallel(
      live.filter(({ home }) => home.collection === FILES),
      (one) => this.#trying(one, () => this.#upload(one)),
    );
    await this.#find(gone.filter(({ far }) => far === undefined));
    await inParallel(going, (one) => this.#trying(one, () => this.#settle(one)));
    await this.#relate(live.filter(({ record }) => record !== undefined));
    return entries.map((one) => receiptOf(one, this.#options));
  }

  #entryOf(delivery: Delivery): Entry | { readonly leftOut: string } {
    const { object, far: text, attempted } = delivery;
    const home = homeOf(this.#lookup, object);
    if ('leftOut' in home) return home;
    const kept = readFar(text);
    // A row that was changed makes it another object.
    const far = kept?.collection === home.collection ? kept : undefined;
    const attributes = object.gone === undefined ? attributesOf(object, this.#lookup) : [];
    const mayBeThere = attempted || far !== undefined;
    const record = object.gone !== undefined ? far : undefined;
    return { delivery, home, attributes, far, mayBeThere, record, refused: undefined };
  }

  async #put(entries: readonly Entry[], more: (entry: Entry) => Body = () => ({})): Promise<void> {
    const consumed = entries.map((entry): Consumed => {
      const { home, attributes, delivery } = entry;
      return { home, body: { ...bodyOf(delivery.object, home, attributes), ...more(entry) }, result: undefined };
    });
    await this.#consume(entries, consumed);
  }

  /** What was attempted and is gone since: only by its name is it known what it is there. */
  async #find(entries: readonly Entry[]): Promise<void> {
    const [files, others] = [true, false].map((isFile) => entries.filter(({ home }) => (home.collection === FILES) === isFile));
    for (const entry of files ?? []) {
      const found = await this.#attachments.named(entry.delivery.object);
      if (found !== undefined) entry.record = { collection: FILES, id: found.id };
    }
    const consumed = (others ?? []).map(({ home, delivery }): Consumed => {
      const status = home.has_status === true ? { status: { name: EXPIRED } } : {};
      return { home, body: { ...identityBody(delivery.object, home), ...status }, result: undefined };
    });
    await this.#consume(others ?? [], consumed);
  }

  async #consume(entries: readonly Entry[], consumed: readonly Consumed[]): Promise<void> {
    await this.#consumer.consume(consumed);
    for (const [at, entry] of entries.entries()) {
      const result = consumed[at]?.result;
      if (result === undefined) throw new Error('a list was consumed without a word of one of its objects');
      if ('id' in result) entry.record = { collection: entry.home.collection, id: result.id };
      else entry.refused = result.refused;
    }
  }

  async #upload(entry: Entry): Promise<void> {
    const { delivery, home, far } = entry;
    const { object, attempted } = delivery;
    const isSame = far !== undefined && object.content !== undefined && far.content === object.content.sha256.slice(0, BRIEF);
    if (isSame && (await this.#records.isThere(far))) {
      entry.record = far;
      return;
    }
    const result = await this.#attachments.upload({ object, home, attempted });
    if ('id' in result) entry.record = { collection: FILES, id: result.id };
    else entry.refused = result.refused;
    // Its content is another one: a file is never changed there.
    if (entry.record !== undefined && far !== undefined && far.id !== entry.record.id) await this.#records.remove(far);
  }

  /** What is refused of one does not hold up the others. */
  async #trying(entry: Entry, work: () => Promise<void>): Promise<void> {
    if (entry.refused !== undefined) return;
    try {
      await work();
    } catch (error) {
      if (!isRefusal(error)) throw error;
      entry.refused = error.message;
    }
  }

  /** What a list that is consumed may leave as it was. */
  async #settle(entry: Entry): Promise<void> {
    const { record, home, attributes, far, mayBeThere } = entry;
    const { object } = entry.delivery;
    if (record === undefined) return;
    if (object.gone !== undefined) return this.#takeBack(entry, record);
    const isFile = home.collection === FILES;
    if (!mayBeThere && !isFile) return;
    if (!isFile) await this.#records.change(record, changingBody(object, home));
    const sent = far?.attributes ?? [];
    await this.#records.settleAttributes(record, attributes, { sent, sources: object.sources, adds: isFile });
  }

  async #takeBack({ home }: Entry, record: FarRecord): Promise<void> {
    if (this.#options.gone === 'delete') await this.#records.remove(record);
    else if (home.has_status === true) await this.#records.change(record, { status: EXPIRED });
    // Nothing of its own is taken away: what was said of it stands, and that it counts no longer.
    else await this.#records.settleAttributes(record, [STATUS], { sent: [], sources: [], adds: true });
  }

  /** Each relation once, from the end at which it begins where both are in the batch. */
  async #relate(entries: readonly Entry[]): Promise<void> {
    const here = new Map(entries.map((one) => [identityOf(one.delivery.object), one.record as FarRecord]));
    const related = entries.map((entry) => ({ entry, to: recordsOf(entry, here) })).filter(({ to }) => to.length > 0);
    const files = related.filter(({ entry }) => entry.home.collection === FILES);
    const others = related.filter(({ entry }) => entry.home.collection !== FILES);
    const bodies = new Map(others.map(({ entry, to }) => [entry, relationsBody(to)]));
    await this.#put(
      others.map(({ entry }) => entry),
      (entry) => bodies.get(entry) ?? {},
    );
    for (const { entry, to } of files) for (const one of to) await this.#records.relate(entry.record as FarRecord, one);
  }
}

const identityOf = ({ type, subtype, key }: ObjectIdentity): string => JSON.stringify([type, subtype ?? '', key]);

const recordsOf = ({ delivery }: Entry, here: ReadonlyMap<string, FarRecord>): readonly FarRecord[] =>
  delivery.object.relations.flatMap(({ other, direction, far }) => {
    const record = here.get(identityOf(other));
    if (record !== undefined) return direction === 'to' ? [record] : [];
    return readFar(far) ?? [];
  });

/** Ids under the names of their collections. */
const relationsBody = (to: readonly FarRecord[]): Body =>
  Object.fromEntries(
    [...Map.groupBy(to, ({ collection }) => collection)].map(([collection, some]) => [
      collection,
      [...new Set(some.map(({ id }) => id))].map((id) => ({ id: number(id) })),
    ]),
  );

const receiptOf = (entry: Entry | { readonly leftOut: string }, options: ThreatqOptions): Receipt => {
  if ('leftOut' in entry) return { kind: 'left-out', reason: entry.leftOut };
  const { record, refused, attributes, delivery, far } = entry;
  if (refused !== undefined) return { kind: 'refused', reason: refused };
  // A file that was never sent, and is gone.
  if (record === undefined) return { kind: 'confirmed' };
  const { gone, content } = delivery.object;
  // Nothing of it is known there any more.
  if (gone !== undefined && options.gone === 'delete') return { kind: 'confirmed', far: NOTHING };
  const marks =
    gone === undefined
      ? attributes.map(({ name, value }) => attributeMark(name, value))
      : [...(far?.attributes ?? []), attributeMark(STATUS.name, STATUS.value)];
  return {
    kind: 'confirmed',
    far: writeFar({ ...record, attributes: [...new Set(marks)], content: content?.sha256.slice(0, BRIEF) ?? far?.content }),
  };
};
