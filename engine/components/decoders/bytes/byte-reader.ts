import type { EngineError } from '../../../language/basics/errors.ts';
import { truncated } from './inflate.ts';

/** Reads a body as asked for: so many bytes, or chunk by chunk; what was too much is put back. */
export class ByteReader implements AsyncIterator<Uint8Array> {
  readonly #input: AsyncIterator<Uint8Array>;
  readonly #format: string;
  #pending: Buffer = Buffer.alloc(0);
  /** Bytes taken so far. */
  position = 0;

  /** `format`: its name in messages. */
  constructor(input: AsyncIterator<Uint8Array>, format: string) {
    this.#input = input;
    this.#format = format;
  }

  /** The next bytes without taking them: `size`, or fewer at the end. */
  async peek(size: number): Promise<Buffer> {
    while (this.#pending.length < size) {
      const { done, value } = await this.#input.next();
      if (done === true) break;
      this.#pending = Buffer.concat([this.#pending, value]);
    }
    return this.#pending.subarray(0, size);
  }

  /** Exactly so many bytes. Throws `decode.truncated` where the body ends before. */
  async take(size: number): Promise<Buffer> {
    const bytes = await this.peek(size);
    if (bytes.length < size) throw this.truncated();
    this.#pending = this.#pending.subarray(size);
    this.position += size;
    return bytes;
  }

  /** The error for a body that ends here. */
  truncated(): EngineError {
    return truncated(this.#format, { read: this.position + this.#pending.length, written: 0 }, this.position);
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    if (this.#pending.length === 0) {
      const step = await this.#input.next();
      if (step.done !== true) this.position += step.value.length;
      return step;
    }
    const value = this.#pending;
    this.#pending = Buffer.alloc(0);
    this.position += value.length;
    return { done: false, value };
  }

  /** Puts back the tail of what was taken. */
  unread(bytes: Uint8Array): void {
    this.#pending = Buffer.concat([bytes, this.#pending]);
    this.position -= bytes.length;
  }

  close(): void {
    void Promise.resolve(this.#input.return?.()).catch(() => undefined);
  }
}
