const SLOTS = 4096;
/** Longer cells are rarely the same ones again. */
const LONGEST = 48;

/**
 * Text of cells that come again and again (categories, scores): a look-up costs a fraction of making the text anew.
 * A fixed table that forgets what is in the way.
 */
export class CellCache {
  readonly #texts: string[] = Array.from({ length: SLOTS }, () => '');
  /** Cells of one to three bytes by these and their length, without a look at the characters. */
  readonly #shortKeys = new Int32Array(SLOTS);
  readonly #shortTexts: string[] = Array.from({ length: SLOTS }, () => '');

  text(bytes: Buffer, from: number, to: number): string {
    const length = to - from;
    if (length === 0) return '';
    if (length <= 3) return this.#short(bytes, from, to);
    if (length > LONGEST) return bytes.toString('utf8', from, to);
    let hash = length;
    let all = 0;
    for (let at = from; at < to; at++) {
      const byte = bytes[at] as number;
      all |= byte;
      hash = (Math.imul(hash, 31) + byte) | 0;
    }
    if (all >= 0x80) return bytes.toString('utf8', from, to);
    const slot = (hash ^ (hash >>> 12)) & (SLOTS - 1);
    const known = this.#texts[slot] as string;
    if (known.length === length && isSame(known, bytes, from)) return known;
    const text = bytes.toString('latin1', from, to);
    this.#texts[slot] = text;
    return text;
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

const isSame = (text: string, bytes: Buffer, from: number): boolean => {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) !== bytes[from + index]) return false;
  return true;
};
