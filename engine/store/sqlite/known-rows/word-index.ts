/**
 * Finds entries of an array by one of their words, which is evenly spread (a part of a hash): open addressing, linear probing.
 * Look at `entry(slot)` from `start(word)` on, until it is -1.
 */
export class WordIndex {
  /** One more than the entry's number; 0 is free. At most half of them are taken. */
  readonly #slots: Int32Array;
  readonly #mask: number;

  /** Entries of `size` words, by the word at `at`; those with the same word stay in their order. */
  constructor(entries: Int32Array, size: number, at: number) {
    const count = entries.length / size;
    let slots = 2;
    while (slots < 2 * count) slots *= 2;
    this.#slots = new Int32Array(slots);
    this.#mask = slots - 1;
    for (let entry = 0; entry < count; entry++) {
      let slot = this.start(entries[entry * size + at] as number);
      while (this.entry(slot) !== -1) slot++;
      this.#slots[slot & this.#mask] = entry + 1;
    }
  }

  start(word: number): number {
    return word & this.#mask;
  }

  entry(slot: number): number {
    return (this.#slots[slot & this.#mask] as number) - 1;
  }
}
