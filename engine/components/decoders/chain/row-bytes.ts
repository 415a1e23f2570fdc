/**
 * Where the bytes of a batch's rows stand, good until the next batch is asked for: in the memory that is scanned, and of rows whose
 * batch is not full when that memory is written to again, in a copy.
 */
export class RowBytes {
  #scanned: Buffer = Buffer.alloc(0);
  #copy: Buffer = Buffer.alloc(0);
  #copied = 0;
  /** The first so many rows stand in the copy. */
  #settled = 0;
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  add(scanned: Buffer, start: number, end: number): void {
    this.#scanned = scanned;
    this.#starts.push(start);
    this.#ends.push(end);
  }

  /** A row whose bytes nobody knows. */
  addNone(): void {
    this.#starts.push(0);
    this.#ends.push(0);
  }

  /** 0: its bytes are not known. */
  lengthOf(index: number): number {
    return (this.#ends[index] ?? 0) - (this.#starts[index] ?? 0);
  }

  copyTo(target: Buffer, at: number, index: number): void {
    const from = index < this.#settled ? this.#copy : this.#scanned;
    from.copy(target, at, this.#starts[index], this.#ends[index]);
  }

  /** The scanned memory is about to be written to. */
  settle(): void {
    for (; this.#settled < this.#ends.length; this.#settled++) {
      const row = this.#settled;
      const length = this.lengthOf(row);
      const after = this.#copied + length;
      if (after > this.#copy.length) this.#grow(after);
      this.#scanned.copy(this.#copy, this.#copied, this.#starts[row], this.#ends[row]);
      this.#starts[row] = this.#copied;
      this.#ends[row] = this.#copied = after;
    }
  }

  clear(): void {
    this.#starts.length = this.#ends.length = this.#settled = this.#copied = 0;
  }

  #grow(least: number): void {
    const larger = Buffer.allocUnsafe(Math.max(least, 2 * this.#copy.length, 16 * 1024));
    this.#copy.copy(larger, 0, 0, this.#copied);
    this.#copy = larger;
  }
}
