/**
 * Frame of the staging file: u32 bytes of the identity, u32 bytes of the object, hash of the object, tag
 * (zeros: none), identity, object (UTF-8).
 */
import { hash } from 'node:crypto';

/** Within a frame. */
export const HASH_AT = 8;
const HASH = 24;
export const TAG_AT = HASH_AT + HASH;
/** Bytes of a tag: whoever stages an object may leave them with it, and is given them again when it is applied. */
export const TAG_BYTES = 16;
/** Bytes of a frame before the identity. */
export const FRAME = TAG_AT + TAG_BYTES;

/** Equal where two encoded objects are. */
export const contentHash = (content: Buffer | string): string => hash('sha256', content, 'base64').slice(0, HASH);

/** A frame that was read; good until its block is used again. */
export class StagedFrame {
  readonly identity: string;
  readonly block: Buffer;
  /** Where it ends in the block, and its object begins. */
  readonly end: number;
  readonly #at: number;
  readonly #start: number;
  /** Of the same identity, in the order of records; without them it is all that was staged for it. */
  more: readonly StagedFrame[] | undefined;

  constructor(block: Buffer, view: DataView, at: number) {
    this.#at = at;
    this.#start = at + FRAME + view.getUint32(at, true);
    this.end = this.#start + view.getUint32(at + 4, true);
    this.identity = block.toString('utf8', at + FRAME, this.#start);
    this.block = block;
  }

  /** Of the object. */
  get hash(): string {
    return this.block.toString('latin1', this.#at + HASH_AT, this.#at + TAG_AT);
  }

  /** Bytes of the whole frame. */
  get size(): number {
    return this.end - this.#at;
  }

  /** Encoded. */
  get object(): Buffer {
    return this.block.subarray(this.#start, this.end);
  }

  /** The bytes that were left with the object, undefined where there are none; good as long as the frame. */
  get tag(): Buffer | undefined {
    const tag = this.block.subarray(this.#at + TAG_AT, this.#at + FRAME);
    return tag.every((byte) => byte === 0) ? undefined : tag;
  }

  /** Encoded objects of the identity, in the order of records. */
  get parts(): readonly Buffer[] {
    return this.more === undefined ? [this.object] : [this.object, ...this.more.map(({ object }) => object)];
  }
}
