import { createInflate, createInflateRaw } from 'node:zlib';
import { object } from '../../../language/basics/shape.ts';
import { DEFLATE_RATIO } from '../bytes/bound.ts';
import { inflate, STREAM, type Codec } from '../bytes/inflate.ts';
import type { ByteDecoder } from '../decoder.ts';

/** The zlib header's method and check bits (RFC 1950, section 2.2). */
const sniff = (head: Uint8Array): boolean => {
  const [method = 0, flags = 0] = head;
  return (method & 0x0f) === 8 && method >> 4 <= 7 && ((method << 8) | flags) % 31 === 0;
};

const codec: Codec = {
  name: 'deflate',
  ratio: DEFLATE_RATIO,
  // Servers that say "deflate" send either; a raw stream has no header.
  create: (head) => (sniff(head) ? createInflate : createInflateRaw)(STREAM),
  continues: () => false,
};

export const deflate: ByteDecoder<Record<string, never>> = {
  name: 'deflate',
  stage: 'bytes',
  summary: 'Decompresses deflate, with a zlib header or raw; only the header can be sniffed.',
  options: object({}, {}),
  example: 'decode: [deflate, json]',
  sniff,
  decode: (source, _options, context) => inflate(source, codec, context),
};
