import { decodeBody, type DecoderUse } from '../../components/decoders/chain/chain.ts';
import { isBlank } from '../../expression/functions/function.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { JsonRecord } from '../../language/basics/json.ts';
import { isMap } from './columns.ts';
import { expansionOf, expanded, type Expansion } from './expand.ts';
import { dotted, findElement, findRecords, recordsAt, type RecordsPlace } from './find-records.ts';
import { guessLines } from './line-text.ts';
import { guessTable } from './table-text.ts';
import { decodeContext, once, PACKED, unwrap } from './unwrap-sample.ts';
import { remark } from '../write/yaml.ts';

/** What a response is made of, and its records as the engine itself will read them. */
export interface Sample {
  readonly decode: readonly DecoderUse[];
  readonly place: RecordsPlace;
  /** As `records:` says it. */
  readonly at: string | readonly string[];
  /** Each record holds a list of those that are meant. */
  readonly expand: Expansion | undefined;
  /** At most 2,000. */
  readonly records: readonly JsonRecord[];
  /** What stands around the records, where the sample was read to its end. */
  readonly envelope: unknown;
}

const MOST_RECORDS = 2000;

/**
 * Guesses how a response is read, and reads it so. `records` is the path to the records where somebody knows it.
 * Throws EngineError `draft.empty` or what the decoders find wrong.
 */
export const readSample = async (bytes: Uint8Array, records: string | undefined, signal: AbortSignal): Promise<Sample> => {
  const { bytes: inner, uses } = await unwrap(bytes, signal);
  if (inner.subarray(0, 4096).some((byte) => byte < 9 || (byte > 13 && byte < 32)))
    throw new EngineError('draft.not-text', 'The sample is no text, nor anything that it can be unpacked from.', {
      hint: `Take a response as UTF-8 text, plain or as ${PACKED.join(', ')}.`,
    });
  const text = new TextDecoder().decode(inner).trim();
  if (text === '')
    throw new EngineError('draft.empty', 'The sample is empty.', { hint: 'Take a response that has at least one record.' });
  const { use, place } = await guess(text, inner, records, signal);
  const decode = [...uses, use];
  const decoded = await decodeBody(once(bytes), decode, decodeContext(place, signal));
  const found: JsonRecord[] = [];
  for await (const batch of decoded.batches) {
    found.push(...batch.records);
    if (found.length >= MOST_RECORDS) break;
  }
  if (found.length === 0) throw noRecords('The sample has no records.');
  const expand = expansionOf(found);
  const all = expand === undefined ? found : expanded(found, expand);
  return { decode, place, at: dotted(place.path), expand, records: all.slice(0, MOST_RECORDS), envelope: decoded.envelope() };
};

/** STIX says itself what its objects are: nothing is guessed. */
export const isStix = ({ decode }: Sample): boolean => decode.at(-1)?.kind === 'stix';

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
    const place = given === undefined ? placeIn(document) : recordsAt(document, namesOf(given));
    return by('json', {}, place);
  }
  if (document !== undefined) throw noRecords('The sample is one JSON value, without records.');
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.slice(0, 20).every((line) => line.trim() === '' || isMap(parsed(line)))) return by('ndjson');
  if (text.startsWith('<')) {
    const place = given === undefined ? await xmlPlace(bytes, signal) : { path: namesOf(given) };
    return by('xml', {}, place);
  }
  const comment = ['#', '//', ';'].find((mark) => lines.some((line) => line.startsWith(mark)));
  const table = guessTable(lines, comment);
  return table === undefined ? by('lines', guessLines(lines, comment)) : by(table.kind, table.options);
};

const noRecords = (message: string): EngineError =>
  new EngineError('draft.no-records', message, {
    hint: 'Take a response that has at least one, or say where they stand with --records.',
  });

const LIST_NAME =
  /^(alerts|data|entries|events|hits|indicators|iocs|items|list|objects|records|resources|response|results?|rows|values?|vulnerabilities)$/i;

/** Throws for an answer that has no records, rather than to take the answer itself for one. */
const placeIn = (document: object): RecordsPlace => {
  const place = findRecords(document);
  if (place.path.length > 0 || Array.isArray(document) || place.entriesAs !== undefined) return place;
  const members = Object.entries(document) as readonly (readonly [string, unknown])[];
  const empty = members.find(([name, one]) => LIST_NAME.test(name) && Array.isArray(one) && one.length === 0)?.[0];
  if (members.some(([name, one]) => /^errors?$/i.test(name) && !isBlank(one)))
    throw noRecords('The sample is an answer that speaks of an error, not of records.');
  if (empty !== undefined) throw noRecords(`The list ${remark(empty).slice(2)} of the sample is empty.`);
  return place;
};

const namesOf = (path: string): readonly string[] => (path === '$' ? [] : path.split('.'));

const parsed = (text: string): unknown => {
  if (!/^(?:[[{"]|-?\d[\d.eE+-]*$|(?:true|false|null)$)/.test(text)) return undefined;
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
  const decoded = await decodeBody(once(bytes), [{ kind: 'xml', options: {}, sniff: false }], decodeContext(undefined, signal));
  let whole: unknown;
  for await (const { records } of decoded.batches) whole ??= records[0];
  const document = decoded.envelope() ?? whole;
  const place = findRecords(document);
  return place.path.length > 0 ? place : { path: findElement(document) ?? [] };
};
