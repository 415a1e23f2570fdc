import { createZstdDecompress } from 'node:zlib';
import { object } from '../../../language/basics/shape.ts';
import { WINDOW_RATIO } from '../bytes/bound.ts';
import { inflate, STREAM, type Codec } from '../bytes/inflate.ts';
import type { ByteDecoder } from '../decoder.ts';

/** A frame, or a skippable one (RFC 8878, section 3.1). */
const sniff = (head: Uint8Array): boolean => {
  const [a = 0, b, c, d] = head;
  return (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd) || (a >> 4 === 5 && b === 0x2a && c === 0x4d && d === 0x18);
};

const codec: Codec = {
  name: 'zstd',
  ratio: WINDOW_RATIO,
  create: () => createZstdDecompress(STREAM),
  // A frame that ends with its chunk goes on to the next by itself, so padding could not be told apart.
  continues: () => true,
};

export const zstd: ByteDecoder<Record<string, never>> = {
  name: 'zstd',
  stage: 'bytes',
  summary: 'Decompresses Zstandard; several frames are one body.',
  options: object({}, {}),
  example: 'decode: [zstd?, ndjson]',
  sniff,
  decode: (source, _options, context) => inflate(source, codec, context),
};
