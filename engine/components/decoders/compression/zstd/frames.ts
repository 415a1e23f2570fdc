import { ByteReader } from '../../bytes/byte-reader.ts';
import { readAhead } from '../../bytes/inflate.ts';
import { onlyPadding } from '../../bytes/padding.ts';
import type { Bytes, DecodeContext } from '../../decoder.ts';

/** RFC 8878, sections 3.1.1 and 3.1.2. */
const isFrame = ([a = 0, b, c, d]: Uint8Array): boolean => a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd;
const isSkippable = ([a = 0, b, c, d]: Uint8Array): boolean => a >> 4 === 5 && b === 0x2a && c === 0x4d && d === 0x18;
export const isZstd = (head: Uint8Array): boolean => isFrame(head) || isSkippable(head);

const MAGIC = 4;
/** Bytes of the content size by its flag; of the dictionary's number by its flag. */
const CONTENT_SIZES = [0, 2, 4, 8];
const DICTIONARY_SIZES = [0, 1, 2, 4];
const RLE = 1;

/**
 * The frames of a zstd body and nothing else: a decompressor that has come to the end of one takes whatever follows for another.
 * What ends within a frame, or is none from the beginning, is left for the decompressor to judge.
 */
export async function* zstdFrames(source: Bytes, context: DecodeContext): Bytes {
  const reader = new ByteReader(readAhead(source[Symbol.asyncIterator]()), 'zstd');
  try {
    do {
      yield* isSkippable(await reader.peek(MAGIC)) ? skippable(reader) : frame(reader);
    } while (isZstd(await reader.peek(MAGIC)));
    await onlyPadding(reader, 'zstd', reader.position, context);
  } finally {
    reader.close();
  }
}

async function* skippable(reader: ByteReader): Bytes {
  const head = await some(reader, MAGIC + 4);
  yield head;
  if (head.length === MAGIC + 4) yield* passed(reader, head.readUInt32LE(MAGIC));
}

async function* frame(reader: ByteReader): Bytes {
  if (!isFrame(await reader.peek(MAGIC))) return yield* passed(reader, Number.POSITIVE_INFINITY);
  const start = await some(reader, MAGIC + 1);
  yield start;
  const descriptor = start[MAGIC] ?? 0;
  const single = (descriptor & 0x20) !== 0;
  const content = CONTENT_SIZES[descriptor >> 6] || (single ? 1 : 0);
  yield* passed(reader, (single ? 0 : 1) + (DICTIONARY_SIZES[descriptor & 3] ?? 0) + content);
  for (let last = false; !last;) {
    const head = await some(reader, 3);
    yield head;
    if (head.length < 3) return;
    const block = head.readUIntLE(0, 3);
    last = (block & 1) === 1;
    yield* passed(reader, ((block >> 1) & 3) === RLE ? 1 : block >> 3);
  }
  if ((descriptor & 4) !== 0) yield* passed(reader, 4);
}

/** So many bytes, or what there is. */
const some = async (reader: ByteReader, size: number): Promise<Buffer> => reader.take((await reader.peek(size)).length);

/** So many bytes as they come. */
async function* passed(reader: ByteReader, size: number): Bytes {
  for (let left = size; left > 0;) {
    const { done, value } = await reader.next();
    if (done === true) return;
    if (value.length > left) reader.unread(value.subarray(left));
    const chunk = value.subarray(0, left);
    left -= chunk.length;
    if (chunk.length > 0) yield chunk;
  }
}
