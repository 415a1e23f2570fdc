import { delimited } from './csv/delimited.ts';
import { csvOptions, type CsvOptions } from './csv/dialect.ts';
import type { RecordDecoder } from './decoder.ts';

export const csv: RecordDecoder<CsvOptions> = {
  name: 'csv',
  stage: 'records',
  summary: 'Rows of delimited text; each cell is text, a blank one the empty text.',
  options: csvOptions,
  example: 'decode: [gzip?, { csv: { delimiter: ";", trim: true } }]',
  decode: (source, options, context) => delimited('CSV', source, options, context),
};
