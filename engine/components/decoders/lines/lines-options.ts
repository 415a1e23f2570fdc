import { boolean, choice, described, integer, object, text, type Infer } from '../../../language/basics/shape.ts';
import { encoding } from '../bytes/encodings.ts';

export const lineOptions = object(
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

export type LineOptions = Infer<typeof lineOptions>;
