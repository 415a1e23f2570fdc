import { object } from '../../language/shape.ts';
import type { RecordDecoder } from './decoder.ts';
import { streamJson } from './json/stream.ts';

export const stix: RecordDecoder<Record<string, never>> = {
  name: 'stix',
  stage: 'records',
  summary: 'A STIX bundle or TAXII envelope: its objects are the records of `records: $`; one without objects is empty.',
  options: object({}, {}),
  example: 'decode: [stix]',
  decode: (source, _options, context) =>
    // `objects` is optional in a bundle (STIX 2.1, section 8) and in an envelope (TAXII 2.1, section 3.7).
    streamJson(source, context.path?.length === 0 ? { ...context, path: ['objects'], orEmpty: true } : context),
};
