const LENGTH = 8;

/** How secrets begin, to be looked for in many bytes at little cost: what is found is then looked at with care. */
export class SecretProbes {
  readonly #exact: readonly Buffer[];
  /** Without their case: plain, in hex, and in base64 at each place that it can have in a longer text. */
  readonly #loose: readonly string[];

  constructor(secrets: readonly string[]) {
    const begins = secrets.map((secret) => Buffer.from(secret, 'utf8').subarray(0, 2 * LENGTH));
    this.#exact = begins.map((bytes) => bytes.subarray(0, LENGTH));
    this.#loose = begins.flatMap((bytes) => [
      ...['latin1', 'hex'].map((form) => bytes.subarray(0, LENGTH).toString(form as BufferEncoding)),
      ...[0, 1, 2].map((offset) => base64At(bytes, offset)),
    ]);
  }

  in(bytes: Uint8Array, closely: boolean): boolean {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (this.#exact.some((one) => buffer.includes(one))) return true;
    if (!closely || this.#loose.length === 0) return false;
    const text = buffer.toString('latin1').toLowerCase();
    return this.#loose.some((one) => text.includes(one.toLowerCase()));
  }
}

function base64At(bytes: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  return text.slice(Math.ceil((offset * 8) / 6), Math.ceil((offset * 8) / 6) + LENGTH);
}
