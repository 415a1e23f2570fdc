import { EngineError } from '../../language/errors.ts';
import { csvOptions, dialectOf, type CsvOptions } from './csv/dialect.ts';
import { csvBatches } from './csv/batches.ts';
import { Rows } from './csv/rows.ts';
import { requireTopLevel, startOf } from './bytes/start.ts';
import type { Bytes, DecodeContext, Decoded, RecordDecoder } from './decoder.ts';

export const csv: RecordDecoder<CsvOptions> = {
  name: 'csv',
  stage: 'records',
  summary: 'Rows of delimited text; each cell is text, a blank one the empty text.',
  options: csvOptions,
  example: 'decode: [gzip?, { csv: { delimiter: ";", trim: true } }]',
  async decode(source: Bytes, options: CsvOptions, context: DecodeContext): Promise<Decoded> {
    requireTopLevel('CSV', context);
    const dialect = dialectOf(options);
    const start = await startOf(source, 'CSV', context, dialect.encoding);
    if (dialect.header && (start.first === '{' || start.first === '['))
      throw new EngineError('decode.unexpected', 'The body begins like JSON where CSV with a header is expected.', {
        hint: 'Decode it with `json`, `ndjson` or `auto`.',
      });
    const rows = new Rows(dialect, context.prefilter);
    return {
      envelope: () => undefined,
      seen: () => rows.seen,
      skipped: () => rows.skipped,
      batches: csvBatches(start.body, rows, context),
    };
  },
};
