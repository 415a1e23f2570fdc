import { object } from '../../language/basics/shape.ts';
import type { ByteDecoder } from './decoder.ts';

export const bytes: ByteDecoder<Record<string, never>> = {
  name: 'bytes',
  stage: 'bytes',
  summary: 'Leaves the body as it is: a file, without records.',
  options: object({}, {}),
  example: 'decode: [bytes]',
  sniff: () => true,
  decode: (source) => source,
};
