import { readAll, decodeBody, decodeBytes, type DecoderUse } from '../components/decoders/chain.ts';
import type { Bytes, DecodeContext } from '../components/decoders/decoder.ts';
import { decoders } from '../components/decoders/registry.ts';
import { EngineError } from '../language/errors.ts';
import type { JsonRecord } from '../language/json.ts';
import { dotted, findRecords, type RecordsPlace } from './find-records.ts';
import { guessLines } from './line-text.ts';
import { guessTable } from './table-text.ts';

/** What a response is made of, and its records as the engine itself will read them. */
export interface Sample {
  readonly decode: readonly DecoderUse[];
  readonly place: RecordsPlace;
  /** As `records:` says it. */
  readonly at: string | readonly string[];
  /** At most 2,000. */
  readonly records: readonly JsonRecord[];
}

const MAX_BYTES = 64 * 1024 * 1024;
const MOST_RECORDS = 2000;
const PACKED = ['gzip', 'zstd', 'zip'] as const;

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const context = (place: RecordsPlace | undefined, signal: AbortSignal): DecodeContext => ({
  path: place?.path,
  entriesAs: place?.entriesAs,
  item: [],
  orEmpty: false,
  dropNulls: true,
  maxBytes: MAX_BYTES,
  prefilter: undefined,
  contentType: undefined,
  signal,
});

/** The wrappings that the first bytes tell, at most three. */
const unwrap = async (bytes: Uint8Array, signal: AbortSignal): Promise<{ bytes: Uint8Array; uses: DecoderUse[] }> => {
  const uses: DecoderUse[] = [];
  let inner = bytes;
  for (let depth = 0; depth < 3; depth++) {
    const kind = PACKED.find((name) => {
      const decoder = decoders[name];
      return decoder?.stage === 'bytes' && decoder.sniff(inner.subarray(0, 512));
    });
    if (kind === undefined) break;
    const use: DecoderUse = { kind, options: {}, sniff: kind !== 'zip' };
    inner = await readAll(await decodeBytes(once(inner) as Bytes, [use], context(undefined, signal)), MAX_BYTES);
    uses.push(use);
  }
  return { bytes: inner, uses };
};

/**
 * Guesses how a response is read, and reads it so. `records` is the path to the records where somebody knows it.
 * Throws EngineError `draft.empty` or what the decoders find wrong.
 */
export const readSample = async (bytes: Uint8Array, records: string | undefined, signal: AbortSignal): Promise<Sample> => {
  const { bytes: inner, uses } = await unwrap(bytes, signal);
  const text = new TextDecoder().decode(inner).trim();
  if (text === '')
    throw new EngineError('draft.empty', 'The sample is empty.', { hint: 'Take a response that has at least one record.' });
  const { use, place } = await guess(text, inner, records, signal);
  const decode = [...uses, use];
  const decoded = await decodeBody(once(bytes) as Bytes, decode, context(place, signal));
  const found: JsonRecord[] = [];
  for await (const batch of decoded.batches) {
    found.push(...batch.records);
    if (found.length >= MOST_RECORDS) break;
  }
  if (found.length === 0)
    throw new EngineError('draft.no-records', 'The sample has no records.', {
      hint: 'Take a response that has at least one, or say where they stand with --records.',
    });
  return { decode, place, at: dotted(place.path), records: found.slice(0, MOST_RECORDS) };
};

interface Guess {
  readonly use: DecoderUse;
  readonly place: RecordsPlace;
}

const by = (kind: string, options: Readonly<Record<string, unknown>> = {}, place: RecordsPlace = { path: [] }): Guess => ({
  use: { kind, options, sniff: false },
  place,
});

const guess = async (text: string, bytes: Uint8Array, given: string | undefined, signal: AbortSignal): Promise<Guess> => {
  const document = parsed(text);
  if (typeof document === 'object' && document !== null) {
    if (given === undefined && isBundle(document)) return by('stix');
    const place = given === undefined ? findRecords(document) : { path: namesOf(given) };
    return by('json', place.scalarsAs === undefined ? {} : { scalars_as: place.scalarsAs }, place);
  }
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.slice(0, 20).every((line) => line.trim() === '' || typeof parsed(line) === 'object')) return by('ndjson');
  if (text.startsWith('<')) {
    const place = given === undefined ? await xmlPlace(bytes, signal) : { path: namesOf(given) };
    return by('xml', place.scalarsAs === undefined ? {} : { scalars_as: place.scalarsAs }, place);
  }
  const comment = ['#', '//', ';'].find((mark) => lines.some((line) => line.startsWith(mark)));
  const table = guessTable(lines, comment);
  return table === undefined ? by('lines', guessLines(lines, comment)) : by(table.kind, table.options);
};

const namesOf = (path: string): readonly string[] => (path === '$' ? [] : path.split('.'));

const parsed = (text: string): unknown => {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

/** A STIX bundle or a TAXII envelope: its objects' ids begin with their types. */
const isBundle = (document: object): boolean => {
  const { objects } = document as { readonly objects?: unknown };
  return (
    Array.isArray(objects) &&
    objects.length > 0 &&
    (objects as readonly { type?: unknown; id?: unknown }[]).every(
      (one) => typeof one?.type === 'string' && typeof one.id === 'string' && one.id.startsWith(`${one.type}--`),
    )
  );
};

/** The elements that come most often side by side. */
const xmlPlace = async (bytes: Uint8Array, signal: AbortSignal): Promise<RecordsPlace> => {
  const decoded = await decodeBody(
    once(bytes) as Bytes,
    [{ kind: 'xml', options: {}, sniff: false }],
    context(undefined, signal),
  );
  let whole: unknown;
  for await (const { records } of decoded.batches) whole ??= records[0];
  return findRecords(decoded.envelope() ?? whole);
};
