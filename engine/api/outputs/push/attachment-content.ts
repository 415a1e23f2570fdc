import { createReadStream, existsSync } from 'node:fs';

/** The bytes of a kept attachment; undefined where they are not there. */
export const attachmentContent = (path: string): AsyncIterable<Uint8Array> | undefined =>
  existsSync(path) ? (createReadStream(path) as AsyncIterable<Uint8Array>) : undefined;
