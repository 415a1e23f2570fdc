/** Keys that a small filter (512 KiB) takes before a large one (8 MiB) is laid beside it. */
const SMALL_KEYS = 2 ** 18;
const BITS_A_KEY = 16;
const LARGE_BITS = 2 ** 26;

/**
 * Says of most keys in no time that they were never added (Bloom filters: they never forget, but may err towards yes). At 3 million
 * keys one in a thousand new ones is looked up in vain, at 30 million about half.
 */
export class SeenFilter {
  readonly #small: number;
  #latest: Bits;
  #earlier: Bits | undefined;
  #keys = 0;

  /** `small`: how many keys the small one takes, a power of two. */
  constructor(small = SMALL_KEYS) {
    this.#small = small;
    this.#latest = new Bits(BITS_A_KEY * small);
  }

  /** Adds the key and says whether it may have been there before. */
  add(key: string): boolean {
    let first = 0x811c9dc5;
    let second = 0x9747b28c;
    for (let at = 0; at < key.length; at++) {
      const code = key.charCodeAt(at);
      first = Math.imul(first ^ code, 0x01000193);
      second = Math.imul(second ^ code, 0x5bd1e995);
      second ^= second >>> 15;
    }
    first ^= first >>> 16;
    second |= 1;
    if (this.#earlier?.has(first, second) === true) return true;
    const known = this.#latest.add(first, second);
    if (!known && ++this.#keys === this.#small) [this.#earlier, this.#latest] = [this.#latest, new Bits(LARGE_BITS)];
    return known;
  }
}

const PROBES = 4;

class Bits {
  readonly #words: Uint32Array;
  readonly #mask: number;

  constructor(bits: number) {
    this.#words = new Uint32Array(bits / 32);
    this.#mask = bits - 1;
  }

  has(first: number, second: number): boolean {
    for (let probe = 0; probe < PROBES; probe++) {
      const bit = (first + Math.imul(probe, second)) & this.#mask;
      if (((this.#words[bit >>> 5] as number) & (1 << (bit & 31))) === 0) return false;
    }
    return true;
  }

  /** Was it there before? */
  add(first: number, second: number): boolean {
    let known = true;
    for (let probe = 0; probe < PROBES; probe++) {
      const bit = (first + Math.imul(probe, second)) & this.#mask;
      const word = bit >>> 5;
      const flag = 1 << (bit & 31);
      const held = this.#words[word] as number;
      if ((held & flag) !== 0) continue;
      known = false;
      this.#words[word] = held | flag;
    }
    return known;
  }
}
