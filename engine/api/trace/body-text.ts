import { gunzipSync } from 'node:zlib';
import type { SentRequest } from '../../http/http.ts';

/** More than this is not unpacked to be shown. */
const MOST_UNPACKED = 16 * 1024 * 1024;

/** A request's body as text, unpacked where it was packed; its size where it is no text. */
export type BodyText =
  | { readonly kind: 'none' }
  | { readonly kind: 'text'; readonly text: string; readonly isPacked: boolean }
  | { readonly kind: 'bytes'; readonly length: number };

/** What was packed may hold secrets that nobody would find in its bytes: it is shown as text, or not at all. */
export const bodyText = ({ body, headers }: Pick<SentRequest, 'body' | 'headers'>): BodyText => {
  if (body === undefined) return { kind: 'none' };
  const encoding = headers['content-encoding'];
  const text = encoding === undefined ? textOf(body) : encoding === 'gzip' ? unpacked(body) : undefined;
  if (text === undefined) return { kind: 'bytes', length: Buffer.byteLength(body) };
  return { kind: 'text', text, isPacked: encoding !== undefined };
};

const textOf = (body: string | Uint8Array): string | undefined => {
  try {
    const text = typeof body === 'string' ? body : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
};

const unpacked = (body: string | Uint8Array): string | undefined => {
  try {
    return textOf(gunzipSync(body, { maxOutputLength: MOST_UNPACKED }));
  } catch {
    return undefined;
  }
};
