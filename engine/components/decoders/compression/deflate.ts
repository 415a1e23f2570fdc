import { createInflate, createInflateRaw } from 'node:zlib';
import { isZlib } from '../../../http/answer/content-encoding.ts';
import { object } from '../../../language/basics/shape.ts';
import { DEFLATE_RATIO } from '../bytes/bound.ts';
import { inflate, STREAM, type Codec } from '../bytes/inflate.ts';
import type { ByteDecoder } from '../decoder.ts';

const codec: Codec = {
  name: 'deflate',
  ratio: DEFLATE_RATIO,
  // Servers that say "deflate" send either; a raw stream has no header.
  create: (head) => (isZlib(head) ? createInflate : createInflateRaw)(STREAM),
  continues: () => false,
};

export const deflate: ByteDecoder<Record<string, never>> = {
  name: 'deflate',
  stage: 'bytes',
  summary: 'Decompresses deflate, with a zlib header or raw; only the header can be sniffed.',
  options: object({}, {}),
  example: 'decode: [deflate, json]',
  sniff: isZlib,
  decode: (source, _options, context) => inflate(source, codec, context),
};
