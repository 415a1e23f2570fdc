import { SharedAttribute, type MappedAttribute, type MappedObject } from '../../store/contract/mapped-object.ts';
import type { SourceRows } from '../../store/contract/store.ts';
import { storableAttributes, memberText, headText, stagedIdentity } from '../../store/object/object-codec.ts';

/** Bytes of drafts that are handed on together. */
const BLOCK = 512 * 1024;
/** Values whose text the reader of the blocks keeps, so that it is written once; and characters of them. */
const MOST_TEXTS = 64 * 1024;
const MOST_CHARACTERS = 1024 * 1024;

/** Words of a frame: bytes of the identity, of the head (0: there is nothing to tell) and of the row (0: not known); how many values. */
export const FRAME_WORDS = 4;
/** In a value's word: its text is in the frame, its length in the word that follows; the rest of the bits is the number that it has from here on. */
export const INLINE = 0x8000_0000;
export const UNNUMBERED = 0x7fff_ffff;

const NONE: readonly never[] = [];
let epochs = 0;

/**
 * Mapped objects one after the other, as another thread takes them. Writing may be cut off at any point: what was not kept by
 * then is dropped. The bytes lie outside of the garbage collector's sight: as objects, a batch of them would live just long
 * enough to be copied by it. A frame is words (u32), then texts: identity, head, the values that are not known by number, row.
 */
export class DraftBlock {
  #bytes!: Buffer;
  #words!: Uint32Array;
  #used = 0;
  #kept = 0;
  /** Numbers that were given hold within one of these. */
  #epoch = ++epochs;
  #numbers = 0;
  #characters = 0;
  #texts: string[] = [];

  readonly #nameOf: (name: string) => string;

  /** `nameOf`: the form in which a name is stored. */
  constructor(nameOf: (name: string) => string) {
    this.#nameOf = nameOf;
    this.#write(emptyBlock());
  }

  /** `rows`: where the bytes of the row stand that the object comes from, at `index`. */
  add(object: MappedObject, rows?: SourceRows, index = 0): void {
    const attributes = storableAttributes(object.attributes);
    if (this.#numbers + attributes.length > MOST_TEXTS || this.#characters > MOST_CHARACTERS) this.#forget();
    const head = headText(object, object.ref === undefined ? NONE : [object.ref], attributes.length);
    const row = rows?.lengthOf(index) ?? 0;
    const words = this.#reserve(object, head, attributes, row);
    const at = this.#used;
    const bytes = this.#bytes;
    const identityAt = at + 4 * words;
    const headAt = this.#identity(object, identityAt);
    let end = headAt + (head === '' ? 0 : bytes.write(head, headAt, 'utf8'));
    const word = at >> 2;
    this.#words[word] = headAt - identityAt;
    this.#words[word + 1] = end - headAt;
    this.#words[word + 2] = row;
    this.#words[word + 3] = attributes.length;
    end = this.#values(attributes, word + FRAME_WORDS, end);
    rows?.copyTo(bytes, end, index);
    this.#used = (end + row + 3) & ~3;
  }

  keep(): void {
    this.#kept = this.#used;
  }

  drop(): void {
    this.#used = this.#kept;
    // It may have been cut off between any two steps: numbers may stand for texts that were not kept.
    this.#write(this.#bytes);
    this.#forget();
  }

  clear(): void {
    this.#used = this.#kept = 0;
    this.#forget();
  }

  get isEmpty(): boolean {
    return this.#kept === 0;
  }

  get isFull(): boolean {
    return this.#kept > 0.75 * BLOCK;
  }

  /** What was kept; the memory is not written to any more. What follows is written to `next`. */
  take(next: Buffer = emptyBlock()): Buffer {
    const taken = this.#bytes.subarray(0, this.#kept);
    this.#write(next.length > 2 * BLOCK ? emptyBlock() : next);
    this.#used = this.#kept = 0;
    return taken;
  }

  /** The numbers that were given stand for nothing any more. */
  #forget(): void {
    this.#epoch = ++epochs;
    this.#numbers = 0;
    this.#characters = 0;
  }

  #write(block: Buffer): void {
    this.#bytes = block;
    this.#words = new Uint32Array(block.buffer, block.byteOffset, block.length >> 2);
  }

  /** Makes room; gives the words of the frame. Texts that have to be written are noted. */
  #reserve(object: MappedObject, head: string, attributes: readonly MappedAttribute[], row: number): number {
    const texts = this.#texts;
    texts.length = 0;
    let characters = object.type.length + object.subtype.length + object.key.length + 2 + head.length;
    for (const attribute of attributes) {
      if (attribute instanceof SharedAttribute && attribute.stagedIn === this.#epoch && attribute.stagedAs >= 0) continue;
      const text = memberText(attribute, this.#nameOf(attribute.name));
      texts.push(text);
      characters += text.length;
    }
    const words = FRAME_WORDS + attributes.length + texts.length;
    const most = this.#used + 4 * words + 3 * characters + row + 4;
    if (most > this.#bytes.length) this.#grow(most);
    return words;
  }

  /** Gives the offset after the identity. */
  #identity(object: MappedObject, from: number): number {
    let at = this.#plain(object.type, from, true);
    if (at !== -1) at = this.#plain(object.subtype, at, true);
    if (at !== -1) at = this.#plain(object.key, at, false);
    return at === -1 ? from + this.#bytes.write(stagedIdentity(object), from, 'utf8') : at;
  }

  /** A text of plain characters, as nearly all are: quicker by hand than by a call for each. -1 where it has others. */
  #plain(text: string, from: number, ended: boolean): number {
    const bytes = this.#bytes;
    let at = from;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code === 0 || code > 0x7f) return -1;
      bytes[at++] = code;
    }
    if (ended) bytes[at++] = 0;
    return at;
  }

  /** Gives the offset after the texts. A value that comes a second time gets a number, by which it is known from then on. */
  #values(attributes: readonly MappedAttribute[], from: number, textsAt: number): number {
    let word = from;
    let at = textsAt;
    let text = 0;
    for (const attribute of attributes) {
      const shared = attribute instanceof SharedAttribute ? attribute : undefined;
      if (shared !== undefined && shared.stagedIn === this.#epoch && shared.stagedAs >= 0) {
        this.#words[word++] = shared.stagedAs;
        continue;
      }
      const length = this.#bytes.write(this.#texts[text++] as string, at, 'utf8');
      this.#words[word++] = INLINE | (shared === undefined ? UNNUMBERED : this.#numberOf(shared, length));
      this.#words[word++] = length;
      at += length;
    }
    return at;
  }

  #numberOf(shared: SharedAttribute, length: number): number {
    if (shared.stagedIn !== this.#epoch) {
      shared.stagedIn = this.#epoch;
      shared.stagedAs = -1;
      return UNNUMBERED;
    }
    shared.stagedAs = this.#numbers++;
    this.#characters += length;
    return shared.stagedAs;
  }

  #grow(least: number): void {
    const larger = Buffer.from(new SharedArrayBuffer((Math.max(least, 2 * this.#bytes.length) + 3) & ~3));
    this.#bytes.copy(larger, 0, 0, this.#used);
    this.#write(larger);
  }
}

const emptyBlock = (): Buffer => Buffer.from(new SharedArrayBuffer(BLOCK));
