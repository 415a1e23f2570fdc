import type { Findings } from '../../language/basics/findings.ts';
import type { Sample } from '../../language/check/samples.ts';
import type { RecordSelector } from '../../language/model.ts';
import { UNKNOWN, type Type } from '../types/type.ts';
import { sampleBytes } from './read-sample.ts';
import { recordType } from './record-type.ts';
import { SchemaError, schemaType } from './schema-type.ts';

interface SchemaTypes {
  readonly document: Type;
  readonly record: Type;
}

/** What a schema says of an answer; undefined where it can't be read, which has been reported. */
export const readSchema = (
  schema: Sample,
  owner: string,
  records: RecordSelector | undefined,
  findings: Findings,
): SchemaTypes | undefined => {
  const { file, place } = schema;
  const bytes = sampleBytes(schema, findings, 'schema');
  if (bytes === undefined) return undefined;
  try {
    const document = schemaType(parsed(bytes), { owner, files: [file], path: [] });
    const record = records?.kind === 'path' ? recordType(document, records) : UNKNOWN;
    if (record === undefined)
      findings.warning(
        'sample.not-as-records',
        place,
        `The schema \`${file}\` knows nothing of the place where \`records\` or \`record\` looks.`,
        'It describes the whole body of an answer, from its root on.',
      );
    return { document, record: record ?? UNKNOWN };
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    findings.warning(
      'sample.unreadable',
      place,
      `The schema \`${file}\` ${error.message}.`,
      "A schema is a JSON Schema of the answer's body in one file of JSON; what its `$ref`s lead to stands in it as well.",
    );
    return undefined;
  }
};

const parsed = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    const place = /\(line \d+ column \d+\)/.exec(cause instanceof SyntaxError ? cause.message : '');
    throw new SchemaError(`is no JSON${place === null ? '' : ` ${place[0]}`}`);
  }
};
