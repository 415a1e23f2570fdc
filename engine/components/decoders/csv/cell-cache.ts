const SLOTS = 4096;
/** Longer cells are rarely the same ones again. */
const LONGEST = 24;

/**
 * Text of cells that come again and again (categories, scores): a look-up costs a fraction of making the text anew.
 * A fixed table that forgets what is in the way.
 */
export class CellCache {
  readonly #texts: string[] = Array.from({ length: SLOTS }, () => '');

  text(bytes: Buffer, from: number, to: number): string {
    const length = to - from;
    if (length === 0) return '';
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
}

const isSame = (text: string, bytes: Buffer, from: number): boolean => {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) !== bytes[from + index]) return false;
  return true;
};
