import { TableLookup } from '../../../language/format-table/format-table.ts';
import type { Channel, Delivery, FolderContext, Receipt } from '../sink.ts';
import type { MispFeedOptions } from '../misp_feed.ts';
import { type MispAttribute, mispAttribute } from './attribute.ts';
import { type EventHead, Events, isUuid, organisationId } from './events.ts';
import { type FeedAttribute, type FeedEvent, FeedFile, type ManifestEntry } from './feed-file.ts';
import { hashLines } from './hashes.ts';

/** Objects that are read together. */
const BATCH = 1000;
/** Attributes that stand in memory, some more where one event has more. */
const MOST_HELD = 100_000;

const MANIFEST = 'manifest.json';
const HASHES = 'hashes.csv';

/** Brings the files of a feed up to date; those of events that have not changed stay as they are. */
export class FeedFolder implements Channel {
  readonly batch = BATCH;
  readonly #context: FolderContext;
  readonly #lookup: TableLookup;
  readonly #events: Events;
  readonly #organisation: { readonly name: string; readonly uuid: string };
  /** Undefined where everything is written anew. */
  readonly #manifest: Record<string, ManifestEntry> | undefined;
  /** The one that was needed last comes last. */
  readonly #open = new Map<string, FeedFile>();
  /** Of events that were written, now or before a crash: what the manifest and the hashes have to say of them. */
  readonly #written = new Map<string, { readonly entry: ManifestEntry; readonly hashes: string }>();

  constructor(options: MispFeedOptions, context: FolderContext) {
    const { organisation: name = 'Feedwright', organisation_uuid: uuid = organisationId(name) } = options;
    this.#context = context;
    this.#lookup = new TableLookup(context.table('misp'));
    this.#events = new Events(options, context.name);
    this.#organisation = { name, uuid };
    const manifest = context.folder.read(HASHES) === undefined ? undefined : context.folder.read(MANIFEST);
    this.#manifest = manifest === undefined ? undefined : (this.#parsed(MANIFEST, manifest) as Record<string, ManifestEntry>);
  }

  async deliver(batch: readonly Delivery[]): Promise<readonly Receipt[]> {
    const receipts: Receipt[] = [];
    // What is taken back makes room for values that come.
    for (const isGone of [true, false])
      for (const [index, delivery] of batch.entries())
        if ((delivery.object.gone !== undefined) === isGone) receipts[index] = this.#take(delivery);
    let held = 0;
    for (const file of this.#open.values()) held += file.size;
    for (const [uuid, file] of this.#open) {
      if (held <= MOST_HELD || this.#open.size === 1) break;
      this.#write(uuid, file);
      held -= file.size;
    }
    return receipts;
  }

  /** The manifest last: what it names is there. */
  async end(): Promise<void> {
    const { folder } = this.#context;
    for (const [uuid, file] of this.#open) this.#write(uuid, file);
    if (this.#written.size === 0 && this.#manifest !== undefined) return;
    const entries = { ...this.#manifest };
    for (const [uuid, { entry }] of this.#written) entries[uuid] = entry;
    folder.replace(HASHES, this.#hashes(this.#manifest === undefined ? '' : (folder.read(HASHES) ?? '')));
    folder.replace(MANIFEST, [`${JSON.stringify(entries)}\n`]);
  }

  #take({ object, far, known, attempted }: Delivery): Receipt {
    const head = this.#events.of(object);
    const event = far !== undefined && isUuid(far) ? far : head.uuid;
    const uuid = this.#events.attribute(event, object);
    if (object.gone !== undefined) {
      if (known || attempted || far !== undefined) this.#file(event, head)?.remove(uuid, this.#now);
      return { kind: 'confirmed', far: event };
    }
    const mapped = mispAttribute(object, this.#lookup);
    if ('attribute' in mapped) {
      const isPut = this.#file(event, { ...head, uuid: event }, true)?.put(feedAttribute(uuid, mapped.attribute), this.#now);
      return isPut === true
        ? { kind: 'confirmed', far: event }
        : { kind: 'refused', reason: 'another object of the event has the same type, category and value' };
    }
    // What can't be said any longer does not stay as it was.
    if (known || attempted) this.#file(event, head)?.remove(uuid, this.#now);
    return 'leftOut' in mapped ? { kind: 'left-out', reason: mapped.leftOut } : { kind: 'refused', reason: mapped.refused };
  }

  /** Seconds since epoch. */
  get #now(): number {
    return Math.floor(this.#context.now / 1000);
  }

  /** The file of an event; `isNew`: one is made where there is none. */
  #file(uuid: string, head: EventHead, isNew = false): FeedFile | undefined {
    const open = this.#open.get(uuid);
    if (open !== undefined) {
      this.#open.delete(uuid);
      this.#open.set(uuid, open);
      return open;
    }
    const name = `${uuid}.json`;
    const text = this.#context.folder.read(name);
    if (text === undefined && !isNew) return undefined;
    const file =
      text === undefined
        ? FeedFile.made(head, this.#organisation)
        : FeedFile.read(this.#parsed(name, text)['Event'] as FeedEvent);
    if (file === undefined) throw this.#unreadable(name);
    this.#open.set(uuid, file);
    return file;
  }

  #parsed(name: string, text: string): Record<string, unknown> {
    try {
      const value = JSON.parse(text) as unknown;
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
    } catch {
      // Said below.
    }
    throw this.#unreadable(name);
  }

  #unreadable(name: string): Error {
    return this.#context.mistake(
      `\`${name}\` in the folder of "${this.#context.name}" is none that a feed could go on from.`,
      'Give a folder that is for this feed alone, or remove what is in it: the next push writes all of it again.',
    );
  }

  /** Puts a file into its place, if it has changed or the manifest does not know it so. */
  #write(uuid: string, file: FeedFile): void {
    this.#open.delete(uuid);
    if (file.hasChanged) this.#context.folder.replace(`${uuid}.json`, file.parts(this.#now));
    else if (this.#manifest?.[uuid]?.timestamp === file.manifestEntry().timestamp) return;
    this.#written.set(uuid, {
      entry: file.manifestEntry(),
      hashes: file.live.map(({ type, value }) => hashLines(type, value, uuid)).join(''),
    });
  }

  *#hashes(known: string): Iterable<string> {
    // Line by line: those of events that were written are new.
    for (let at = 0; at < known.length;) {
      const end = known.indexOf('\n', at);
      const line = known.slice(at, end < 0 ? undefined : end);
      if (line !== '' && !this.#written.has(line.slice(line.indexOf(',') + 1))) yield `${line}\n`;
      at = end < 0 ? known.length : end + 1;
    }
    for (const { hashes } of this.#written.values()) yield hashes;
  }
}

const feedAttribute = (uuid: string, { tags, ...attribute }: MispAttribute): FeedAttribute => ({
  uuid,
  ...attribute,
  deleted: false,
  disable_correlation: false,
  ...(tags.length === 0 ? {} : { Tag: tags.map((name) => ({ name })) }),
});
