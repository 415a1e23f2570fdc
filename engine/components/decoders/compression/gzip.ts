import { object } from '../../../language/basics/shape.ts';
import type { ByteDecoder } from '../decoder.ts';
import { gzipMembers, isGzip } from './gzip/members.ts';

export const gzip: ByteDecoder<Record<string, never>> = {
  name: 'gzip',
  stage: 'bytes',
  summary: 'Decompresses gzip; several members are one body.',
  options: object({}, {}),
  example: 'decode: [gzip?, csv]',
  sniff: isGzip,
  decode: (source, _options, context) => gzipMembers(source, context),
};
