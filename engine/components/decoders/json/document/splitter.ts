import { isAscii } from 'node:buffer';
import { EngineError } from '../../../../language/basics/errors.ts';
import { MAX_DEPTH, tooDeep } from './depth.ts';
import { malformedAt, placeText, type Origin, type Seam } from '../parse.ts';
import { PathSeeker } from './path-seeker.ts';

/** Elements are parsed in groups of about this many bytes: few calls of `JSON.parse`, and text that V8 still holds in its nursery. */
const GROUP = 32 * 1024;
/** The largest element, and the largest document around the list. */
export const LARGEST = 64 * 1024 * 1024;

const OPEN = Buffer.from('[');
const CLOSE = Buffer.from(']');

/** Some elements of the list, with their commas, in brackets; of a map `name: value` entries. */
export interface Group {
  readonly bytes: Buffer;
  /** The place of the first byte after the bracket. */
  readonly origin: Origin;
  /** Offsets in `bytes` of the colons of a map's entries. */
  readonly colons: readonly number[];
  /** All there is, so that it may be blank. */
  readonly only: boolean;
}

/**
 * Cuts a JSON document at the commas of one list (or map) in it, so that the list never stands in memory as a whole.
 * Only brackets, commas and text are told apart: whether the pieces are JSON is for the parser to say.
 */
export class Splitter {
  readonly #seeker: PathSeeker;
  readonly #entries: boolean;
  #state: 'before' | 'within' | 'after' = 'before';
  #envelope: Buffer[] = [];
  #envelopeSize = 0;
  /** Position of the chunk in the body. */
  #offset = 0;
  #chunk: Buffer = OPEN;
  #line = 1;
  #lineStart = 0;
  /** Up to here in the chunk the bytes are counted that go on with a character: so many there are on the line. */
  #counted = 0;
  #further = 0;
  /** Where the list was taken out of the envelope. */
  #seam: Seam | undefined;
  // Within the list.
  #depth = 0;
  #inText = false;
  #escaped = false;
  #parts: Buffer[] = [];
  #partsSize = 0;
  #origin: Origin;
  #colons: number[] = [];
  #colonExpected = true;
  #comma = false;

  /** `entries`: the value at the path is a map. */
  constructor(path: readonly string[], entries: boolean, beginning: Origin) {
    this.#origin = beginning;
    this.#seeker = new PathSeeker(path);
    this.#entries = entries;
  }

  /** Was a list (or map) found? Otherwise the envelope is the whole document. */
  get found(): boolean {
    return this.#state !== 'before' && this.#split;
  }
  #split = false;

  get seam(): Seam | undefined {
    return this.#seam;
  }

