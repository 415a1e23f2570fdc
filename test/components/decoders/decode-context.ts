import type { Bytes, DecodeContext } from '../../../engine/components/decoders/decoder.ts';

/** The records at the top, nothing special. */
export const decodeContext = (changes: Partial<DecodeContext> = {}): DecodeContext => ({
  path: [],
  entriesAs: undefined,
  item: [],
  as: undefined,
  columns: undefined,
  orEmpty: false,
  dropNulls: true,
  maxRecord: Number.MAX_SAFE_INTEGER,
  maxBytes: 1024 ** 3,
  prefilter: undefined,
  contentType: undefined,
  signal: new AbortController().signal,
  ...changes,
});

/** A body that comes in chunks of this size. */
export async function* bodyOf(content: string | Uint8Array, size = 64 * 1024): Bytes {
  const bytes = Buffer.from(content);
  for (let from = 0; from < bytes.length; from += size) yield Buffer.from(bytes.subarray(from, from + size));
}
