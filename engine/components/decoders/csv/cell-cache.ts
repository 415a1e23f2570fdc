const SLOTS = 4096;
/** Longer cells are rarely the same ones again. A multiple of 4. */
const LONGEST = 48;
const HIGH_BITS = 0x8080_8080 | 0;

/**
 * Text of cells that come again and again (categories, scores): a look-up costs a fraction of making the text anew.
 * A fixed table that forgets what is in the way. Cells are looked at four bytes at a time.
 */
export class CellCache {
  readonly #texts: string[] = Array.from({ length: SLOTS }, () => '');
  /** The bytes of each slot's text. */
  readonly #known = new DataView(new ArrayBuffer(SLOTS * LONGEST));
  /** Cells of one to three bytes by these and their length, without a look at the characters. */
  readonly #shortKeys = new Int32Array(SLOTS);
  readonly #shortTexts: string[] = Array.from({ length: SLOTS }, () => '');
  #bytes: Buffer = Buffer.alloc(0);
  #view: DataView = new DataView(new ArrayBuffer(0));

  text(bytes: Buffer, from: number, to: number): string {
    const length = to - from;
    if (length === 0) return '';
    if (length <= 3) return this.#short(bytes, from, to);
    if (length > LONGEST) return bytes.toString('utf8', from, to);
    if (bytes !== this.#bytes) this.#look(bytes);
    const view = this.#view;
    // The last four bytes may have been looked at in part: they are what is left over, whatever the length.
    const last = to - 4;
    let word = view.getInt32(last, true);
    let all = word;
    let hash = Math.imul(word ^ length, 0x9e3779b1);
    for (let at = from; at < last; at += 4) {
      word = view.getInt32(at, true);
      all |= word;
      hash = Math.imul((hash << 13) ^ (hash >>> 19) ^ word, 0x85ebca6b);
    }
    if ((all & HIGH_BITS) !== 0) return bytes.toString('utf8', from, to);
    const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    const known = this.#texts[slot] as string;
    if (known.length === length && this.#isSame(slot * LONGEST, from, last)) return known;
    const text = bytes.toString('latin1', from, to);
    this.#remember(slot, text, from, last);
    return text;
  }

  #look(bytes: Buffer): void {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  #isSame(known: number, from: number, last: number): boolean {
    if (this.#known.getInt32(known + last - from, true) !== this.#view.getInt32(last, true)) return false;
    for (let at = from, there = known; at < last; at += 4, there += 4)
      if (this.#known.getInt32(there, true) !== this.#view.getInt32(at, true)) return false;
    return true;
  }

  #remember(slot: number, text: string, from: number, last: number): void {
    const known = slot * LONGEST;
    for (let at = from; at < last; at += 4) this.#known.setInt32(known + at - from, this.#view.getInt32(at, true), true);
    this.#known.setInt32(known + last - from, this.#view.getInt32(last, true), true);
    this.#texts[slot] = text;
  }

  #short(bytes: Buffer, from: number, to: number): string {
    let key = to - from;
    for (let at = from; at < to; at++) key = (key << 8) | (bytes[at] as number);
    const slot = Math.imul(key, 0x9e3779b1) >>> 20;
    if (this.#shortKeys[slot] === key) return this.#shortTexts[slot] as string;
    const text = bytes.toString('utf8', from, to);
    this.#shortKeys[slot] = key;
    this.#shortTexts[slot] = text;
    return text;
  }
}
