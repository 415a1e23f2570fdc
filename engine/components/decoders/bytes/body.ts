/** The body on its way to the record decoder: counted, bounded, abortable, with a look at its first bytes. */
import type { Bytes, DecodeContext } from '../decoder.ts';
import { tooLarge } from './bound.ts';

/** Ends with the signal's reason as soon as it is aborted, even while the source keeps silent. */
export async function* abortable(source: Bytes, signal: AbortSignal): Bytes {
  const input = source[Symbol.asyncIterator]();
  let interrupt: ((reason: unknown) => void) | undefined;
  const onAbort = (): void => interrupt?.(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    for (;;) {
      signal.throwIfAborted();
      const step = await new Promise<IteratorResult<Uint8Array>>((resolve, reject) => {
        interrupt = reject;
        input.next().then(resolve, reject);
      });
      if (step.done === true) return;
      yield step.value;
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    void Promise.resolve(input.return?.()).catch(() => undefined);
  }
}

/** Counts for `onBytes` and holds the body to `maxBytes`. */
export async function* counted(source: Bytes, context: DecodeContext): Bytes {
  let total = 0;
  for await (const chunk of source) {
    total += chunk.length;
    if (total > context.maxBytes) throw tooLarge(`The body is larger than ${context.maxBytes} bytes.`);
    context.onBytes?.(total);
    const pause = context.pace?.(chunk.length);
    if (pause !== undefined) await pause;
    yield chunk;
  }
}

export interface Peeked {
  /** At least `size` bytes, or the whole body. */
  readonly head: Buffer;
  /** Is `head` the whole body? */
  readonly complete: boolean;
  /** The body from its first byte. */
  readonly body: Bytes;
}

export const peek = async (source: Bytes, size: number): Promise<Peeked> => {
  const input = source[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let length = 0;
  let complete = false;
  while (length < size && !complete) {
    const step = await input.next();
    if (step.done === true) complete = true;
    else {
      chunks.push(step.value);
      length += step.value.length;
    }
  }
  const [only] = chunks;
  const head =
    chunks.length === 1 && only !== undefined
      ? Buffer.from(only.buffer, only.byteOffset, only.length)
      : Buffer.concat(chunks, length);
  return { head, complete, body: resumed(head, complete, input) };
};

/** The body again, of which `head` was read already. */
export async function* resumed(
  head: Uint8Array,
  complete: boolean,
  input: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    if (head.length > 0) yield head;
    if (complete) return;
    for (let step = await input.next(); step.done !== true; step = await input.next()) yield step.value;
  } finally {
    await input.return?.();
  }
}

/** The body in chunks of at least `least` bytes, but for the last. */
export async function* coalesced(source: Bytes, least: number): Bytes {
  let chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source) {
    chunks.push(chunk);
    length += chunk.length;
    if (length < least) continue;
    yield chunks.length === 1 ? chunk : Buffer.concat(chunks, length);
    chunks = [];
    length = 0;
  }
  if (length > 0) yield Buffer.concat(chunks, length);
}

/** The whole body. Throws `decode.too-large` beyond `max` bytes. */
export const readAll = async (source: Bytes, max: number, hint?: string): Promise<Buffer> => {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source) {
    length += chunk.length;
    if (length > max) throw tooLarge(`The body is larger than ${max} bytes.`, hint);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
};
