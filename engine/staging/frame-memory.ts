import { contentHash, FRAME, HASH_AT, TAG_AT, TAG_BYTES } from './frame.ts';

/** Bytes that a UTF-16 code unit may have in UTF-8. */
const MAX_BYTES_A_UNIT = 3;

/** Frames one behind the other in memory that grows, outside of the garbage collector's sight. */
export class FrameMemory {
  readonly #length: number;
  bytes: Buffer;
  view: DataView;
  /** Where the next frame begins. */
  used = 0;

  constructor(length: number) {
    this.#length = length;
    this.bytes = Buffer.allocUnsafe(length);
    this.view = viewOf(this.bytes);
  }

  /** A whole frame; `object`: encoded. */
  write(identity: string, object: string, tag?: string): void {
    const start = this.used;
    const identityAt = start + FRAME;
    const most = identityAt + MAX_BYTES_A_UNIT * (identity.length + object.length);
    if (most > this.bytes.length) this.#grow(most);
    const { bytes, view } = this;
    const objectAt = identityAt + bytes.write(identity, identityAt, 'utf8');
    const end = objectAt + bytes.write(object, objectAt, 'utf8');
    view.setUint32(start, objectAt - identityAt, true);
    view.setUint32(start + 4, end - objectAt, true);
    bytes.write(contentHash(bytes.subarray(objectAt, end)), start + HASH_AT, 'latin1');
    if (tag === undefined) bytes.fill(0, start + TAG_AT, identityAt);
    else bytes.write(tag, start + TAG_AT, TAG_BYTES, 'latin1');
    this.used = end;
  }

  clear(): void {
    this.used = 0;
    if (this.bytes.length > 2 * this.#length) this.#use(Buffer.allocUnsafe(this.#length));
  }

  #grow(least: number): void {
    const larger = Buffer.allocUnsafe(Math.max(least, 2 * this.bytes.length));
    this.bytes.copy(larger, 0, 0, this.used);
    this.#use(larger);
  }

  #use(bytes: Buffer): void {
    this.bytes = bytes;
    this.view = viewOf(bytes);
  }
}

const viewOf = ({ buffer, byteOffset, length }: Buffer): DataView => new DataView(buffer, byteOffset, length);
