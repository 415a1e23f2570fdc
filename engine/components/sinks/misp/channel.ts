import { TableLookup } from '../../../language/format-table/format-table.ts';
import { type Piece, sendPieces } from '../pieces.ts';
import { inParallel } from '../sending/in-parallel.ts';
import type { Channel, Delivery, Receipt, RemoteContext, SinkAnswer } from '../sink.ts';
import type { Found, MispApi } from './api.ts';
import { type MispAttribute, mispAttribute } from './attribute.ts';
import { type EventHead, type EventOptions, Events } from './events.ts';

export interface ChannelOptions extends EventOptions {
  readonly batch: number;
  readonly maxBytes: number;
  readonly expired: 'delete' | 'sighting';
  readonly publish: boolean;
}

/** What is known of an object's attribute from the last time. */
interface Far {
  readonly event: string;
  readonly attribute: string;
  /** Those that it got from here; it may have others. */
  readonly tags: readonly string[];
}

/** Undefined where another kind of destination had the name before. */
const farIn = (text: string | undefined): Far | undefined => {
  const far = text?.startsWith('{') === true ? (JSON.parse(text) as Partial<Far>) : undefined;
  return typeof far?.event === 'string' && typeof far.attribute === 'string' ? (far as Far) : undefined;
};

interface Item {
  readonly index: number;
  readonly delivery: Delivery;
  readonly event: EventHead;
  readonly uuid: string;
  readonly far: Far | undefined;
  /** Undefined: it is taken back. */
  readonly wanted: MispAttribute | undefined;
  /** What is said of it where it is taken back. */
  readonly receipt: Receipt;
}

const mayBeThere = ({ known, attempted, far }: Delivery): boolean => known || attempted || far !== undefined;

/** Whatever was sent before is looked for first: what is there is changed, and everything else added, so that a repeat changes nothing. */
export class MispChannel implements Channel {
  readonly batch: number;
  readonly #api: MispApi;
  readonly #options: ChannelOptions;
  readonly #lookup: TableLookup;
  readonly #events: Events;
  readonly #ensured = new Set<string>();

  constructor(api: MispApi, options: ChannelOptions, context: RemoteContext) {
    this.batch = options.batch;
    this.#api = api;
    this.#options = options;
    this.#lookup = new TableLookup(context.table('misp'));
    this.#events = new Events(options, context.name);
  }

