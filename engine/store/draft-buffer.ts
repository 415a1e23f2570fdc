const BYTES = 1024 * 1024;

/**
 * Encoded objects that are not staged yet. Writing may be cut off at any point: then all of them are dropped. Their bytes lie
 * outside of the garbage collector's sight; as objects, a batch of them would live just long enough to be copied by it.
 */
export class DraftBuffer {
  #bytes = Buffer.allocUnsafe(BYTES);
  readonly #ends: number[] = [];
  readonly #identities: string[] = [];
  #count = 0;

  add(identity: string, encoded: string): void {
    const at = this.#count;
    const start = at === 0 ? 0 : (this.#ends[at - 1] as number);
    const most = start + 3 * encoded.length;
    if (most > this.#bytes.length) this.#grow(most, start);
    this.#ends[at] = start + this.#bytes.write(encoded, start, 'utf8');
    this.#identities[at] = identity;
    this.#count = at + 1;
  }

  /** Calls `visit` with each draft's identity and where its bytes stand. */
  forEach(visit: (identity: string, bytes: Buffer, start: number, end: number) => void): void {
    for (let draft = 0, start = 0; draft < this.#count; draft++) {
      const end = this.#ends[draft] as number;
      visit(this.#identities[draft] as string, this.#bytes, start, end);
      start = end;
    }
  }

  clear(): void {
    this.#count = 0;
    this.#identities.length = 0;
    this.#ends.length = 0;
    if (this.#bytes.length > 2 * BYTES) this.#bytes = Buffer.allocUnsafe(BYTES);
  }

  #grow(least: number, used: number): void {
    const larger = Buffer.allocUnsafe(Math.max(least, 2 * this.#bytes.length));
    this.#bytes.copy(larger, 0, 0, used);
    this.#bytes = larger;
  }
}
