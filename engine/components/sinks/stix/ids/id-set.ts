/** Two parts of an id's UUID, of which two in ten million agree by chance once in some hundred thousand bundles. */
const partsOf = (id: string): readonly [number, number] => {
  const at = id.indexOf('--') + 2;
  return [parseInt(id.slice(at, at + 8), 16) >>> 0, parseInt(id.slice(at + 28, at + 36), 16) >>> 0];
};

/** Ids that were seen, in eight bytes each and some room: millions of them as texts would take a hundred. */
export class IdSet {
  #size = 0;
  #slots = new Uint32Array(2 * 1024);

  /** False where it is known. */
  add(id: string): boolean {
    // A slot of two zeros is empty.
    const [high, low] = partsOf(id);
    const slot = this.#slotOf(this.#slots, high, low | 1);
    if (this.#slots[slot + 1] !== 0) return false;
    this.#slots.set([high, (low | 1) >>> 0], slot);
    if (++this.#size * 4 > this.#slots.length) this.#grow();
    return true;
  }

  /** Where the two stand, or the empty slot that they would go to. */
  #slotOf(slots: Uint32Array, high: number, low: number): number {
    const mask = slots.length - 1;
    let slot = (high * 2) & mask;
    while (slots[slot + 1] !== 0 && (slots[slot] !== high || slots[slot + 1] !== low >>> 0)) slot = (slot + 2) & mask;
    return slot;
  }

  #grow(): void {
    const larger = new Uint32Array(this.#slots.length * 2);
    for (let at = 0; at < this.#slots.length; at += 2) {
      const [high = 0, low = 0] = this.#slots.subarray(at, at + 2);
      if (low !== 0) larger.set([high, low], this.#slotOf(larger, high, low));
    }
    this.#slots = larger;
  }
}