  async deliver(batch: readonly Delivery[]): Promise<readonly Receipt[]> {
    const receipts: Receipt[] = [];
    const items = batch.map((delivery, index) => this.#item(delivery, index));
    const there = await this.#api.find(items.filter(({ delivery }) => mayBeThere(delivery)).map(({ uuid }) => uuid));
    const fresh: Item[] = [];
    // What is taken back makes room for values that come.
    await inParallel(items, async (item) => {
      if (item.wanted !== undefined) return;
      if (there.get(item.uuid)?.isDeleted === false) await this.#takeBack(item);
      receipts[item.index] = item.receipt;
    });
    await inParallel(items, async (item) => {
      const found = there.get(item.uuid);
      if (item.wanted === undefined) return;
      if (found === undefined) fresh.push(item);
      else receipts[item.index] = await this.#change(item, item.wanted, found);
    });
    for (const some of Map.groupBy(fresh, ({ event }) => event.uuid).values()) await this.#add(some, receipts);
    return receipts;
  }

  async end(): Promise<void> {
    if (!this.#options.publish) return;
    for (const { uuid, info } of await this.#api.unpublished(this.#events.info))
      if (this.#events.isOwn(uuid, info)) await this.#api.publish(uuid);
  }

  #item(delivery: Delivery, index: number): Item {
    const { object } = delivery;
    const far = farIn(delivery.far);
    const head = this.#events.of(object);
    const event = far === undefined ? head : { ...head, uuid: far.event };
    const uuid = far?.attribute ?? this.#events.attribute(event.uuid, object);
    const item = { index, delivery, event, uuid, far };
    const mapped = object.gone === undefined ? mispAttribute(object, this.#lookup) : undefined;
    if (mapped === undefined) return { ...item, wanted: undefined, receipt: { kind: 'confirmed' } };
    if ('attribute' in mapped) {
      const { tags } = mapped.attribute;
      const said: Far = { event: event.uuid, attribute: uuid, tags };
      return { ...item, wanted: mapped.attribute, receipt: { kind: 'confirmed', far: JSON.stringify(said) } };
    }
    const receipt: Receipt =
      'leftOut' in mapped ? { kind: 'left-out', reason: mapped.leftOut } : { kind: 'refused', reason: mapped.refused };
    return { ...item, wanted: undefined, receipt };
  }

  async #takeBack({ uuid, delivery: { object } }: Item): Promise<void> {
    if (object.gone === 'expired' && this.#options.expired === 'sighting')
      await this.#api.expire(uuid, Math.floor((object.expiresAt ?? object.changedAt) / 1000), this.#events.info);
    else await this.#api.remove(uuid);
  }

  async #change({ uuid, far, delivery, receipt }: Item, { tags, ...wanted }: MispAttribute, found: Found): Promise<Receipt> {
    if (found.isDeleted) await this.#api.restore(found);
    // Without a time: it gets the present one, and is newer than what is there.
    const reason = await this.#api.change(uuid, bodyOf(wanted));
    if (reason !== undefined) return { kind: 'refused', reason };
    const has = new Set(found.tags);
    const own = new Set(far?.tags);
    // Who broke off may have marked it in another way.
    const isOwn = (tag: string): boolean => own.has(tag) || (delivery.attempted && tag.startsWith('tlp:'));
    for (const tag of found.tags) if (isOwn(tag) && !tags.includes(tag)) await this.#api.untag(uuid, tag);
    await this.#api.tag(
      uuid,
      tags.filter((tag) => !has.has(tag)),
    );
    return receipt;
  }

  /** Of one event. */
  async #add(items: readonly Item[], receipts: Receipt[]): Promise<void> {
    const [first] = items;
    if (first === undefined) return;
    const { event } = first;
    if (!this.#ensured.has(event.uuid)) await this.#api.ensure(event);
    this.#ensured.add(event.uuid);
    const byIndex = new Map(items.map((item) => [item.index, item]));
    const pieces = items.map(({ index, uuid, wanted }) => ({ index, text: attributeJson(uuid, wanted as MispAttribute) }));
    const send = async (some: readonly Piece[]): Promise<SinkAnswer | undefined> => {
      const answer = await this.#api.add(
        event.uuid,
        some.map(({ text }) => text),
      );
      if ('tooLarge' in answer) return answer.tooLarge;
      const refused = new Map<Item, string>();
      for (const [at, { index }] of some.entries()) {
        const item = byIndex.get(index) as Item;
        const reason = answer.refused.get(at);
        if (reason === undefined) receipts[index] = item.receipt;
        else refused.set(item, reason);
      }
      await this.#settle(refused, receipts);
      return undefined;
    };
    await sendPieces(pieces, { room: this.#options.maxBytes, between: 1, send }, receipts);
  }

  /** What came twice, because an answer was lost, is refused as well, and yet there. */
  async #settle(refused: ReadonlyMap<Item, string>, receipts: Receipt[]): Promise<void> {
    const there = await this.#api.find([...refused.keys()].map(({ uuid }) => uuid));
    for (const [item, reason] of refused) {
      const found = there.get(item.uuid);
      receipts[item.index] =
        found === undefined || item.wanted === undefined
          ? { kind: 'refused', reason }
          : await this.#change(item, item.wanted, found);
    }
  }
}

const bodyOf = ({ first_seen: first, last_seen: last, ...rest }: Omit<MispAttribute, 'tags'>) => ({
  ...rest,
  ...(first === undefined ? {} : { first_seen: first }),
  ...(last === undefined ? {} : { last_seen: last }),
});

/** Who may see the event may see it. */
const INHERITED = '5';

const attributeJson = (uuid: string, { tags, ...attribute }: MispAttribute): string =>
  JSON.stringify({ uuid, ...bodyOf(attribute), distribution: INHERITED, Tag: tags.map((name) => ({ name })) });
