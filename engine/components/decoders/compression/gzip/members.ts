import { crc32, createInflateRaw } from 'node:zlib';
import { DEFLATE_RATIO } from '../../bytes/bound.ts';
import { ByteReader } from '../../bytes/byte-reader.ts';
import { corrupt, member, nextChunk, readAhead, STREAM, type Codec, type Progress } from '../../bytes/inflate.ts';
import { onlyPadding } from '../../bytes/padding.ts';
import type { Bytes, DecodeContext } from '../../decoder.ts';

const codec: Codec = {
  name: 'gzip',
  ratio: DEFLATE_RATIO,
  create: () => createInflateRaw(STREAM),
  continues: () => false,
};

/** RFC 1952, section 2.3.1. */
export const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b;

const HEADER = 10;
const TRAILER = 8;
const HEADER_CHECK = 2;
const EXTRA = 4;
const NAME = 8;
const COMMENT = 16;

/**
 * The members of a gzip body, one after the other. Headers and checksums are read here, not by zlib: it cannot say where the last
 * member ends once something else follows, and drops what it has of it.
 */
export async function* gzipMembers(source: Bytes, context: DecodeContext): Bytes {
  const reader = new ByteReader(readAhead(source[Symbol.asyncIterator]()), codec.name);
  let written = 0;
  try {
    do {
      const start = reader.position;
      await skipHeader(reader);
      const progress: Progress = { read: reader.position, written };
      const first = await nextChunk(reader, progress);
      if (first === undefined) throw reader.truncated();
      const content = member(first, reader, codec, context, progress);
      let sum = 0;
      let step = await content.next();
      try {
        for (; step.done !== true; step = await content.next()) {
          sum = crc32(step.value, sum);
          yield step.value;
        }
      } finally {
        await content.return(undefined);
      }
      if (step.value !== undefined) reader.unread(step.value);
      await checkTrailer(reader, sum, progress.written - written, start);
      written = progress.written;
    } while (isGzip(await reader.peek(2)));
    await onlyPadding(reader, codec.name, reader.position, context);
  } finally {
    reader.close();
  }
}

const skipHeader = async (reader: ByteReader): Promise<void> => {
  const start = reader.position;
  const fixed = await reader.take(HEADER);
  const flags = fixed[3] ?? 0;
  if (!isGzip(fixed) || fixed[2] !== 8 || flags > 31)
    throw corrupt(codec.name, `it has no proper header within compressed bytes ${start}–${reader.position}`);
  if ((flags & EXTRA) !== 0) await reader.take((await reader.take(2)).readUInt16LE(0));
  for (const text of [NAME, COMMENT]) if ((flags & text) !== 0) while ((await reader.take(1))[0] !== 0);
  if ((flags & HEADER_CHECK) !== 0) await reader.take(2);
};

const checkTrailer = async (reader: ByteReader, sum: number, size: number, start: number): Promise<void> => {
  const trailer = await reader.take(TRAILER);
  if (trailer.readUInt32LE(0) === sum && trailer.readUInt32LE(4) === size % 2 ** 32) return;
  throw corrupt(codec.name, `its checksum does not match (compressed bytes ${start}–${reader.position})`);
};
