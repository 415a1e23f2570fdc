import type { AttachmentArea, ContentName, LyingContent } from '../../../store/attachments/area.ts';
import { verified } from '../../../store/attachments/hashed.ts';
import { type Spooled, spooled } from '../../../store/attachments/spool.ts';
import type { StoredContent } from '../../../store/contract/opened-store.ts';
import { EngineError } from '../../../language/basics/errors.ts';
import type { World } from '../../world.ts';
import { S3Client } from './s3-client.ts';
import { S3Listing } from './s3-listing.ts';
import type { S3Settings } from './s3-settings.ts';
import { uploadInParts } from './upload-in-parts.ts';

/** So much is held in memory at once; S3 wants parts of 5 MiB at least. */
const PART = 8 * 1024 * 1024;
/** What was put so long ago is put again, so that who looks for what nobody needs leaves it alone. */
const FRESH = 60 * 60 * 1000;

interface Head {
  readonly size: number;
  /** When it was put, and the present, both by the server's clock; ms since epoch. */
  readonly at: number;
  readonly now: number;
}

/** A bucket of a store that speaks S3, or a part of one: an object for each content, named by its hash. */
export class S3Area implements AttachmentArea {
  readonly shown: string;
  readonly #world: World;
  readonly #settings: S3Settings;
  #client: S3Client | undefined;

  constructor(world: World, settings: S3Settings) {
    this.shown = settings.shown;
    this.#world = world;
    this.#settings = settings;
  }

  /** Content that comes goes to a file of this machine first, since its hash is known at its end only. */
  put(bytes: AsyncIterable<Uint8Array>, maxBytes: number): Promise<ContentName> {
    return spooled(bytes, maxBytes, async (content) => {
      const { sha256, size } = content;
      const there = await this.#head(sha256);
      if (there?.size !== size || there.now - there.at > FRESH) await this.#send(content);
      return { sha256, size };
    });
  }

  async #send(content: Spooled): Promise<void> {
    const { sha256: key, size } = content;
    if (size > PART) return uploadInParts(this.#open, content, PART);
    await this.#open.send({ method: 'PUT', key, body: content.read(0, size), label: 'put a content' });
  }

  async find(sha256: string): Promise<StoredContent | undefined> {
    const head = await this.#head(sha256);
    if (head === undefined) return undefined;
    const { size } = head;
    return { size, path: undefined, bytes: () => verified(this.#read(sha256, size), sha256, this.shown) };
  }

  async *#read(key: string, size: number): AsyncGenerator<Uint8Array, void> {
    for (let from = 0; from < size; from += PART) {
      const range = `bytes=${from}-${Math.min(size, from + PART) - 1}`;
      const { status, bytes } = await this.#open.send({ method: 'GET', key, headers: { range }, label: 'get a content' });
      if (status !== 206 && size > PART)
        throw new EngineError('store.attachments-refused', `The attachments in ${this.shown} give no part of a content.`, {
          hint: 'Name a server that understands Range.',
        });
      yield bytes;
    }
  }

  list(): AsyncIterable<LyingContent> {
    return new S3Listing(this.#open, this.#settings.prefix).all();
  }

  async remove(name: string, before: number): Promise<boolean> {
    const [key = '', uploadId] = name.split('?');
    if (uploadId !== undefined) {
      await this.#open.send({ method: 'DELETE', key, query: { uploadId }, label: 'end an upload', expects: [404] });
      return true;
    }
    // It may have been put again since it was listed.
    const head = await this.#head(key);
    if (head === undefined || head.at >= before) return false;
    await this.#open.send({ method: 'DELETE', key, label: 'delete a content', expects: [404] });
    return true;
  }

  async close(): Promise<void> {
    await this.#client?.close();
    this.#client = undefined;
  }

  get #open(): S3Client {
    return (this.#client ??= new S3Client(this.#world, this.#settings));
  }

  async #head(key: string): Promise<Head | undefined> {
    const { status, header } = await this.#open.send({ method: 'HEAD', key, label: 'look for a content', expects: [404] });
    if (status === 404) return undefined;
    const at = Date.parse(header('last-modified') ?? '');
    const now = Date.parse(header('date') ?? '');
    return { size: Number(header('content-length') ?? NaN), at: orNow(at, this.#world), now: orNow(now, this.#world) };
  }
}

/** What says no time counts as put just now: it is left alone. */
const orNow = (time: number, { now }: World): number => (Number.isNaN(time) ? now() : time);
