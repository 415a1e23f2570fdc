import { delimited } from './csv/delimited.ts';
import { tsvOptions, type TsvOptions } from './csv/dialect.ts';
import type { RecordDecoder } from './decoder.ts';

export const tsv: RecordDecoder<TsvOptions> = {
  name: 'tsv',
  stage: 'records',
  summary: 'Rows of text with tabs between the cells; quotes are text unless the definition names one.',
  options: tsvOptions,
  example: 'decode: [{ tsv: { comment: "#", columns: [address, seen_at] } }]',
  decode: (source, options, context) => delimited('TSV', source, { quote: '', ...options, delimiter: '\t' }, context),
};
