import { object } from '../../language/shape.ts';
import { streamJson } from './json/stream.ts';
import type { RecordDecoder } from './decoder.ts';

export const json: RecordDecoder<Record<string, never>> = {
  name: 'json',
  stage: 'records',
  summary: 'A JSON document; its list of records is streamed and never stands in memory as a whole.',
  options: object({}, {}),
  example: 'decode: [json]',
  decode: (source, _options, context) => streamJson(source, context),
};
