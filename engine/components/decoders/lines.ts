import { boolean, choice, described, integer, object, text, type Infer } from '../../language/basics/shape.ts';
import { encoding } from './bytes/encodings.ts';
import { requireTopLevel, startOf } from './bytes/start.ts';
import type { RecordDecoder } from './decoder.ts';
import { TextLines } from './lines/text-lines.ts';

const options = object(
  {},
  {
    pattern: described(
      text({ minLength: 1, maxLength: 4096 }),
      'A regular expression with named groups, which become the members of the record; `^` and `$` are the ends of the line.',
    ),
    mismatch: described(
      choice('error', 'skip'),
      'What a line does that the pattern does not match: fails the run, or is left out.',
      'error',
    ),
    name: described(text({ minLength: 1 }), 'Without a pattern: the member that holds the line.', 'line'),
    comment: described(text({ minLength: 1 }), 'A line that begins with this, after blanks, is left out.'),
    trim: described(boolean(), 'Whether white space around the line is cut off.', true),
    encoding,
    max_line: described(integer({ minimum: 16, maximum: 1024 * 1024 }), 'The longest line, in bytes.', 64 * 1024),
  },
);

export type LineOptions = Infer<typeof options>;

export const lines: RecordDecoder<LineOptions> = {
  name: 'lines',
  stage: 'records',
  summary: 'One record a line of text; blank lines and comments are passed over.',
  options,
  example: `decode: [{ lines: { comment: "#", pattern: '^(?<network>\\S+)\\s*;\\s*(?<reference>\\S+)$' } }]`,
  async decode(source, given, context) {
    requireTopLevel('Text', context);
    const reader = new TextLines(given, context);
    context.onColumns?.(reader.names, 'text');
    const { body } = await startOf(source, 'text', context, given.encoding);
    return { envelope: () => undefined, seen: () => reader.seen, skipped: () => reader.skipped, batches: reader.batches(body) };
  },
};
