import { Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw, createZstdDecompress } from 'node:zlib';

/** What we say that we understand. */
export const acceptEncoding = 'gzip, deflate, br, zstd';

/** Below this no proportion is suspicious: small bodies are bounded by the size limit anyway. */
export const RATIO_FLOOR = 64 * 1024 * 1024;
/**
 * How many times its size an honest body may grow with deflate. Measured: a dump 11, logs 18–275, one line again and again 294,
 * zeros (a bomb) 1028.
 */
export const DEFLATE_RATIO = 1000;
/** The same for zstd and brotli. Measured: logs 50–1750, one line again and again 10,800 and 122,000, zeros 32,500 and 638,000. */
export const WINDOW_RATIO = 10_000;
/** Larger chunks than zlib's default of 16 KiB triple the throughput. */
const CHUNK = { chunkSize: 256 * 1024 };
/** Encodings over each other: more is an attack. */
const MOST_LAYERS = 2;

interface Codec {
  readonly make: (head: Uint8Array) => Transform;
  readonly ratio: number;
}

/**
 * The zlib header's method and check bits (RFC 1950, section 2.2). RFC 9110 means that format by `deflate`; servers that send it
 * bare are as old as the name.
 */
export const isZlib = ([method = 0, flags = 0]: Uint8Array): boolean =>
  (method & 0x0f) === 8 && method >> 4 <= 7 && ((method << 8) | flags) % 31 === 0;

const gzip: Codec = { make: () => createGunzip(CHUNK), ratio: DEFLATE_RATIO };
const codecs: Readonly<Record<string, Codec>> = {
  gzip,
  'x-gzip': gzip,
  deflate: { make: (head) => (isZlib(head) ? createInflate(CHUNK) : createInflateRaw(CHUNK)), ratio: DEFLATE_RATIO },
  br: { make: () => createBrotliDecompress(CHUNK), ratio: WINDOW_RATIO },
  zstd: { make: () => createZstdDecompress(CHUNK), ratio: WINDOW_RATIO },
};

export interface ContentParts {
  /** Bytes after decompression. */
  readonly limit: number;
  readonly unknown: (encoding: string) => Error;
  readonly tooLarge: (sent: number, came: number) => Error;
  /** The compressed bytes are damaged or end too early. */
  readonly damaged: (cause: unknown) => Error;
}

/** Undoes `Content-Encoding`: no more comes out than the limit, nor out of all proportion to what went in. Throws for an unknown one. */
export function decodeContent(
  encoding: string | undefined,
  body: AsyncIterable<Uint8Array>,
  parts: ContentParts,
): AsyncIterable<Uint8Array> {
  const names = (encoding ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
  const layers = names.map((name) => (Object.hasOwn(codecs, name) ? codecs[name] : undefined));
  if (layers.length > MOST_LAYERS) throw parts.unknown(names.join(', '));
  return layers.reduceRight((inner, codec) => {
    if (codec === undefined) throw parts.unknown(names.join(', '));
    return inflated(codec, inner, parts);
  }, body);
}

/** What was read of the compressed body, and whether it broke off: that is told apart from a damaged encoding. */
interface Source {
  sent: number;
  broken?: { readonly error: unknown };
}

async function* inflated(codec: Codec, body: AsyncIterable<Uint8Array>, parts: ContentParts): AsyncGenerator<Uint8Array> {
  const input = body[Symbol.asyncIterator]();
  const source: Source = { sent: 0 };
  try {
    const head = await nextChunk(input, source);
    // An answer without a body has an encoding in its headers all the same.
    if (head !== undefined) yield* decompressed(codec, head, input, source, parts);
  } finally {
    // Not waited for: it may stand behind a chunk that never comes.
    void Promise.resolve(input.return?.()).catch(() => undefined);
  }
}

async function nextChunk(input: AsyncIterator<Uint8Array>, source: Source): Promise<Uint8Array | undefined> {
  try {
    for (;;) {
      const step = await input.next();
      if (step.done === true) return undefined;
      source.sent += step.value.length;
      if (step.value.length > 0) return step.value;
    }
  } catch (error) {
    source.broken = { error };
    throw error;
  }
}

async function* decompressed(
  codec: Codec,
  head: Uint8Array,
  input: AsyncIterator<Uint8Array>,
  source: Source,
  parts: ContentParts,
): AsyncGenerator<Uint8Array> {
  const feed = Readable.from(
    (async function* () {
      for (let chunk: Uint8Array | undefined = head; chunk !== undefined; chunk = await nextChunk(input, source)) yield chunk;
    })(),
    { objectMode: false },
  );
  const decoder = codec.make(head);
  feed.on('error', () => decoder.destroy(new Error('The body broke off.')));
  let came = 0;
  let refused: Error | undefined;
  try {
    for await (const chunk of feed.pipe(decoder) as AsyncIterable<Uint8Array>) {
      came += chunk.length;
      if (came > parts.limit || (came > RATIO_FLOOR && came > source.sent * codec.ratio))
        throw (refused = parts.tooLarge(source.sent, came));
      yield chunk;
    }
  } catch (error) {
    throw source.broken?.error ?? refused ?? parts.damaged(error);
  } finally {
    feed.destroy();
    decoder.destroy();
  }
}
