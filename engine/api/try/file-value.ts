import { decodeBody, type DecoderUse } from '../../components/decoders/chain/chain.ts';
import type { DecodeContext } from '../../components/decoders/decoder.ts';
import type { JsonRecord } from '../../language/basics/json.ts';
import type { World } from '../world.ts';
import type { SampleFile } from './read-sample-file.ts';

const BY_ENDING: Readonly<Record<string, string>> = {
  csv: 'csv',
  tsv: 'tsv',
  ndjson: 'ndjson',
  jsonl: 'ndjson',
  xml: 'xml',
  txt: 'lines',
};

/** What an expression is evaluated on. */
export interface FileInput {
  /** Where it stands, such as `row 3`; undefined: the whole. */
  readonly where: string | undefined;
  readonly value: unknown;
}

/** How the file is read, by its ending; packed as it may be. */
const usesOf = ({ name }: SampleFile): readonly DecoderUse[] => {
  const ending = /\.([a-z]+)(?:\.(?:gz|zst|zip))?$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  const packed = ['gzip', 'zstd', 'zip'].map((kind) => ({ kind, options: {}, sniff: true }));
  return [...packed, { kind: BY_ENDING[ending] ?? 'json', options: {}, sniff: false }];
};

const MAX_BYTES = 256 * 1024 * 1024;

const contextFor = (path: readonly string[] | undefined, { signal, redact }: World): DecodeContext => ({
  path,
  entriesAs: undefined,
  item: [],
  as: undefined,
  columns: undefined,
  orEmpty: false,
  dropNulls: false,
  maxBytes: MAX_BYTES,
  maxRecord: Number.MAX_SAFE_INTEGER,
  prefilter: undefined,
  contentType: undefined,
  redact,
  signal,
});

/** The file's document, or the list of its rows; with `records` each record at that path. */
export const fileInputs = async (world: World, file: SampleFile, records: string | undefined): Promise<readonly FileInput[]> => {
  const uses = usesOf(file);
  const hasDocument = uses.at(-1)?.kind === 'json' || uses.at(-1)?.kind === 'xml';
  const path = records === undefined || records === '$' ? [] : records.replace(/^\$\./, '').split('.');
  const wholeDocument = records === undefined && hasDocument;
  const body = (async function* () {
    yield file.bytes;
  })();
  const decoded = await decodeBody(body, uses, contextFor(wholeDocument ? undefined : path, world));
  const found: FileInput[] = [];
  for await (const batch of decoded.batches)
    for (const [index, value] of batch.records.entries()) found.push({ where: batch.place(index), value: value as JsonRecord });
  if (records !== undefined) return found;
  return [{ where: undefined, value: wholeDocument ? decoded.envelope() : found.map(({ value }) => value) }];
};
