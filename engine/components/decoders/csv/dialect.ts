import { anyOf, boolean, choice, described, integer, list, object, text, type Infer } from '../../../language/basics/shape.ts';
import { EngineError } from '../../../language/basics/errors.ts';
import { encoding } from '../bytes/encodings.ts';
import { allowedBy, type Allowed } from '../oversized.ts';

const quote = text({ maxLength: 1 });
const quoteMeaning = 'What encloses a cell; doubled inside one it stands for itself. Empty: nothing does.';

const members = {
  header: described(
    anyOf(boolean(), list(text())),
    'Whether the first row names the columns; or their names, for a file without such a row.',
    true,
  ),
  columns: described(
    list(text()),
    'Names for the columns, in place of those in the header if there is one; an empty name leaves the column out.',
  ),
  nest: described(
    text({ minLength: 1 }),
    'What parts the name of a column into members: with `.` the column `source.ip` is the member `ip` of `source`, and expressions read it as `source.ip`; without this they write `` `source.ip` `` in quotes. Filters see a row only when it has been read whole then.',
  ),
  trim: described(boolean(), 'Whether white space around cells, outside of quotes, is cut off.', false),
  ragged: described(
    choice('error', 'pad', 'skip'),
    'A row with too few or too many cells: fails the run, is filled with blank cells or cut, or is left out.',
    'error',
  ),
  encoding,
  comment: described(text({ minLength: 1 }), 'A row that begins with this is left out.'),
  max_row: described(
    integer({ minimum: 64, maximum: 64 * 1024 * 1024 }),
    'The longest row, in bytes: a quote that is never closed ends here.',
    1024 * 1024,
  ),
};

export const csvOptions = object(
  {},
  {
    delimiter: described(text({ minLength: 1 }), 'What stands between two cells.', ','),
    quote: described(quote, quoteMeaning, '"'),
    ...members,
  },
);

/** Tabs between cells, and no quotes unless the definition names one: that is what the media type says. */
export const tsvOptions = object({}, { quote: described(quote, quoteMeaning, ''), ...members });

export type CsvOptions = Infer<typeof csvOptions>;
export type TsvOptions = Infer<typeof tsvOptions>;

export interface Dialect {
  readonly delimiter: string;
  readonly quote: string | undefined;
  readonly comment: string | undefined;
  readonly trim: boolean;
  readonly maxRow: number;
  /** The same, with the name of what says so. */
  readonly allowed: Allowed;
  readonly encoding: string | undefined;
  readonly ragged: 'error' | 'pad' | 'skip';
  /** The first row is a header. */
  readonly header: boolean;
  /** What parts a name into members. */
  readonly nest: string | undefined;
  /** Names that the definition gives. */
  readonly columns: readonly string[] | undefined;
}

export const dialectOf = (options: CsvOptions, maxRecord: number): Dialect => {
  const { header, columns = Array.isArray(header) ? header : undefined } = options;
  const hasHeader = header === undefined ? columns === undefined : header === true;
  if (!hasHeader && columns === undefined)
    throw new EngineError('decode.no-columns', 'A CSV file without a header needs names for its columns.', {
      hint: 'List them under `columns`.',
    });
  const maxRow = options.max_row ?? 1024 * 1024;
  const allowed = maxRow < maxRecord ? { bytes: maxRow, name: 'max_row' } : allowedBy(maxRecord);
  return {
    delimiter: options.delimiter ?? ',',
    quote: options.quote === undefined ? '"' : options.quote === '' ? undefined : options.quote,
    comment: options.comment,
    trim: options.trim ?? false,
    maxRow: allowed.bytes,
    allowed,
    encoding: options.encoding,
    ragged: options.ragged ?? 'error',
    header: hasHeader,
    nest: options.nest,
    columns,
  };
};
