import { createHash } from 'node:crypto';

/** One hash over all bodies of a run, in order; a body that is read again counts once. */
export class BodyHash {
  #bodies: string[] = [];
  #open: string | undefined;
  #begun = false;

  /** The same bytes, looked at on their way. */
  async *over(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    const hash = createHash('sha256');
    this.#begun = true;
    this.#open = undefined;
    for await (const chunk of bytes) {
      hash.update(chunk);
      yield chunk;
    }
    this.#open = hash.digest('base64url');
  }

  /** What was read belongs to an answer that counts; a body that was not read to its end makes the whole unknown. */
  endBody(): void {
    if (this.#begun) this.#bodies.push(this.#open ?? '');
    this.#begun = false;
    this.#open = undefined;
  }

  clear(): void {
    this.#bodies = [];
    this.#open = undefined;
    this.#begun = false;
  }

  digest(): string | undefined {
    if (this.#bodies.length === 0 || this.#bodies.includes('')) return undefined;
    return createHash('sha256').update(this.#bodies.join('\n')).digest('base64url');
  }
}
