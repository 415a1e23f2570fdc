import { Readable } from 'node:stream';
import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw, createZstdDecompress } from 'node:zlib';

/** What we say that we understand. */
export const acceptEncoding = 'gzip, deflate, br, zstd';

/** Below this no proportion is suspicious: small bodies are bounded by the size limit anyway. */
const RATIO_FLOOR = 64 * 1024 * 1024;
/** Endless repetition of one byte reaches 1029:1 in gzip, as a bomb does; an honest dump lies near 11:1, a log at most at 250:1. */
const RATIO_LIMIT = 1000;
/** Larger chunks than zlib's default of 16 KiB triple the throughput. */
const CHUNK = { chunkSize: 256 * 1024 };
/** Encodings over each other: more is an attack. */
const MOST_LAYERS = 2;

type Make = (head: Uint8Array) => Transform;

/** RFC 9110 means the zlib format by `deflate`; servers that send it bare are as old as the name (RFC 1950, section 2.2). */
const isZlib = (head: Uint8Array): boolean =>
  ((head[0] ?? 0) & 0x0f) === 8 && (((head[0] ?? 0) << 8) | (head[1] ?? 0)) % 31 === 0;

const decoders: Readonly<Record<string, Make>> = {
  gzip: () => createGunzip(CHUNK),
  'x-gzip': () => createGunzip(CHUNK),
  deflate: (head) => (isZlib(head) ? createInflate(CHUNK) : createInflateRaw(CHUNK)),
  br: () => createBrotliDecompress(CHUNK),
  zstd: () => createZstdDecompress(CHUNK),
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
  const layers = names.map((name) => (Object.hasOwn(decoders, name) ? decoders[name] : undefined));
  if (layers.length > MOST_LAYERS) throw parts.unknown(names.join(', '));
  return layers.reduceRight((inner, make) => {
    if (make === undefined) throw parts.unknown(names.join(', '));
    return inflated(make, inner, parts);
  }, body);
}

async function* inflated(make: Make, body: AsyncIterable<Uint8Array>, parts: ContentParts): AsyncGenerator<Uint8Array> {
  const input = body[Symbol.asyncIterator]();
  let sent = 0;
  // What breaks within the body itself is told apart from what breaks in its encoding.
  let failed: { readonly error: unknown } | undefined;
  const next = async (): Promise<Uint8Array | undefined> => {
    for (;;) {
      const step = await input.next();
      if (step.done === true) return undefined;
      sent += step.value.length;
      if (step.value.length > 0) return step.value;
    }
  };
  try {
    const head = await next();
    // An answer without a body has an encoding in its headers all the same.
    if (head === undefined) return;
    const source = Readable.from(
      (async function* () {
        try {
          for (let chunk: Uint8Array | undefined = head; chunk !== undefined; chunk = await next()) yield chunk;
        } catch (error) {
          failed = { error };
          throw error;
        }
      })(),
      { objectMode: false },
    );
    yield* bounded(
      source,
      make(head),
      () => sent,
      parts,
      () => failed,
    );
  } finally {
    await input.return?.();
  }
}

async function* bounded(
  source: Readable,
  decoder: Transform,
  sent: () => number,
  parts: ContentParts,
  failed: () => { readonly error: unknown } | undefined,
): AsyncGenerator<Uint8Array> {
  source.on('error', () => decoder.destroy(new Error('the body broke off')));
  let came = 0;
  let refused: Error | undefined;
  try {
    for await (const chunk of source.pipe(decoder) as AsyncIterable<Uint8Array>) {
      came += chunk.length;
      if (came > parts.limit || (came > RATIO_FLOOR && came > sent() * RATIO_LIMIT))
        throw (refused = parts.tooLarge(sent(), came));
      yield chunk;
    }
  } catch (error) {
    throw failed()?.error ?? refused ?? parts.damaged(error);
  } finally {
    source.destroy();
    decoder.destroy();
  }
}
