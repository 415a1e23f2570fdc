import { CsvError, parse, type InfoRecord } from 'csv-parse';
import { EngineError } from '../../../language/basics/errors.ts';
import type { Bytes } from '../decoder.ts';
import type { Dialect } from './dialect.ts';

export interface Row {
  readonly cells: readonly string[];
  /** Where the row begins; lines count from 1. */
  readonly line: number;
}

/**
 * Cells by `csv-parse`: the reference for every dialect, and the way for those that the scanner does not know.
 * A row ends with LF, CRLF or CR; empty lines are no rows. `line` is the line on which the source begins.
 */
export async function* referenceRows(source: Bytes, dialect: Dialect, line: number): AsyncGenerator<Row> {
  const count = new LineCount(line);
  // Taken from here, not from the stream: an error would throw away rows before it that wait there.
  let rows: Row[] = [];
  let failure: unknown;
  const parser = parse({
    columns: false,
    on_record: (record: string[], info: InfoRecord) => {
      rows.push({ cells: record, line: count.next(record, info.lines) });
      return null;
    },
    relax_column_count: true,
    skip_empty_lines: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    delimiter: dialect.delimiter,
    quote: dialect.quote ?? false,
    escape: dialect.quote ?? null,
    trim: dialect.trim,
    max_record_size: dialect.maxRow,
    ...(dialect.comment === undefined ? {} : { comment: dialect.comment, comment_no_infix: true }),
  });
  const closed = new Promise<void>((resolve) => parser.once('close', resolve));
  parser.on('error', (error) => (failure = error)).resume();
  const take = function* (): Generator<Row> {
    const taken = rows;
    rows = [];
    yield* taken;
    if (failure !== undefined) throw failure instanceof CsvError ? described(failure, count) : failure;
  };
  try {
    for await (const chunk of source) {
      await new Promise<void>((resolve) => parser.write(chunk, () => resolve()));
      yield* take();
    }
    parser.end();
    await closed;
    yield* take();
  } finally {
    parser.destroy();
  }
}

/** csv-parse counts a line break within quotes twice where it is CRLF, and says where a row ends, not where it begins. */
class LineCount {
  #extra: number;

  constructor(line: number) {
    this.#extra = line - 1;
  }

  next(record: readonly string[], last: number): number {
    let within = 0;
    for (const cell of record) {
      if (!cell.includes('\n') && !cell.includes('\r')) continue;
      const breaks = cell.match(/\r\n|\r|\n/g) ?? [];
      within += breaks.length;
      this.#extra -= breaks.filter((text) => text.length === 2).length;
    }
    return last + this.#extra - within;
  }

  /** The line on which an error was found. */
  at(line: number): number {
    return line + this.#extra;
  }
}

export const quoteNotClosed = (): EngineError =>
  new EngineError('decode.quote-not-closed', 'The CSV file ends within a quoted cell.', {
    hint: 'The file may have been cut off; or check `quote`.',
  });

const described = (error: CsvError, count: LineCount): EngineError => {
  const line = count.at(Number(error['lines']));
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return quoteNotClosed();
    case 'CSV_MAX_RECORD_SIZE':
      return new EngineError(
        'decode.row-too-long',
        `The CSV row that reaches to line ${line} is longer than the largest allowed.`,
        {
          hint: 'A quote may not be closed; or raise `max_row`.',
        },
      );
    default:
      return new EngineError('decode.quote', `The CSV row on line ${line} has a quote where none may stand.`, {
        hint: 'A quote within a cell must be doubled, and its cell enclosed in quotes; `quote: ""` reads quotes as text.',
      });
  }
};
