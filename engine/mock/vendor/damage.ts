import { gzipSync } from 'node:zlib';

/** What may happen to the bytes of a body. */

export const half = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.length >> 1);

/** One bit the other way round; `share`: where, as a share of the body. */
export function flipped(bytes: Buffer, share: number): Buffer {
  const copy = Buffer.from(bytes);
  const at = Math.min(copy.length - 1, Math.floor(copy.length * share));
  if (at >= 0) copy[at] = (copy[at] ?? 0) ^ 4;
  return copy;
}

/** The bytes as a gzip file: cut off, with a flipped bit, or of two members. */
export function gzipped(bytes: Buffer, how: 'gzip-truncate' | 'gzip-corrupt' | 'gzip-concat'): Buffer {
  switch (how) {
    case 'gzip-truncate':
      return half(gzipSync(bytes));
    case 'gzip-corrupt':
      return flipped(gzipSync(bytes), 0.5);
    case 'gzip-concat':
      return Buffer.concat([gzipSync(half(bytes)), gzipSync(bytes.subarray(bytes.length >> 1))]);
  }
}
