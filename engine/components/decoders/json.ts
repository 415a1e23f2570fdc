import { described, object, text } from '../../language/shape.ts';
import { streamJson } from './json/stream.ts';
import type { RecordDecoder } from './decoder.ts';

export interface JsonOptions {
  readonly scalars_as?: string;
}

export const json: RecordDecoder<JsonOptions> = {
  name: 'json',
  stage: 'records',
  summary: 'A JSON document; its list of records is streamed and never stands in memory as a whole.',
  options: object(
    {},
    {
      scalars_as: described(
        text({ minLength: 1 }),
        'A record is made of an element that is plain text, a number or a boolean: under this name.',
      ),
    },
  ),
  example: 'decode: [{ json: { scalars_as: value } }]',
  decode: (source, options, context) => streamJson(source, options, context),
};
