import { createHash } from 'node:crypto';

/** The mark keeps it from being compared with others as if it were a version, and from being taken for a key. */
export const recordHash = (record: unknown): string =>
  `#${createHash('sha256').update(JSON.stringify(record)).digest('base64url').slice(0, 22)}`;
