import { type AttachmentArea, missing } from './area.ts';

/** The bytes of a content; throws `store.attachment-missing` where it is not there, `store.attachment-damaged` where it is another. */
export async function* readContent(area: AttachmentArea, sha256: string): AsyncGenerator<Uint8Array, void> {
  const found = await area.find(sha256);
  if (found === undefined) throw missing(sha256, area.shown);
  yield* found.bytes();
}
