import { createGunzip } from 'node:zlib';
import { object } from '../../../language/basics/shape.ts';
import { DEFLATE_RATIO } from '../bytes/bound.ts';
import { inflate, STREAM, type Codec } from '../bytes/inflate.ts';
import type { ByteDecoder } from '../decoder.ts';

/** RFC 1952, section 2.3.1. */
const sniff = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b;

const codec: Codec = {
  name: 'gzip',
  ratio: DEFLATE_RATIO,
  create: () => createGunzip(STREAM),
  // zlib goes on to a further member by itself.
  continues: () => false,
};

export const gzip: ByteDecoder<Record<string, never>> = {
  name: 'gzip',
  stage: 'bytes',
  summary: 'Decompresses gzip; several members are one body.',
  options: object({}, {}),
  example: 'decode: [gzip?, csv]',
  sniff,
  decode: (source, _options, context) => inflate(source, codec, context),
};
