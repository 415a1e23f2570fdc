/** The bytes of a batch's rows, one after the other in memory that every batch uses again: good until the next one is asked for. */
export class RowBytes {
  #bytes: Buffer = Buffer.allocUnsafe(128 * 1024);
  /** Where each row ends; it begins where the one before ends. */
  #ends: number[] = [];
  #used = 0;

  /** Adds a row; an empty one is a row whose bytes nobody knows. */
  add(bytes: Buffer, start: number, end: number): void {
    const after = this.#used + end - start;
    if (after > this.#bytes.length) this.#grow(after);
    bytes.copy(this.#bytes, this.#used, start, end);
    this.#used = after;
    this.#ends.push(after);
  }

  addNone(): void {
    this.#ends.push(this.#used);
  }

  get count(): number {
    return this.#ends.length;
  }

  /** 0: its bytes are not known. */
  lengthOf(index: number): number {
    return (this.#ends[index] ?? 0) - this.#startOf(index);
  }

  copyTo(target: Buffer, at: number, index: number): void {
    this.#bytes.copy(target, at, this.#startOf(index), this.#ends[index]);
  }

  clear(): void {
    this.#ends = [];
    this.#used = 0;
  }

  #startOf(index: number): number {
    return index === 0 ? 0 : (this.#ends[index - 1] ?? 0);
  }

  #grow(least: number): void {
    const larger = Buffer.allocUnsafe(Math.max(least, 2 * this.#bytes.length));
    this.#bytes.copy(larger, 0, 0, this.#used);
    this.#bytes = larger;
  }
}
