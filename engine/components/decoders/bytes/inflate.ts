import type { Transform } from 'node:stream';
import { EngineError } from '../../../language/basics/errors.ts';
import type { Bytes, DecodeContext } from '../decoder.ts';
import { resumed } from './body.ts';
import { checkExpansion } from './bound.ts';
import { onlyPadding } from './padding.ts';

/**
 * How zlib streams are made. Chunks larger than its default of 16 KiB triple the throughput; as many as three may wait, so that
 * zlib's thread goes on while the consumer is busy.
 */
const CHUNK_SIZE = 256 * 1024;
export const STREAM: Readonly<Record<'chunkSize' | 'readableHighWaterMark', number>> = {
  chunkSize: CHUNK_SIZE,
  readableHighWaterMark: 3 * CHUNK_SIZE,
};

export interface Codec {
  readonly name: string;
  /** The largest honest growth. */
  readonly ratio: number;
  /** A fresh decompressor for a body, or for a further member, that begins with these bytes. */
  create(head: Uint8Array): Transform & { readonly bytesWritten: number };
  /** Does a further member begin here, after the end of one? */
  continues(rest: Uint8Array): boolean;
}

/** What was read of the compressed body, for errors and the bomb guard. */
export interface Progress {
  read: number;
  written: number;
}

/**
 * Decompresses with constant memory; zlib works on its own thread while the consumer handles the chunk before.
 * Several members are one body; after the last one nothing but zeros and blanks may follow. A consumer that stops early ends
 * the source as well. Throws `decode.truncated`, `decode.corrupt`, `decode.too-large`.
 */
export async function* inflate(source: Bytes, codec: Codec, context: DecodeContext): Bytes {
  const input = readAhead(source[Symbol.asyncIterator]());
  const progress: Progress = { read: 0, written: 0 };
  try {
    let rest = await head(input, progress);
    if (rest === undefined) throw truncated(codec.name, progress, 0);
    do {
      rest = yield* member(rest, input, codec, context, progress);
    } while (rest !== undefined && codec.continues(rest));
    if (rest !== undefined) await onlyPadding(resumed(rest, false, input), codec.name, progress.read - rest.length, context);
  } finally {
    // Not waited for: a source that hangs must not hold up who has lost interest in it.
    void Promise.resolve(input.return?.()).catch(() => undefined);
  }
}

/** Asks for the next chunk as soon as one is taken: it comes in while this one is decompressed. */
export const readAhead = (input: AsyncIterator<Uint8Array>): AsyncIterator<Uint8Array> => {
  let coming: Promise<IteratorResult<Uint8Array>> | undefined;
  const ask = (): Promise<IteratorResult<Uint8Array>> => {
    const asked = input.next();
    // Where it fails it is told to who takes it, not before.
    asked.catch(() => undefined);
    return asked;
  };
  return {
    next: async () => {
      const taken = await (coming ?? ask());
      coming = taken.done === true ? undefined : ask();
      return taken;
    },
    return: async () => (await input.return?.()) ?? { done: true, value: undefined },
  };
};

export const nextChunk = async (input: AsyncIterator<Uint8Array>, progress: Progress): Promise<Uint8Array | undefined> => {
  for (;;) {
    const { done, value } = await input.next();
    if (done === true) return undefined;
    if (value.length === 0) continue;
    progress.read += value.length;
    return value;
  }
};

/** Enough bytes to see what comes. */
const head = async (input: AsyncIterator<Uint8Array>, progress: Progress): Promise<Uint8Array | undefined> => {
  let bytes = await nextChunk(input, progress);
  while (bytes !== undefined && bytes.length < 4) {
    const more = await nextChunk(input, progress);
    if (more === undefined) break;
    bytes = Buffer.concat([bytes, more]);
  }
  return bytes;
};

/** One member; returns what is left of the input after its end, undefined at the end of the source. */
export async function* member(
  first: Uint8Array,
  input: AsyncIterator<Uint8Array>,
  codec: Codec,
  context: DecodeContext,
  progress: Progress,
): AsyncGenerator<Uint8Array, Uint8Array | undefined> {
  const start = progress.read - first.length;
  const stream = codec.create(first);
  const feeding = feed(stream, first, input, progress);
  feeding.catch((error: unknown) => stream.destroy(error instanceof Error ? error : new Error(String(error))));
  try {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      progress.written += chunk.length;
      checkExpansion(codec.name, codec.ratio, progress.written, progress.read, context.maxBytes);
      yield chunk;
    }
  } catch (error) {
    throw described(error, codec.name, progress, start, stream.bytesWritten);
  } finally {
    stream.destroy();
  }
  return await feeding;
}

/** One chunk at a time, so that what a member leaves over is the tail of the last one. */
const feed = async (
  stream: Transform & { readonly bytesWritten: number },
  first: Uint8Array,
  input: AsyncIterator<Uint8Array>,
  progress: Progress,
): Promise<Uint8Array | undefined> => {
  let fed = 0;
  for (let chunk: Uint8Array | undefined = first; chunk !== undefined; chunk = await nextChunk(input, progress)) {
    const bytes = chunk;
    fed += bytes.length;
    await new Promise<void>((resolve) => stream.write(bytes, () => resolve()));
    if (stream.destroyed) return undefined;
    if (stream.bytesWritten < fed) return bytes.subarray(bytes.length - (fed - stream.bytesWritten));
  }
  stream.end();
  return undefined;
};

const described = (error: unknown, name: string, progress: Progress, start: number, consumed: number): unknown => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'Z_BUF_ERROR') return truncated(name, progress, start, error);
  // A checksum that doesn't match says nothing of the place: any byte of the body may be the wrong one.
  const anywhere = error instanceof Error && /data check|length check|checksum/.test(error.message);
  if (code.startsWith('Z_') || code.startsWith('ZSTD_') || code.startsWith('ERR_BROTLI') || code.startsWith('ERR__ERROR')) {
    const range = `compressed bytes ${anywhere ? start : start + consumed}–${progress.read}`;
    return corrupt(
      name,
      anywhere ? `its checksum does not match (${range})` : `it cannot be decompressed within ${range}`,
      error,
    );
  }
  return error;
};

export const truncated = (name: string, progress: Progress, from: number, cause?: unknown): EngineError =>
  new EngineError(
    'decode.truncated',
    `The ${name} body ends too early: its end is not among the compressed bytes ${from}–${progress.read}.`,
    {
      hint: 'Run the feed again; if it stays so, the vendor sends an incomplete file.',
      cause,
    },
  );

export const corrupt = (name: string, what: string, cause?: unknown): EngineError =>
  new EngineError('decode.corrupt', `The ${name} body is damaged: ${what}.`, {
    hint: 'Run the feed again; if it stays so, the vendor sends a damaged file.',
    cause,
  });
