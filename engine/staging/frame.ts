/**
 * Frame of the staging file: u32 bytes of the identity, of the object, and of the object before its values where it has nothing else
 * to tell (0: it has), u32 number of values, hash of the object, mark of the row that it comes from (zeros: none is known),
 * identity, object (UTF-8).
 */
import { hash } from 'node:crypto';

/** Within a frame. */
export const HASH_AT = 16;
const HASH = 24;
export const MARK_AT = HASH_AT + HASH;
/** Bytes of a row's mark. */
const MARK = 16;
/** Bytes of a frame before the identity. */
export const FRAME = MARK_AT + MARK;

/** Equal where two encoded objects are. */
export const contentHash = (content: Buffer | string): string => hash('sha256', content, 'base64').slice(0, HASH);

/** A frame that was read; good until its block is used again. */
export class StagedFrame {
  readonly identity: string;
  readonly block: Buffer;
  /** Where it ends in the block, and its object begins. */
  readonly end: number;
  /** How many values its object has. */
  readonly attributes: number;
  readonly #at: number;
  readonly #start: number;
  readonly #membersAt: number;
  /** Of the same identity, in the order of records; without them it is all that was staged for it. */
  more: readonly StagedFrame[] | undefined;

  constructor(block: Buffer, view: DataView, at: number) {
    this.#at = at;
    this.#start = at + FRAME + view.getUint32(at, true);
    this.end = this.#start + view.getUint32(at + 4, true);
    this.#membersAt = view.getUint32(at + 8, true);
    this.attributes = view.getUint32(at + 12, true);
    this.identity = block.toString('utf8', at + FRAME, this.#start);
    this.block = block;
    this.more = undefined;
  }

  /** Encoded. */
  get object(): Buffer {
    return this.block.subarray(this.#start, this.end);
  }

  /** Bytes of the object. */
  get size(): number {
    return this.end - this.#start;
  }

  /** The values as the store keeps them, of an object that has nothing else. */
  get plainMembers(): Buffer | undefined {
    return this.#membersAt === 0 ? undefined : this.block.subarray(this.#start + this.#membersAt, this.end);
  }

  /** Of the object. */
  get hash(): string {
    return this.block.toString('latin1', this.#at + HASH_AT, this.#at + MARK_AT);
  }

  /** Where the mark stands in the block; -1: none is known. */
  get markAt(): number {
    const at = this.#at + MARK_AT;
    return this.block[at] === 0 && this.block[at + 1] === 0 && this.block[at + 2] === 0 ? -1 : at;
  }

  /** Encoded objects of the identity, in the order of records. */
  get parts(): readonly Buffer[] {
    return this.more === undefined ? [this.object] : [this.object, ...this.more.map(({ object }) => object)];
  }
}
