import { readAll, decodeBytes, type DecoderUse } from '../../components/decoders/chain/chain.ts';
import type { Bytes, DecodeContext } from '../../components/decoders/decoder.ts';
import { decoders } from '../../components/decoders/registry.ts';
import { EngineError } from '../../language/basics/errors.ts';
import type { RecordsPlace } from './find-records.ts';

const MAX_BYTES = 64 * 1024 * 1024;
export const PACKED = ['gzip', 'zstd', 'zip'] as const;

async function* chunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** A body of one chunk. */
export const once = (bytes: Uint8Array): Bytes => chunks(bytes) as Bytes;

/** As a run decodes, but bounded to what is held here. */
export const decodeContext = (place: RecordsPlace | undefined, signal: AbortSignal): DecodeContext => ({
  path: place?.path,
  entriesAs: place?.entriesAs,
  item: place?.item ?? [],
  as: place?.as,
  columns: place?.columns,
  orEmpty: false,
  dropNulls: false,
  maxRecord: Number.MAX_SAFE_INTEGER,
  maxBytes: MAX_BYTES,
  prefilter: undefined,
  contentType: undefined,
  signal,
});

/** Which entry of an archive with several of them; the first glob that only one matches. */
const ENTRIES = ['csv', 'json', 'ndjson', 'tsv', 'xml', 'txt'].map((ending) => ({ entry: `*.${ending}` }));

const unpack = async (
  bytes: Uint8Array,
  kind: (typeof PACKED)[number],
  signal: AbortSignal,
): Promise<{ bytes: Uint8Array; use: DecoderUse }> => {
  let failure: unknown;
  for (const options of kind === 'zip' ? [{}, ...ENTRIES] : [{}]) {
    const use: DecoderUse = { kind, options, sniff: kind !== 'zip' };
    try {
      const body = await decodeBytes(once(bytes), [use], decodeContext(undefined, signal));
      return { bytes: await readAll(body, MAX_BYTES), use };
    } catch (error) {
      if (!(error instanceof EngineError) || error.code !== 'decode.zip-entry') throw error;
      failure ??= error;
    }
  }
  throw failure;
};

/** The wrappings that the first bytes tell, at most three. */
export const unwrap = async (bytes: Uint8Array, signal: AbortSignal): Promise<{ bytes: Uint8Array; uses: DecoderUse[] }> => {
  const uses: DecoderUse[] = [];
  let inner = bytes;
  for (let depth = 0; depth < 3; depth++) {
    const kind = PACKED.find((name) => {
      const decoder = decoders[name];
      return decoder?.stage === 'bytes' && decoder.sniff(inner.subarray(0, 512));
    });
    if (kind === undefined) break;
    const unpacked = await unpack(inner, kind, signal);
    inner = unpacked.bytes;
    uses.push(unpacked.use);
  }
  return { bytes: inner, uses };
};
