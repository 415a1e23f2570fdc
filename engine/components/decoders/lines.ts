import { requireTopLevel, startOf } from './bytes/start.ts';
import type { RecordDecoder } from './decoder.ts';
import { lineOptions, type LineOptions } from './lines/lines-options.ts';
import { TextLines } from './lines/text-lines.ts';

export const lines: RecordDecoder<LineOptions> = {
  name: 'lines',
  stage: 'records',
  summary: 'One record a line of text; blank lines and comments are passed over.',
  options: lineOptions,
  example: `decode: [{ lines: { comment: "#", pattern: '^(?<network>\\S+)\\s*;\\s*(?<reference>\\S+)$' } }]`,
  async decode(source, given, context) {
    requireTopLevel('Text', context);
    const reader = new TextLines(given, context);
    context.onColumns?.(reader.names, 'text');
    const { body } = await startOf(source, 'text', context, given.encoding);
    return { envelope: () => undefined, seen: () => reader.seen, skipped: () => reader.skipped, batches: reader.batches(body) };
  },
};
