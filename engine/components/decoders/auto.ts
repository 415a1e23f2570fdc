import { EngineError } from '../../language/basics/errors.ts';
import { described, object, type Infer } from '../../language/basics/shape.ts';
import { peek } from './bytes/body.ts';
import { encoding } from './bytes/encodings.ts';
import { startOf } from './bytes/start.ts';
import { csv } from './csv.ts';
import { csvOptions } from './csv/dialect.ts';
import type { Bytes, DecodeContext, Decoded, RecordDecoder } from './decoder.ts';
import { json } from './json.ts';
import { severalValues } from './json/several.ts';
import { ndjson } from './ndjson.ts';

const options = object(
  {},
  {
    csv: described(csvOptions, 'Options of `csv`.'),
    encoding,
  },
);

/** How far is looked to tell NDJSON from one document. */
const LOOK = 1024 * 1024;

export const auto: RecordDecoder<Infer<typeof options>> = {
  name: 'auto',
  stage: 'records',
  summary:
    'JSON, NDJSON or CSV, by the first character that is not blank: `[` begins a JSON list, `{` NDJSON or, where one object is all there is, or `records` names a path, a JSON document.',
  options,
  example: 'decode: [gzip?, { auto: { csv: { trim: true } } }]',
  async decode(source: Bytes, given, outer: DecodeContext): Promise<Decoded> {
    const start = await startOf(source, 'data', outer, given.encoding ?? given.csv?.encoding);
    const context = { ...outer, text: start.reading };
    if (start.first === '[') return json.decode(start.body, {}, context);
    if (start.first === '{') {
      const document = context.path === undefined || context.path.length > 0 || context.entriesAs !== undefined;
      if (document) return json.decode(start.body, {}, context);
      const { head, body } = await peek(start.body, LOOK);
      return severalValues(head) ? ndjson.decode(body, {}, context) : json.decode(body, {}, context);
    }
    if (start.empty && !context.orEmpty)
      throw new EngineError('decode.empty', 'The body is empty.', { hint: 'Write `or: empty` under `records` if that is fine.' });
    return csv.decode(start.body, given.csv ?? {}, context);
  },
};
