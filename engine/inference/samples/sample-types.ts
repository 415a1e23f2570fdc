import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { decodeBody } from '../../components/decoders/chain/chain.ts';
import type { Bytes, DecodeContext } from '../../components/decoders/decoder.ts';
import { decoders } from '../../components/decoders/registry.ts';
import { isSource } from '../../expression/definition/evaluator.ts';
import { EngineError } from '../../language/basics/errors.ts';
import { staysUnder } from '../../language/plain-file.ts';
import type { Endpoint, RecordSelector } from '../../language/model.ts';
import { namesOf, withOptional } from '../types/optional.ts';
import { orUnknown, UNKNOWN, type Type } from '../types/type.ts';
import { typeOfValues } from '../types/type-builder.ts';

/** What the samples of an endpoint show; `UNKNOWN` where they show nothing. */
export interface SampleTypes {
  /** The decoded document; of a format without one (CSV, NDJSON) the list of its rows. */
  readonly document: Type;
  /** A record, as the selector takes it; undefined where an expression picks it. */
  readonly record: Type | undefined;
}

/** Larger samples are not looked at: a sample is to be read by people. */
const MAX_BYTES = 4 * 1024 * 1024;

const NOTHING: SampleTypes = { document: UNKNOWN, record: UNKNOWN };

/** An endpoint; or an action, whose answers have no records. */
export type Sampled = Pick<Endpoint, 'name' | 'decode' | 'samples' | 'optional'> & { readonly records?: RecordSelector };

/** The types of an endpoint's answer. `root`: the folder of the definitions, beside which the fixtures lie. */
export const sampleTypes = async (endpoint: Sampled, pack: string, root: string): Promise<SampleTypes> => {
  const { records, decode, samples, name, optional } = endpoint;
  if (samples.length === 0 || records?.kind === 'bytes' || decode.some(({ options }) => holdsSource(options))) return NOTHING;
  const folder = join(dirname(root), 'fixtures', pack);
  const bodies = samples.map((file) => bytesOf(folder, file));
  if (!bodies.every((body) => body !== undefined)) return NOTHING;
  const read: Values[] = [];
  for (const body of bodies) read.push(await valuesOf(body, endpoint));
  const origin = { endpoint: name, files: samples, path: [] };
  const typeOf = (parts: readonly (readonly unknown[] | undefined)[]): Type =>
    parts.every((part) => part !== undefined) ? orUnknown(typeOfValues(parts.flat(), origin)) : UNKNOWN;
  const documents = read.filter(({ document }) => document !== 'bare');
  const completed = (type: Type, more: readonly string[]): Type =>
    [...more, ...optional].reduce((known, path) => withOptional(known, namesOf(path)), type);
  return {
    document: completed(typeOf(documents.map(({ document }) => (document === 'bare' ? [] : document))), []),
    record: records?.kind !== 'path' ? undefined : completed(typeOf(read.map((one) => one.records)), membersOf(endpoint)),
  };
};

const membersOf = ({ decode }: Sampled): readonly string[] => {
  const last = decoders[decode.at(-1)?.kind ?? ''];
  return last?.stage === 'records' ? (last.members ?? []) : [];
};

/** An option of a decoder is decided by an expression. */
const holdsSource = (options: unknown): boolean =>
  isSource(options) || (typeof options === 'object' && options !== null && Object.values(options).some(holdsSource));

const bytesOf = (folder: string, sample: string): Uint8Array | undefined => {
  const file = resolve(folder, sample);
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!file.startsWith(folder + sep) || stat?.isFile() !== true || stat.size > MAX_BYTES) return undefined;
  return staysUnder(folder, file) ? readFileSync(file) : undefined;
};

/** What one sample holds; undefined where it can't be read as the endpoint reads its answers. */
interface Values {
  /** The one document; `bare` where the sample is the list of the records alone, which says nothing of what is around them. */
  readonly document: readonly [unknown] | 'bare' | undefined;
  readonly records: readonly unknown[] | undefined;
}

type PathSelector = Extract<RecordSelector, { kind: 'path' }>;

const valuesOf = async (body: Uint8Array, endpoint: Sampled): Promise<Values> => {
  const { records } = endpoint;
  const whole = await decoded(body, endpoint, undefined);
  const document: Values['document'] = whole === undefined ? undefined : [whole.envelope ?? whole.rows];
  if (records?.kind !== 'path') return { document, records: undefined };
  const own = await decoded(body, endpoint, records);
  if (own !== undefined) return { document, records: own.rows };
  const list = Array.isArray(whole?.envelope) ? elementsIn(whole.envelope, records) : undefined;
  return list === undefined ? { document, records: undefined } : { document: 'bare', records: list };
};

const elementsIn = (list: readonly unknown[], { item, entriesAs, as, columns }: PathSelector): readonly unknown[] | undefined => {
  if (entriesAs !== undefined || as !== undefined || columns !== undefined) return undefined;
  const path = item?.split('.') ?? [];
  return list.map((one) => path.reduce((at, name) => (at as Readonly<Record<string, unknown>> | undefined)?.[name], one));
};

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const decoded = async (
  body: Uint8Array,
  { decode }: Sampled,
  selector: PathSelector | undefined,
): Promise<{ readonly envelope: unknown; readonly rows: readonly unknown[] } | undefined> => {
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
    if (error instanceof EngineError) return undefined;
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
