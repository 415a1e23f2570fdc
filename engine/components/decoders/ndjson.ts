import { object } from '../../language/shape.ts';
import { requireTopLevel, startOf } from './bytes/start.ts';
import type { RecordDecoder } from './decoder.ts';
import { LineRecords } from './json/line-records.ts';

export const ndjson: RecordDecoder<Record<string, never>> = {
  name: 'ndjson',
  stage: 'records',
  summary: 'One JSON object a line, or one value or row that `records` names; blank lines are passed over.',
  options: object({}, {}),
  example: 'decode: [gzip?, ndjson]',
  async decode(source, _options, context) {
    const named = context.columns?.kind === 'names' ? undefined : context.columns;
    requireTopLevel('NDJSON', { ...context, item: [], as: undefined, columns: named });
    const { body } = await startOf(source, 'NDJSON', context);
    const lines = new LineRecords(context);
    return { envelope: () => undefined, seen: () => lines.seen, batches: lines.batches(body) };
  },
};
