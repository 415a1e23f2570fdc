import { decoders } from '../../components/decoders/registry.ts';
import { isSource } from '../../expression/definition/evaluator.ts';
import type { Findings } from '../../language/basics/findings.ts';
import type { Sample } from '../../language/check/samples.ts';
import type { ComponentUse, Endpoint, RecordSelector } from '../../language/model.ts';
import { namesOf, withOptional } from '../types/optional.ts';
import { orUnknown, UNKNOWN, type Type } from '../types/type.ts';
import { typeOfValues } from '../types/type-builder.ts';
import { withShown } from '../types/with-shown.ts';
import { readSample } from './read-sample.ts';
import { readSchema } from './read-schema.ts';

/** What the samples of an endpoint show; `UNKNOWN` where they show nothing. */
export interface SampleTypes {
  /** The decoded document; of a format without one (CSV, NDJSON) the list of its rows. */
  readonly document: Type;
  /** A record, as the selector takes it; undefined where an expression picks it. */
  readonly record: Type | undefined;
  /** Answers with a status. */
  readonly bodies: readonly Body[];
  /** There is a sample that could be read, and none of them has a record. */
  readonly isEmpty: boolean;
}

/** The body of answers with one of these statuses. */
export interface Body {
  readonly status: readonly number[];
  readonly type: Type;
}

/** An endpoint; or an action, whose answers have no records. */
export type Sampled = Pick<Endpoint, 'decode' | 'samples' | 'schema' | 'optional'> & {
  /** In words: the endpoint `cases`. */
  readonly owner: string;
  readonly records?: RecordSelector;
};

/** The types of an endpoint's answers. What is wrong with a sample is a finding. */
export const sampleTypes = async (of: Sampled, findings: Findings): Promise<SampleTypes> => {
  const { records, decode, samples, schema, owner, optional } = of;
  const bodies = await bodyTypes(samples, decode, findings, owner);
  const shown = await shownBy(of, findings);
  const said = schema === undefined ? undefined : readSchema(schema, owner, records, findings);
  const completed = (type: Type, more: readonly string[]): Type =>
    [...more, ...optional].reduce((known, path) => withOptional(known, namesOf(path)), type);
  const joined = (part: 'document' | 'record', more: readonly string[]): Type =>
    completed(said === undefined ? shown[part] : withShown(said[part], shown[part]), more);
  return {
    document: joined('document', []),
    record: records?.kind === 'path' || records?.kind === 'bytes' ? joined('record', membersOf(of)) : undefined,
    bodies: bodies.map(({ status, type }) => ({ status, type: completed(type, []) })),
    isEmpty: shown.isEmpty && said === undefined,
  };
};

/** What the samples of the answer as it is wanted show. */
const shownBy = async ({ records, decode, samples, owner }: Sampled, findings: Findings) => {
  const wanted = samples.filter(({ status }) => status === undefined);
  if (wanted.length === 0 || records?.kind === 'bytes' || isDecided(decode))
    return { document: UNKNOWN, record: UNKNOWN, isEmpty: false };
  const read = [];
  for (const sample of wanted) read.push(await readSample(sample, { decode, records }, findings));
  const origin = { owner, files: wanted.map(({ file }) => file), path: [] };
  const typeOf = (parts: readonly (readonly unknown[] | undefined)[]): Type =>
    parts.every((part) => part !== undefined) ? orUnknown(typeOfValues(parts.flat(), origin)) : UNKNOWN;
  return {
    document: typeOf(read.flatMap(({ document }) => (document === 'bare' ? [] : [document]))),
    record: typeOf(read.map((one) => one.records)),
    isEmpty: records?.kind === 'path' && read.every((one) => one.records?.length === 0),
  };
};

export const isSuccess = (status: number): boolean => status >= 200 && status < 300;

/** An error's body is read as JSON, whatever the answers are. */
const JSON_BODY: readonly ComponentUse[] = [];

/** The types of samples that have a status. `owner`: what takes `optional`, in words. */
export const bodyTypes = async (
  samples: readonly Sample[],
  decode: readonly ComponentUse[],
  findings: Findings,
  owner?: string,
): Promise<readonly Body[]> => {
  const bodies: Body[] = [];
  for (const sample of samples) {
    const { status } = sample;
    if (status === undefined) continue;
    const use = status.some(isSuccess) ? decode : JSON_BODY;
    if (!isDecided(use)) bodies.push({ status, type: await bodyType([sample], use, findings, owner) });
  }
  return bodies;
};

/** The type of the documents that samples are. */
export const bodyType = async (
  samples: readonly Sample[],
  decode: readonly ComponentUse[],
  findings: Findings,
  owner?: string,
): Promise<Type> => {
  const documents: unknown[] = [];
  for (const sample of samples) {
    const { document } = await readSample(sample, { decode, records: undefined }, findings);
    if (document === undefined) return UNKNOWN;
    documents.push(...document);
  }
  return orUnknown(typeOfValues(documents, { owner, files: samples.map(({ file }) => file), path: [] }));
};

/** The steps of `job` and logins answer in JSON. */
export const stepType = (samples: readonly Sample[], findings: Findings): Promise<Type> => bodyType(samples, JSON_BODY, findings);

const membersOf = ({ decode }: Sampled): readonly string[] => {
  const last = decoders[decode.at(-1)?.kind ?? ''];
  return last?.stage === 'records' ? (last.members ?? []) : [];
};

/** An option of a decoder is decided by an expression, in a run. */
const isDecided = (decode: readonly ComponentUse[]): boolean => decode.some(({ options }) => holdsSource(options));

const holdsSource = (options: unknown): boolean =>
  isSource(options) || (typeof options === 'object' && options !== null && Object.values(options).some(holdsSource));
