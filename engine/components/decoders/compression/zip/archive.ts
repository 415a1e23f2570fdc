import { shortened } from '../../../../language/shortened.ts';
import { crc32, createInflateRaw } from 'node:zlib';
import { EngineError } from '../../../../language/basics/errors.ts';
import { checkExpansion, DEFLATE_RATIO } from '../../bytes/bound.ts';
import { corrupt, member, nextChunk, STREAM, type Codec, type Progress } from '../../bytes/inflate.ts';
import type { Bytes, DecodeContext } from '../../decoder.ts';
import { ByteReader } from '../../bytes/byte-reader.ts';
import { checkDirectory } from './directory.ts';
import { DESCRIPTOR_MOST, descriptorLength, LOCAL, LOCAL_SIZE, localHeader, localTail, type EntryHeader } from './headers.ts';

const STORED = 0;
const DEFLATED = 8;
const MOST_ENTRIES = 100_000;

const codec: Codec = {
  name: 'zip',
  ratio: DEFLATE_RATIO,
  create: () => createInflateRaw(STREAM),
  continues: () => false,
};

export interface Choice {
  /** Is the entry of this name wanted? */
  readonly wanted: (name: string) => boolean;
  /** What the definition says is wanted, for messages. */
  readonly pattern: string;
  /** More than one entry may be: their contents follow one another. */
  readonly several: boolean;
}

/**
 * The wanted entries' contents, in the archive's order, as they stream past; in the end the archive's directory must say
 * the same of every entry as was found. Nothing is written under an entry's name.
 */
export class Archive {
  readonly #reader: ByteReader;
  readonly #choice: Choice;
  readonly #context: DecodeContext;
  readonly #entries: EntryHeader[] = [];
  #wanted = 0;
  #written = 0;

  constructor(source: Bytes, choice: Choice, context: DecodeContext) {
    this.#reader = new ByteReader(source[Symbol.asyncIterator](), 'zip');
    this.#choice = choice;
    this.#context = context;
  }

  async *content(): Bytes {
    try {
      while (await this.#isLocal()) yield* this.#entry(await this.#header());
      await checkDirectory(this.#reader, this.#entries, this.#context);
      if (this.#wanted === 0) throw notThere(this.#choice.pattern, this.#entries);
    } finally {
      this.#reader.close();
    }
  }

  async #isLocal(): Promise<boolean> {
    const signature = await this.#reader.peek(4);
    if (signature.length < 4) throw this.#reader.truncated();
    if (signature.readUInt32LE(0) === LOCAL) return true;
    if (this.#reader.position === 0 && signature.toString('latin1', 0, 2) !== 'PK')
      throw corrupt('zip', 'it does not begin like one');
    return false;
  }

  async #header(): Promise<EntryHeader> {
    const fixed = await this.#reader.take(LOCAL_SIZE);
    const { name, extra } = localTail(fixed);
    const header = localHeader(fixed, await this.#reader.take(name), await this.#reader.take(extra));
    if (this.#entries.length >= MOST_ENTRIES) throw corrupt('zip', `it has more than ${MOST_ENTRIES} entries`);
    if (/(^|[\\/])\.\.([\\/]|$)|^[\\/]|^[a-z]:|\0/i.test(header.name) || header.name.length > 1024)
      throw new EngineError('decode.zip-name', 'An entry of the zip body has a name that leads out of the archive.', {
        hint: 'Tell the vendor: such an archive is damaged or hostile.',
      });
    return header;
  }

  async *#entry(header: EntryHeader): Bytes {
    const wanted = !header.name.endsWith('/') && this.#choice.wanted(header.name);
    if (wanted && this.#wanted++ > 0 && !this.#choice.several)
      throw new EngineError('decode.zip-entry', `More than one entry of the zip body matches ${this.#choice.pattern}.`, {
        hint: 'Narrow `entry`, or write `several: join` to read one after the other.',
      });
    if (header.encrypted || ![STORED, DEFLATED].includes(header.method) || (header.method === STORED && header.streamed))
      throw new EngineError(
        'decode.zip-method',
        `The entry ${shown(header.name)} of the zip body is encrypted or packed in a way that cannot be read.`,
        {
          hint: 'Ask the vendor for a plain zip with deflate.',
        },
      );
    const start = this.#reader.position;
    let checksum = 0;
    let size = 0;
    for await (const chunk of header.method === STORED ? this.#stored(header.compressed) : this.#inflated()) {
      checksum = crc32(chunk, checksum);
      size += chunk.length;
      if (wanted) yield chunk;
    }
    const found = { ...header, checksum, size, compressed: this.#reader.position - start };
    await this.#check(header, found, start);
    this.#entries.push(found);
  }

  async *#stored(length: number): Bytes {
    for (let left = length; left > 0;) {
      const { done, value } = await this.#reader.next();
      if (done === true) throw this.#reader.truncated();
      if (value.length > left) this.#reader.unread(value.subarray(left));
      const chunk = value.subarray(0, left);
      left -= chunk.length;
      this.#written += chunk.length;
      checkExpansion('zip', codec.ratio, this.#written, this.#reader.position, this.#context.maxBytes);
      yield chunk;
    }
  }

  async *#inflated(): Bytes {
    const progress: Progress = { read: this.#reader.position, written: this.#written };
    const first = await nextChunk(this.#reader, progress);
    if (first === undefined) throw this.#reader.truncated();
    const rest = yield* member(first, this.#reader, codec, this.#context, progress);
    if (rest !== undefined) this.#reader.unread(rest);
    this.#written = progress.written;
  }

  async #check(header: EntryHeader, found: EntryHeader, start: number): Promise<void> {
    const range = `compressed bytes ${start}–${this.#reader.position}`;
    if (header.streamed) {
      const late = await this.#reader.peek(DESCRIPTOR_MOST);
      const length = descriptorLength(late, found.checksum, found.compressed, found.size);
      if (length === -1 && late.length < DESCRIPTOR_MOST) throw this.#reader.truncated();
      if (length === -1) throw corrupt('zip', `the size or checksum of ${shown(header.name)} does not match (${range})`);
      await this.#reader.take(length);
    } else if (found.checksum !== header.checksum || found.size !== header.size || found.compressed !== header.compressed)
      throw corrupt('zip', `the size or checksum of ${shown(header.name)} does not match (${range})`);
  }
}

const shown = (name: string): string => JSON.stringify(shortened(name, 80));

const notThere = (pattern: string, entries: readonly EntryHeader[]): EngineError =>
  new EngineError('decode.zip-entry', `No entry of the zip body matches ${pattern}.`, {
    hint: `It holds ${
      entries
        .slice(0, 5)
        .map(({ name }) => shown(name))
        .join(', ') || 'nothing'
    }${entries.length > 5 ? ` and ${entries.length - 5} more` : ''}.`,
  });
