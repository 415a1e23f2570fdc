/**
 * The staging file: sorted segments of frames, in blocks that carry a checksum. Only appended to; it is read after the seal.
 * Block: u32 length, u32 crc32, payload: frames.
 */
import { closeSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { StagedFrame } from './frame.ts';
import { EngineError } from '../language/basics/errors.ts';

/** Each segment that is merged holds up to two of them in memory. */
const BLOCK = 32 * 1024;
const HEADER = 8;

export interface Segment {
  readonly offset: number;
  readonly bytes: number;
}

export class StagingWriter {
  readonly path: string;
  readonly #fd: number;
  #block = Buffer.allocUnsafe(2 * BLOCK);
  #used = HEADER;
  #offset = 0;
  #start = 0;

  constructor(path: string) {
    this.path = path;
    this.#fd = openSync(path, 'w', 0o600);
  }

  /** A frame's bytes. Those of one segment come in the order of their identities. */
  frame(from: Buffer, start: number, end: number): void {
    const length = end - start;
    if (this.#used + length > this.#block.length) {
      this.#flush();
      if (HEADER + length > this.#block.length) this.#block = Buffer.allocUnsafe(HEADER + length);
    }
    this.#used += from.copy(this.#block, this.#used, start, end);
    if (this.#used > BLOCK) this.#flush();
  }

  endSegment(): Segment {
    this.#flush();
    const segment = { offset: this.#start, bytes: this.#offset - this.#start };
    this.#start = this.#offset;
    return segment;
  }

  #flush(): void {
    if (this.#used === HEADER) return;
    const payload = this.#block.subarray(HEADER, this.#used);
    this.#block.writeUInt32LE(payload.length, 0);
    this.#block.writeUInt32LE(crc32(payload), 4);
    let written = 0;
    while (written < this.#used)
      written += writeSync(this.#fd, this.#block, written, this.#used - written, this.#offset + written);
    this.#offset += this.#used;
    this.#used = HEADER;
    if (this.#block.length > 4 * BLOCK) this.#block = Buffer.allocUnsafe(2 * BLOCK);
  }

  /** On the disk when it returns. */
  sync(): void {
    fsyncSync(this.#fd);
  }

  close(): void {
    closeSync(this.#fd);
  }
}

const damaged = (path: string): EngineError =>
  new EngineError('store.staging-damaged', `The staging file ${path} is damaged.`, {
    hint: 'Run again: its window is fetched from the vendor once more.',
  });

/** Memory for blocks, used again once a batch is done with: as garbage it would pile up outside of the collector's sight. */
export class BlockPool {
  readonly #free: Buffer[] = [];
  #given: Buffer[] = [];

  take(length: number): Buffer {
    const buffer = length > 2 * BLOCK ? Buffer.allocUnsafe(length) : (this.#free.pop() ?? Buffer.allocUnsafe(2 * BLOCK));
    this.#given.push(buffer);
    return buffer.subarray(0, length);
  }

  /** Takes back all but the blocks that are still needed. */
  recycle(needed: readonly Buffer[]): void {
    const kept: Buffer[] = [];
    for (const memory of this.#given) {
      if (needed.some(({ buffer, byteOffset }) => buffer === memory.buffer && byteOffset === memory.byteOffset))
        kept.push(memory);
      else if (memory.length === 2 * BLOCK) this.#free.push(memory);
    }
    this.#given = kept;
  }
}

/** A staging file that is read. */
interface StagingFile {
  readonly path: string;
  readonly fd: number;
  readonly pool: BlockPool;
  readonly checks: boolean;
}

/** Reads one segment's frames in their order. */
export class SegmentReader {
  readonly #path: string;
  readonly #fd: number;
  readonly #pool: BlockPool;
  readonly #checks: boolean;
  /** Of the next block. */
  readonly #header = Buffer.alloc(HEADER);
  readonly #start: number;
  readonly #end: number;
  #offset: number;
  #block: Buffer = this.#header.subarray(0, 0);
  #view: DataView = new DataView(new ArrayBuffer(0));
  #at = 0;
  /** The frame that was read last. */
  frame: StagedFrame | undefined;

  /** `checks`: the blocks' checksums. */
  constructor({ path, fd, pool, checks }: StagingFile, segment: Segment) {
    this.#path = path;
    this.#fd = fd;
    this.#pool = pool;
    this.#checks = checks;
    this.#start = this.#offset = segment.offset;
    this.#end = segment.offset + segment.bytes;
  }

  /** False at the segment's end. */
  next(): boolean {
    this.frame = undefined;
    if (this.#at >= this.#block.length && !this.#nextBlock()) return false;
    const frame = new StagedFrame(this.#block, this.#view, this.#at);
    if (frame.end > this.#block.length) throw damaged(this.#path);
    this.#at = frame.end;
    this.frame = frame;
    return true;
  }

  #nextBlock(): boolean {
    if (this.#offset >= this.#end) return false;
    // Each block is read together with the next one's header.
    if (this.#offset === this.#start) this.#read(this.#header);
    const length = this.#header.readUInt32LE(0);
    const checksum = this.#header.readUInt32LE(4);
    const left = this.#end - this.#offset - length;
    if (left < 0 || (left > 0 && left < HEADER)) throw damaged(this.#path);
    const read = this.#pool.take(length + Math.min(left, HEADER));
    this.#read(read);
    read.copy(this.#header, 0, length);
    this.#block = read.subarray(0, length);
    this.#view = new DataView(read.buffer, read.byteOffset, length);
    if (this.#checks && crc32(this.#block) !== checksum) throw damaged(this.#path);
    this.#at = 0;
    return true;
  }

  #read(bytes: Buffer): void {
    let read = 0;
    while (read < bytes.length) {
      const count = readSync(this.#fd, bytes, read, bytes.length - read, this.#offset + read);
      if (count === 0) throw damaged(this.#path);
      read += count;
    }
    this.#offset += bytes.length;
  }
}
