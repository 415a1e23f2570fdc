import type { EventHead } from './events.ts';
import type { MispAttribute } from './attribute.ts';

interface Tag {
  readonly name: string;
  readonly colour?: string;
}

/** Of the tags of an event, which lists of feeds show in their colours. */
const COLOUR = '#5b6770';

/** An attribute as it stands in a feed, without its time. */
export interface FeedAttribute extends Omit<MispAttribute, 'tags'> {
  readonly uuid: string;
  readonly deleted: boolean;
  readonly disable_correlation: boolean;
  readonly Tag?: readonly Tag[];
}

interface Dated extends FeedAttribute {
  /** Seconds since epoch, as text. */
  readonly timestamp: string;
}

/** An event of a feed. */
export interface FeedEvent extends Omit<EventHead, 'tags'> {
  readonly timestamp: string;
  readonly publish_timestamp: string;
  readonly published: boolean;
  readonly Orgc: { readonly name: string; readonly uuid: string };
  readonly Tag: readonly Tag[];
  readonly Attribute: readonly Dated[];
}

export type ManifestEntry = Pick<FeedEvent, 'info' | 'Orgc' | 'date' | 'timestamp' | 'analysis' | 'threat_level_id' | 'Tag'>;

/** Of a time in the file and the present: the later one, and later than what was there. */
const later = (before: string | undefined, now: number): string =>
  String(Math.max(now, before === undefined ? 0 : Number(before) + 1));

const unique = ({ type, category, value }: FeedAttribute): string => JSON.stringify([type, category, value]);

/** Without its time, in one order of its members. */
const content = (attribute: FeedAttribute): string =>
  JSON.stringify(
    Object.entries(attribute)
      .filter(([name, value]) => name !== 'timestamp' && value !== undefined)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );

/**
 * The file of an event. MISP takes of an event that is newer than its own what is newer than its own of each attribute, and deletes nothing
 * because it is missing: so a time rises with whatever changes, by a whole second at least, and what is gone stays as deleted.
 */
export class FeedFile {
  #event: Omit<FeedEvent, 'Attribute'>;
  readonly #attributes: Map<string, Dated>;
  /** Ids by what an event has once. */
  readonly #values: Map<string, string>;
  #hasChanged = false;

  private constructor({ Attribute: attributes, ...event }: FeedEvent) {
    this.#event = event;
    this.#attributes = new Map(attributes.map((one) => [one.uuid, one]));
    this.#values = new Map(this.live.map((one) => [unique(one), one.uuid]));
  }

  /** Undefined where it is no event. */
  static read(event: FeedEvent | undefined): FeedFile | undefined {
    return typeof event?.uuid === 'string' && Array.isArray(event.Attribute) ? new FeedFile(event) : undefined;
  }

  static made({ tags, ...head }: EventHead, organisation: FeedEvent['Orgc']): FeedFile {
    return new FeedFile({
      ...head,
      timestamp: '0',
      publish_timestamp: '0',
      published: true,
      Orgc: organisation,
      Tag: tags.map((name) => ({ name, colour: COLOUR })),
      Attribute: [],
    });
  }

  get hasChanged(): boolean {
    return this.#hasChanged;
  }

  /** Attributes, deleted ones too. */
  get size(): number {
    return this.#attributes.size;
  }

  get live(): readonly FeedAttribute[] {
    return [...this.#attributes.values()].filter(({ deleted }) => !deleted);
  }

  /** False where another attribute has the value already: whoever pulls the feed would pass this one over. */
  put(attribute: FeedAttribute, now: number): boolean {
    if ((this.#values.get(unique(attribute)) ?? attribute.uuid) !== attribute.uuid) {
      this.remove(attribute.uuid, now);
      return false;
    }
    this.#set(attribute, now);
    return true;
  }

  #set(attribute: FeedAttribute, now: number): void {
    const before = this.#attributes.get(attribute.uuid);
    if (before !== undefined && content(before) === content(attribute)) return;
    if (before !== undefined && !before.deleted) this.#values.delete(unique(before));
    if (!attribute.deleted) this.#values.set(unique(attribute), attribute.uuid);
    this.#attributes.set(attribute.uuid, { ...attribute, timestamp: later(before?.timestamp, now) });
    this.#hasChanged = true;
  }

  remove(uuid: string, now: number): void {
    const before = this.#attributes.get(uuid);
    if (before === undefined || before.deleted) return;
    this.#set({ ...before, to_ids: false, deleted: true }, now);
  }

  /** The text of the file, whose time rises with it; an attribute a line. */
  *parts(now: number): Iterable<string> {
    const timestamp = later(this.#event.timestamp, now);
    this.#event = { ...this.#event, timestamp, publish_timestamp: timestamp };
    yield `${JSON.stringify({ Event: this.#event }).slice(0, -2)},"Attribute":[`;
    let isFirst = true;
    for (const attribute of this.#attributes.values()) {
      yield `${isFirst ? '' : ','}\n${JSON.stringify(attribute)}`;
      isFirst = false;
    }
    yield ']}}\n';
    this.#hasChanged = false;
  }

  manifestEntry(): ManifestEntry {
    const { info, Orgc, date, timestamp, analysis, threat_level_id, Tag } = this.#event;
    return { info, Orgc, date, timestamp, analysis, threat_level_id, Tag };
  }
}
