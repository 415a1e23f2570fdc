import { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import { EngineError } from '../language/errors.ts';

/** What we say that we understand. */
export const acceptEncoding = 'gzip, deflate, br, zstd';

const RATIO_FLOOR = 64 * 1024 * 1024;
const MOST_RATIO = 1000;
const CHUNK = { chunkSize: 64 * 1024 };

const decoders: Readonly<Record<string, () => NodeJS.ReadWriteStream & { destroy(): void }>> = {
  gzip: () => createGunzip(CHUNK),
  'x-gzip': () => createGunzip(CHUNK),
  deflate: () => createInflate(CHUNK),
  br: () => createBrotliDecompress(CHUNK),
  zstd: () => createZstdDecompress(CHUNK),
};

/** Undoes `Content-Encoding`; at most `limit` bytes come out, and not out of all proportion to what went in. */
export function decodeContent(encoding: string | undefined, body: AsyncIterable<Uint8Array>, limit: number, what: string): AsyncIterable<Uint8Array> {
  const names = (encoding ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
  if (names.length === 0) return body;
  const make = names.length === 1 && Object.hasOwn(decoders, names[0] as string) ? decoders[names[0] as string] : undefined;
  if (make === undefined) throw new EngineError('http.encoding', `${what}: the answer is encoded as "${names.join(', ').slice(0, 40)}", which was not asked for.`);
  return inflated(make, body, limit, what);
}

async function* inflated(make: () => NodeJS.ReadWriteStream & { destroy(): void }, body: AsyncIterable<Uint8Array>, limit: number, what: string): AsyncGenerator<Uint8Array> {
  let sent = 0;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of body) {
      sent += chunk.length;
      yield chunk;
    }
  };
  const source = Readable.from(counted(), { objectMode: false });
  const decoder = make();
  let failed: unknown;
  source.on('error', (error) => {
    failed = error;
    decoder.destroy();
  });
  let came = 0;
  try {
    for await (const chunk of source.pipe(decoder) as AsyncIterable<Uint8Array>) {
      came += chunk.length;
      if (came > limit || (came > RATIO_FLOOR && came > sent * MOST_RATIO)) {
        throw new EngineError('http.too-large', `${what}: ${sent} bytes of the answer decompress to more than ${came}.`, { hint: 'Raise limits.decompressed of the connection if the vendor really sends this much.' });
      }
      yield chunk;
    }
    if (failed !== undefined) throw failed;
  } catch (error) {
    if (failed !== undefined) throw failed;
    if (error instanceof EngineError) throw error;
    throw new EngineError('http.encoding', `${what}: the encoding of the answer is damaged.`, { cause: error });
  } finally {
    source.destroy();
    decoder.destroy();
  }
}
