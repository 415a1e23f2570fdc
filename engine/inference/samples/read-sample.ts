import { resolve, sep } from 'node:path';
import { existsSync } from 'node:fs';
import { decodeBody } from '../../components/decoders/chain/chain.ts';
import type { Bytes, DecodeContext } from '../../components/decoders/decoder.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { Findings } from '../../language/basics/findings.ts';
import type { Sample } from '../../language/check/samples.ts';
import type { ComponentUse, RecordSelector } from '../../language/model.ts';
import { readPlain, staysUnder, whyUnreadable } from '../../language/plain-file.ts';

/** Larger samples are not looked at: a sample is to be read by people. */
export const MAX_BYTES = 4 * 1024 * 1024;

type PathSelector = Extract<RecordSelector, { kind: 'path' }>;

/** How an answer is read. */
export interface Reading {
  readonly decode: readonly ComponentUse[];
  readonly records: RecordSelector | undefined;
}

/** What one sample holds; undefined where it can't be read, which has been reported. */
export interface SampleValues {
  /** The one document; `bare` where the sample is the list of the records alone, which says nothing of what is around them. */
  readonly document: readonly [unknown] | 'bare' | undefined;
  /** Undefined also where it is not a path that picks them. */
  readonly records: readonly unknown[] | undefined;
}

const NOTHING: SampleValues = { document: undefined, records: undefined };

/** Reads a sample as the answer is read; what hinders that is a finding. */
export const readSample = async (sample: Sample, { decode, records }: Reading, findings: Findings): Promise<SampleValues> => {
  const body = sampleBytes(sample, findings);
  if (body === undefined) return NOTHING;
  const whole = await decoded(body, decode, undefined);
  const own = records?.kind === 'path' ? await decoded(body, decode, records) : undefined;
  const rows = own instanceof EngineError ? undefined : own?.rows;
  if (whole instanceof EngineError) {
    // A stream of records is no document.
    if (rows !== undefined) return { document: isRoot(records) ? [rows] : undefined, records: rows };
    findings.warning(
      'sample.unreadable',
      sample.place,
      `The sample \`${sample.file}\` can't be read as the answer: ${whole.message}`,
      whole.hint ?? 'Save the answer once more, as it came.',
    );
    return NOTHING;
  }
  const document = [whole.envelope ?? whole.rows] as const;
  if (records?.kind !== 'path' || !(own instanceof EngineError)) return { document, records: rows };
  const list = Array.isArray(whole.envelope) ? elementsIn(whole.envelope, records) : undefined;
  findings.warning(
    'sample.not-as-records',
    sample.place,
    `The sample \`${sample.file}\` is not what \`${records.count === 'one' ? 'record' : 'records'}\` expects: ${own.message}`,
    list === undefined
      ? 'Say where the records stand in it, or save an answer of this endpoint.'
      : 'It is the bare list of the records: save the whole answer, with what is around them.',
  );
  return list === undefined ? NOTHING : { document: 'bare', records: list };
};

/** The bytes of a sample; undefined where there are none, which has been reported. */
export const sampleBytes = (
  { file, folder, place }: Sample,
  findings: Findings,
  kind: 'sample' | 'schema' = 'sample',
): Uint8Array | undefined => {
  const path = resolve(folder, file);
  if (!path.startsWith(folder + sep) || !existsSync(path) || !staysUnder(folder, path)) return undefined;
  try {
    return readPlain(path, MAX_BYTES);
  } catch (error) {
    findings.warning(
      'sample.unreadable',
      place,
      `The ${kind} \`${file}\` ${whyUnreadable(error, path)}, so that nothing is known from it.`,
      kind === 'sample'
        ? 'A sample is a plain file with one answer, and a short one: a few records are enough.'
        : "A schema is a plain file with a JSON Schema of the answer's body.",
    );
    return undefined;
  }
};

const elementsIn = (list: readonly unknown[], { item, entriesAs, as, columns }: PathSelector): readonly unknown[] | undefined => {
  if (entriesAs !== undefined || as !== undefined || columns !== undefined) return undefined;
  const path = item?.split('.') ?? [];
  return list.map((one) => path.reduce((at, name) => (at as Readonly<Record<string, unknown>> | undefined)?.[name], one));
};

const isRoot = (records: RecordSelector | undefined): boolean => records?.kind === 'path' && records.path.length === 0;

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const decoded = async (
  body: Uint8Array,
  decode: readonly ComponentUse[],
  selector: PathSelector | undefined,
): Promise<{ readonly envelope: unknown; readonly rows: readonly unknown[] } | EngineError> => {
  try {
    const { batches, envelope } = await decodeBody(
      once(body) as Bytes,
      decode.map((use) => ({ ...use, sniff: use.sniff ?? false })),
      contextFor(selector),
    );
    const rows: unknown[] = [];
    for await (const { records } of batches) rows.push(...records);
    return { envelope: envelope(), rows };
  } catch (error) {
    if (error instanceof EngineError) return error;
    throw error;
  }
};

const contextFor = (selector: PathSelector | undefined): DecodeContext => ({
  path: selector?.path,
  entriesAs: selector?.entriesAs,
  item: selector?.item?.split('.') ?? [],
  as: selector?.as,
  columns: selector?.columns,
  exactlyOne: selector?.count === 'one',
  orEmpty: selector?.orEmpty ?? false,
  // That a member is null is worth knowing: there is one.
  dropNulls: false,
  maxBytes: 16 * MAX_BYTES,
  maxRecord: Number.MAX_SAFE_INTEGER,
  prefilter: undefined,
  contentType: undefined,
  signal: new AbortController().signal,
});
