import { createZstdDecompress } from 'node:zlib';
import { object } from '../../../language/basics/shape.ts';
import { WINDOW_RATIO } from '../bytes/bound.ts';
import { inflate, STREAM, type Codec } from '../bytes/inflate.ts';
import type { ByteDecoder } from '../decoder.ts';
import { isZstd, zstdFrames } from './zstd/frames.ts';

const codec: Codec = {
  name: 'zstd',
  ratio: WINDOW_RATIO,
  create: () => createZstdDecompress(STREAM),
  // The frames are told apart before.
  continues: () => true,
};

export const zstd: ByteDecoder<Record<string, never>> = {
  name: 'zstd',
  stage: 'bytes',
  summary: 'Decompresses Zstandard; several frames are one body.',
  options: object({}, {}),
  example: 'decode: [zstd?, ndjson]',
  sniff: isZstd,
  decode: (source, _options, context) => inflate(zstdFrames(source, context), codec, context),
};
