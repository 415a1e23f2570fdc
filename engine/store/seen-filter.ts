/** Says of most keys in no time that they were never added (a Bloom filter of fixed size: it never forgets, but may err towards yes). */
export class SeenFilter {
  readonly #bits: Uint32Array;
  readonly #mask: number;

  /** 2^26 bits are 8 MiB: at 3 million keys one in a thousand new ones is looked up in vain, at 30 million about half. */
  constructor(bits = 2 ** 26) {
    this.#bits = new Uint32Array(bits / 32);
    this.#mask = bits - 1;
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
    let known = true;
    for (let probe = 0; probe < 4; probe++) {
      const bit = (first + Math.imul(probe, second)) & this.#mask;
      const word = bit >>> 5;
      const flag = 1 << (bit & 31);
      const held = this.#bits[word] as number;
      if ((held & flag) === 0) {
        known = false;
        this.#bits[word] = held | flag;
      }
    }
    return known;
  }
}
