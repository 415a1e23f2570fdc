import { createHash } from 'node:crypto';

const PLAIN_KEY = /^[^\0#\ud800-\udfff][^\0\ud800-\udfff]{0,63}$/;

/** Short keys as they are, others by their hash: what is kept of them stays small whatever the vendor calls a key. */
export const seenKey = (key: string): string =>
  PLAIN_KEY.test(key) ? key : `#${createHash('sha256').update(JSON.stringify(key)).digest('base64url')}`;
