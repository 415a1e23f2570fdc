import { EngineError } from '../../../language/basics/errors.ts';
import { requireTopLevel, startOf } from '../bytes/start.ts';
import type { Bytes, DecodeContext, Decoded } from '../decoder.ts';
import { csvBatches } from './batches.ts';
import { dialectOf, type CsvOptions } from './dialect.ts';
import { Rows } from './rows.ts';

/** Records from delimited text; `format` is its name in messages. */
export const delimited = async (format: string, source: Bytes, options: CsvOptions, context: DecodeContext): Promise<Decoded> => {
  requireTopLevel(format, context);
  const dialect = dialectOf(options, context.maxRecord);
  const start = await startOf(source, format, context, dialect.encoding);
  if (dialect.header && (start.first === '{' || start.first === '['))
    throw new EngineError('decode.unexpected', `The body begins like JSON where ${format} with a header is expected.`, {
      hint: 'Decode it with `json`, `ndjson` or `auto`.',
    });
  const rows = new Rows(dialect, context, (columns) => context.onColumns?.(columns, format));
  return {
    envelope: () => undefined,
    seen: () => rows.seen,
    skipped: () => rows.skipped,
    batches: csvBatches(start.body, rows, context),
  };
};
