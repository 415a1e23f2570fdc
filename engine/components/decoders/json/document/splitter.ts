import { isAscii } from 'node:buffer';
import { EngineError } from '../../../../language/basics/errors.ts';
import { mostAround } from '../../bytes/bound.ts';
import { MAX_DEPTH, tooDeep } from './depth.ts';
import { malformedAt, placeText, type Origin, type Seam } from '../parse.ts';
import { PathSeeker } from './path-seeker.ts';

/** Elements are parsed in groups of about this many bytes: few calls of `JSON.parse`, and text that V8 still holds in its nursery. */
const GROUP = 32 * 1024;
/** Bytes of an element that is not held by which it is told from others. */
const HEAD = 4096;

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
  /** Instead of elements: one that is too large to be held. */
  readonly oversized?: OversizedElement;
}

export interface OversizedElement {
  readonly bytes: number;
  /** What it begins with. */
  readonly head: Buffer;
  /** In a map, where it could be read. */
  readonly name: string | undefined;
}

/**
 * Cuts a JSON document at the commas of one list (or map) in it, so that the list never stands in memory as a whole.
 * Only brackets, commas and text are told apart: whether the pieces are JSON is for the parser to say.
 */
export class Splitter {
  readonly #seeker: PathSeeker;
  readonly #entries: boolean;
  readonly #maxRecord: number;
  #state: 'before' | 'within' | 'single' | 'after' = 'before';
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
  /** Where the current element begins among the bytes that were gathered. */
  #element = 0;
  /** The current element, where it is too large: it is passed over. */
  #passed: OversizedElement | undefined;
  /** Where the one record that stands at the path begins in the envelope. */
  #singleAt = 0;

  /** `entries`: the value at the path is a map. */
  constructor(path: readonly string[], entries: boolean, beginning: Origin, maxRecord: number) {
    this.#origin = beginning;
    this.#seeker = new PathSeeker(path);
    this.#entries = entries;
    this.#maxRecord = maxRecord;
  }