  push(chunk: Buffer): Group[] {
    const groups: Group[] = [];
    this.#chunk = chunk;
    this.#counted = isAscii(chunk) ? chunk.length : 0;
    let from = 0;
    if (this.#state === 'before') from = this.#begin(chunk);
    if (this.#state === 'within') from = this.#within(chunk, from, groups);
    if (this.#state === 'after') this.#keep(chunk.subarray(from));
    this.#count(chunk.length);
    this.#offset += chunk.length;
    return groups;
  }

  /** The document with the list left empty. Throws `decode.truncated` where the list has no end. */
  envelope(): Buffer {
    if (this.#state === 'within')
      throw new EngineError(
        'decode.truncated',
        `The JSON text ends too early, within the list of records, at ${placeText(this.#place(0))}.`,
        {
          hint: 'The body may have been cut off.',
        },
      );
    return this.envelopeSoFar();
  }

  /** What has come of it up to now: before the list has ended, up to the bracket that opens it. */
  envelopeSoFar(): Buffer {
    return Buffer.concat(this.#envelope, this.#envelopeSize);
  }

  #begin(chunk: Buffer): number {
    const at = this.#seeker.seek(chunk);
    const end = at === -1 ? chunk.length : at;
    for (let line = chunk.indexOf(0x0a); line !== -1 && line < end; line = chunk.indexOf(0x0a, line + 1)) this.#newLine(line);
    if (at === -1) {
      this.#keep(chunk);
      return end;
    }
    this.#split = chunk[at] === (this.#entries ? 0x7b : 0x5b);
    if (!this.#split) {
      this.#state = 'after';
      this.#keep(chunk.subarray(0, at));
      return at;
    }
    this.#state = 'within';
    this.#keep(chunk.subarray(0, at + 1));
    this.#origin = this.#place(at + 1);
    return at + 1;
  }

  /** Gives the offset of the list's closing bracket, or the chunk's length. */
  #within(chunk: Buffer, from: number, groups: Group[]): number {
    const entries = this.#entries;
    let start = from;
    let depth = this.#depth;
    let at = this.#inText ? this.#textEnd(chunk, this.#escaped ? from + 1 : from) : from;
    for (; at < chunk.length; at++) {
      const byte = chunk[at];
      if (byte === 0x22) at = this.#textEnd(chunk, at + 1) - 1;
      else if (byte === 0x7b || byte === 0x5b) {
        if (++depth > MAX_DEPTH) throw tooDeep();
      } else if (byte === 0x7d || byte === 0x5d) {
        if (--depth < 0) break;
      } else if (byte === 0x0a) this.#newLine(at);
      else if (depth > 0) continue;
      else if (byte === 0x2c) {
        this.#comma = true;
        if (entries) this.#alternate(false, at);
        if (this.#partsSize + at - start < GROUP) continue;
        groups.push(this.#group(chunk.subarray(start, at), at + 1));
        start = at + 1;
      } else if (byte === 0x3a && entries) {
        this.#alternate(true, at);
        this.#colons.push(OPEN.length + this.#partsSize + at - start);
      }
    }
    this.#depth = depth;
    if (depth < 0) {
      this.#state = 'after';
      this.#seam = { at: this.#envelopeSize, origin: this.#place(at) };
      groups.push(this.#group(chunk.subarray(start, at), at));
      return at;
    }
    this.#parts.push(chunk.subarray(start));
    this.#partsSize += chunk.length - start;
    if (this.#partsSize > LARGEST) throw tooLong('An element of the list');
    return chunk.length;
  }

  /** Offset after the text's closing quote; the chunk's length where it goes on, which is then remembered. */
  #textEnd(chunk: Buffer, from: number): number {
    let at = from;
    for (; at < chunk.length; at++) {
      const byte = chunk[at];
      if (byte === 0x5c) at++;
      else if (byte === 0x22) {
        this.#inText = false;
        return at + 1;
      }
    }
    this.#inText = true;
    this.#escaped = at > chunk.length;
    return chunk.length;
  }

  /** In a map colons and commas take turns. */
  #alternate(colon: boolean, at: number): void {
    if (colon !== this.#colonExpected) throw malformedAt(this.#place(at));
    this.#colonExpected = !colon;
  }

  #group(last: Buffer, next: number): Group {
    const bytes = Buffer.concat([OPEN, ...this.#parts, last, CLOSE]);
    const group: Group = { bytes, origin: this.#origin, colons: this.#colons, only: !this.#comma };
    this.#parts = [];
    this.#partsSize = 0;
    this.#colons = [];
    this.#origin = this.#place(next);
    return group;
  }

  #newLine(at: number): void {
    this.#line++;
    this.#lineStart = this.#offset + at + 1;
    this.#counted = Math.max(this.#counted, at + 1);
    this.#further = 0;
  }

  #place(at: number): Origin {
    this.#count(at);
    const offset = this.#offset + at;
    return { ...this.#origin, offset, line: this.#line, column: offset - this.#lineStart - this.#further + 1 };
  }

  #count(to: number): void {
    const chunk = this.#chunk;
    for (; this.#counted < to; this.#counted++) if (((chunk[this.#counted] as number) & 0xc0) === 0x80) this.#further++;
  }

  #keep(bytes: Buffer): void {
    this.#envelope.push(bytes);
    this.#envelopeSize += bytes.length;
    if (this.#envelopeSize > LARGEST) throw tooLong('The JSON document around the list of records');
  }
}

const tooLong = (what: string): EngineError =>
  new EngineError('decode.too-large', `${what} is larger than ${LARGEST} bytes.`, {
    hint: 'Select the records by a path: a list is streamed, anything else is held in memory.',
  });
