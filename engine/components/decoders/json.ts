import { jsonOptions, type JsonOptions } from './json/options.ts';
import { streamJson } from './json/document/stream.ts';
import type { RecordDecoder } from './decoder.ts';

export const json: RecordDecoder<JsonOptions> = {
  name: 'json',
  stage: 'records',
  summary: 'A JSON document; its list of records is streamed and never stands in memory as a whole.',
  options: jsonOptions,
  example: 'decode: [{ json: { encoding: windows-1252 } }]',
  decode: (source, options, context) => streamJson(source, context, options),
};
