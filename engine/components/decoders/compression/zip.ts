import { choice, described, object, text, type Infer } from '../../../language/basics/shape.ts';
import type { ByteDecoder } from '../decoder.ts';
import { Archive } from './zip/archive.ts';
import { globPattern } from './zip/glob.ts';

const options = object(
  {},
  {
    entry: described(
      text({ minLength: 1, maxLength: 256 }),
      'Which entry is read: `*` is any part of a name, `**` of a path; without `/` the folder does not matter. Hidden ones must be named.',
      '*',
    ),
    several: described(
      choice('refuse', 'join'),
      'What several matching entries do: fail the run, or follow one another.',
      'refuse',
    ),
  },
);

export const zip: ByteDecoder<Infer<typeof options>> = {
  name: 'zip',
  stage: 'bytes',
  summary: 'Takes an entry out of a ZIP archive as it streams past; its directory is checked in the end.',
  options,
  example: 'decode: [{ zip: { entry: "*.csv" } }, csv]',
  /** A local header, or the end of an archive without entries. */
  sniff: ([a, b, c, d]) => a === 0x50 && b === 0x4b && ((c === 3 && d === 4) || (c === 5 && d === 6)),
  decode: (source, { entry = '*', several }, context) =>
    new Archive(source, { wanted: globPattern(entry), pattern: entry, several: several === 'join' }, context).content(),
};
