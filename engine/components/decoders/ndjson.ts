import { requireTopLevel, startOf } from './bytes/start.ts';
import type { RecordDecoder } from './decoder.ts';
import { jsonOptions, type JsonOptions } from './json/options.ts';
import { LineRecords } from './json/line-records.ts';

export const ndjson: RecordDecoder<JsonOptions> = {
  name: 'ndjson',
  stage: 'records',
  summary: 'One JSON object a line, or one value or row that `records` names; blank lines are passed over.',
  options: jsonOptions,
  example: 'decode: [gzip?, ndjson]',
  async decode(source, { encoding }, context) {
    const named = context.columns?.kind === 'names' ? undefined : context.columns;
    requireTopLevel('NDJSON', { ...context, item: [], as: undefined, columns: named });
    const { body, reading } = await startOf(source, 'NDJSON', context, encoding);
    const lines = new LineRecords(context, reading);
    return { envelope: () => undefined, seen: () => lines.seen, batches: lines.batches(body) };
  },
};
