import type { RecordDecoder } from './decoder.ts';
import { jsonOptions, type JsonOptions } from './json/options.ts';
import { streamJson } from './json/document/stream.ts';
import { stixMembers } from './stix/members.ts';
import { stixObjects } from './stix/objects.ts';

export const stix: RecordDecoder<JsonOptions> = {
  name: 'stix',
  stage: 'records',
  summary:
    'A STIX bundle or TAXII envelope: its objects, those of bundles among them included, are the records of `records: $`; one without objects is empty. The marking definitions that an object refers to, those of the answer and those of TLP that the standard has, are its `object_markings`.',
  options: jsonOptions,
  example: 'decode: [stix]',
  members: stixMembers,
  decode: async (source, options, context) => {
    if (context.path?.length !== 0) return streamJson(source, context, options);
    // `objects` is optional in a bundle (STIX 2.1, section 8) and in an envelope (TAXII 2.1, section 3.7).
    const wanted = { ...context, path: ['objects'], orEmpty: true, needsDocument: !context.orEmpty };
    const decoded = await streamJson(source, wanted, options);
    return { ...decoded, batches: stixObjects(decoded.batches, context) };
  },
};
