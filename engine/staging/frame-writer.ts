import { contentHash, FRAME, HASH_AT, MARK_AT } from './frame.ts';
import { plainMembersAt } from '../store/object/object-codec.ts';

/** Up to here a copy by hand is quicker than a call. */
const SHORT = 96;

/**
 * Frames one behind the other, written where they stay: in memory that grows, outside of the garbage collector's sight. A frame
 * begins with `begin`, its identity and its object are put behind each other, and it counts from `end` on.
 */
export class FrameMemory {
  readonly #length: number;
  bytes: Buffer;
  view: DataView;
  /** Where the next frame begins. */
  used = 0;
  /** Where the frame goes on that is being written. */
  at = 0;

  constructor(length: number) {
    this.#length = length;
    this.bytes = Buffer.allocUnsafe(length);
    this.view = viewOf(this.bytes);
  }

  /** Identity and object have at most so many bytes. */
  begin(most: number): void {
    this.at = this.used + FRAME;
    if (this.at + most > this.bytes.length) this.#grow(this.at + most);
  }

  put(byte: number): void {
    this.bytes[this.at++] = byte;
  }

  copy(from: Buffer, start: number, end: number): void {
    const { bytes } = this;
    let at = this.at;
    if (end - start > SHORT) at += from.copy(bytes, at, start, end);
    else for (let index = start; index < end; index++) bytes[at++] = from[index] as number;
    this.at = at;
  }

  /**
   * The object begins at `objectAt` and has so many values, which begin `plainAt` bytes later where there is nothing else in it
   * (0: there is). Its row's mark is not known, but see `mark`.
   */
  end(objectAt: number, plainAt: number, attributes: number): void {
    const { bytes, view, used, at } = this;
    // What is written beyond its end is lost without a word.
    if (at > bytes.length) throw new RangeError('A staged frame is larger than was said at its beginning.');
    view.setUint32(used, objectAt - used - FRAME, true);
    view.setUint32(used + 4, at - objectAt, true);
    view.setUint32(used + 8, plainAt, true);
    view.setUint32(used + 12, attributes, true);
    bytes.write(contentHash(bytes.subarray(objectAt, at)), used + HASH_AT, 'latin1');
    for (let index = used + MARK_AT; index < used + FRAME; index++) bytes[index] = 0;
    this.used = at;
  }

  /** Of the row from which the frame at `start` comes. */
  mark(start: number, mark: string): void {
    for (let index = MARK_AT; index < FRAME; index++) this.bytes[start + index] = mark.charCodeAt(index - MARK_AT);
  }

  /** A whole frame; `object`: encoded. */
  write(identity: string, object: string): void {
    this.begin(3 * (identity.length + object.length));
    const objectAt = this.at + this.bytes.write(identity, this.at, 'utf8');
    this.at = objectAt + this.bytes.write(object, objectAt, 'utf8');
    this.end(objectAt, plainMembersAt(object), Number.parseInt(object, 10));
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
