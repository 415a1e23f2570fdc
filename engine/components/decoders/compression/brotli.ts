import { createBrotliDecompress } from 'node:zlib';
import { EngineError } from '../../../language/basics/errors.ts';
import { object } from '../../../language/basics/shape.ts';
import { WINDOW_RATIO } from '../bytes/bound.ts';
import { inflate, STREAM, type Codec } from '../bytes/inflate.ts';
import type { ByteDecoder } from '../decoder.ts';

const codec: Codec = {
  name: 'brotli',
  ratio: WINDOW_RATIO,
  create: () => createBrotliDecompress(STREAM),
  continues: () => false,
};

export const brotli: ByteDecoder<Record<string, never>> = {
  name: 'brotli',
  stage: 'bytes',
  summary: 'Decompresses brotli, which has no signature and cannot be sniffed.',
  options: object({}, {}),
  example: 'decode: [brotli, json]',
  sniff: () => {
    throw new EngineError('decode.no-signature', 'Whether a body is brotli cannot be seen from its bytes.', {
      hint: 'Write `brotli` without `?`.',
    });
  },
  decode: (source, _options, context) => inflate(source, codec, context),
};
