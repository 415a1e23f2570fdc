import { createHash } from 'node:crypto';
import { type ContentName, damaged, tooLarge } from './area.ts';

/** Hands what comes to `take`, piece by piece, and gives what it is known by. Throws `store.attachment-too-large` over `maxBytes`. */
export const hashed = async (
  bytes: AsyncIterable<Uint8Array>,
  maxBytes: number,
  take: (piece: Uint8Array) => void,
): Promise<ContentName> => {
  const digest = createHash('sha256');
  let size = 0;
  for await (const piece of bytes) {
    size += piece.length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    digest.update(piece);
    take(piece);
  }
  return { sha256: digest.digest('hex'), size };
};

/** What comes would be known by that; nothing is kept. */
export const measureAttachment = (bytes: AsyncIterable<Uint8Array>, maxBytes: number): Promise<ContentName> =>
  hashed(bytes, maxBytes, () => undefined);

/** The same bytes, which end with `store.attachment-damaged` where they are others than their name says. */
export async function* verified(
  bytes: AsyncIterable<Uint8Array>,
  sha256: string,
  shown: string,
): AsyncGenerator<Uint8Array, void> {
  const digest = createHash('sha256');
  for await (const piece of bytes) {
    digest.update(piece);
    yield piece;
  }
  if (digest.digest('hex') !== sha256) throw damaged(sha256, shown);
}