  /** The one record at the path, where it is too large: in the envelope it is left empty. */
  get oversizedSingle(): OversizedElement | undefined {
    return this.#split ? undefined : this.#passed;
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
    if (this.#state === 'single') from = this.#single(chunk, from);
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
      this.#state = chunk[at] === 0x7b ? 'single' : 'after';
      this.#keep(chunk.subarray(0, at));
      this.#singleAt = this.#envelopeSize;
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
    let element = this.#element;
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
        const gathered = this.#partsSize + at - start;
        if (gathered - element <= this.#maxRecord && this.#passed === undefined) {
          element = gathered + 1;
          if (gathered < GROUP) continue;
          groups.push(this.#group(chunk.subarray(start, at), at + 1));
        } else this.#setAside(chunk.subarray(start, at), element, at + 1, groups);
        start = at + 1;
        element = 0;
      } else if (byte === 0x3a && entries) {
        this.#alternate(true, at);
        this.#colons.push(OPEN.length + this.#partsSize + at - start);
      }
    }
    this.#depth = depth;
    const rest = chunk.subarray(start, at);
    const large = this.#passed !== undefined || this.#partsSize + rest.length - element > this.#maxRecord;
    this.#element = element;
    if (depth < 0) {
      this.#state = 'after';
      this.#seam = { at: this.#envelopeSize, origin: this.#place(at) };
      if (large) this.#setAside(rest, element, at, groups);
      else groups.push(this.#group(rest, at));
      return at;
    }
    if (large) this.#passOver(rest, element, groups);
    else {
      this.#parts.push(rest);
      this.#partsSize += rest.length;
    }
    return chunk.length;
  }

  /** The element with the bytes that were gathered is too large: what stands before it is handed out, and it is held no longer. */
  #passOver(last: Buffer, element: number, groups: Group[]): void {
    if (this.#passed !== undefined) {
      this.#passed = { ...this.#passed, bytes: this.#passed.bytes + last.length };
      return;
    }
    const gathered = Buffer.concat([...this.#parts, last]);
    const own = gathered.subarray(element);
    // Blanks before an element, or in an empty list, are no part of one.
    const first = own.findIndex((byte) => byte > 0x20);
    const blanks = first < 0 ? own.length : first;
    if (own.length - blanks <= this.#maxRecord) {
      this.#parts = [gathered.subarray(0, element), own.subarray(blanks)];
      this.#partsSize = gathered.length - blanks;
      this.#colons = this.#colons.map((one) => (one < OPEN.length + element ? one : one - blanks));
      return;
    }
    const colon = this.#colons.at(-1) ?? 0;
    const colons = this.#colons.filter((one) => one < OPEN.length + element);
    if (element > 0) {
      const bytes = Buffer.concat([OPEN, gathered.subarray(0, element - 1), CLOSE]);
      groups.push({ bytes, origin: this.#origin, colons, only: false });
    }
    const name = colons.length === this.#colons.length ? undefined : nameIn(gathered.subarray(element, colon - OPEN.length));
    this.#passed = { bytes: own.length, head: Buffer.from(own.subarray(0, HEAD)), name };
    this.#parts = [];
    this.#partsSize = this.#element = 0;
    this.#colons = [];
  }

  /** At the end of an element that is too large. */
  #setAside(last: Buffer, element: number, next: number, groups: Group[]): void {
    this.#passOver(last, element, groups);
    const oversized = this.#passed;
    if (oversized === undefined) return void groups.push(this.#group(Buffer.alloc(0), next));
    groups.push({ bytes: Buffer.concat([OPEN, CLOSE]), origin: this.#origin, colons: [], only: true, oversized });
    this.#passed = undefined;
    this.#colons = [];
    this.#element = 0;
    this.#origin = this.#place(next);
  }

  /** The one record at the path stands in the envelope, unless it is too large. Gives the offset of its closing bracket. */
  #single(chunk: Buffer, from: number): number {
    let at = this.#inText ? this.#textEnd(chunk, this.#escaped ? from + 1 : from) : from;
    for (; at < chunk.length; at++) {
      const byte = chunk[at];
      if (byte === 0x22) at = this.#textEnd(chunk, at + 1) - 1;
      else if (byte === 0x7b || byte === 0x5b) {
        if (++this.#depth > MAX_DEPTH) throw tooDeep();
      } else if (byte === 0x0a) this.#newLine(at);
      else if ((byte === 0x7d || byte === 0x5d) && --this.#depth === 0) {
        this.#state = 'after';
        break;
      }
    }
    const part = chunk.subarray(from, at);
    const bytes = (this.#passed?.bytes ?? this.#envelopeSize - this.#singleAt) + part.length;
    if (this.#passed !== undefined) this.#passed = { ...this.#passed, bytes };
    else if (bytes <= this.#maxRecord) this.#keep(part);
    else {
      const all = Buffer.concat([...this.#envelope, part]);
      this.#passed = { bytes, head: Buffer.from(all.subarray(this.#singleAt, this.#singleAt + HEAD)), name: undefined };
      this.#envelope = [Buffer.from(all.subarray(0, this.#singleAt + 1))];
      this.#envelopeSize = this.#singleAt + 1;
    }
    if (this.#passed !== undefined && at < chunk.length) this.#seam = { at: this.#envelopeSize, origin: this.#place(at) };
    return at;
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
    this.#element = 0;
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
    if (this.#envelopeSize <= mostAround(this.#maxRecord)) return;
    throw new EngineError(
      'decode.too-large',
      `The JSON document around the list of records is larger than ${mostAround(this.#maxRecord)} bytes.`,
      {
        hint: 'Check the path of `records`: a list there is streamed, anything else is held. Or raise `limits.record` of the connection.',
      },
    );
  }
}

const nameIn = (bytes: Buffer): string | undefined => {
  if (bytes.length > HEAD) return undefined;
  try {
    const name: unknown = JSON.parse(bytes.toString());
    return typeof name === 'string' ? name : undefined;
  } catch {
    return undefined;
  }
};
