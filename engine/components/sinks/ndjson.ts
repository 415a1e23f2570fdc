import { object } from '../../language/basics/shape.ts';
import { outboundJson } from '../../object/outbound-json.ts';
import type { FileSink } from './sink.ts';

const options = object({}, {});

/** One JSON object a line, in UTF-8. */
export const ndjson: FileSink = {
  name: 'ndjson',
  summary: 'Objects as JSON, one a line.',
  options,
  example: '{ kind: ndjson, path: out/objects.ndjson }',
  reach: 'file',
  extension: '.ndjson',
  async *write(batches) {
    for await (const batch of batches) yield batch.map((one) => `${JSON.stringify(outboundJson(one))}\n`).join('');
  },
};
