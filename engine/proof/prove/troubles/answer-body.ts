import { readFileSync } from 'node:fs';
import type { Answer } from '../../../mock/vendor/answer.ts';
import type { Format } from './trouble.ts';

/** A body that is larger is not looked into. */
const MAX_BYTES = 16 * 2 ** 20;

/** The bytes that the answer holds, before they are packed on the way; undefined where they are too many. */
export const bytesOf = ({ body }: Answer): Buffer | undefined => {
  if (body.kind === 'zeros') return undefined;
  const bytes = body.kind === 'bytes' ? body.bytes : readFileSync(body.path);
  return bytes.length > MAX_BYTES ? undefined : bytes;
};

/** The answer with other bytes. */
export const withBytes = (answer: Answer, bytes: Buffer): Answer => ({ ...answer, body: { kind: 'bytes', bytes } });

export const formatOf = (answer: Answer): Format => {
  const bytes = bytesOf(answer);
  if (bytes === undefined) return 'packed';
  if (bytes.length === 0) return 'none';
  const start = bytes.subarray(0, 256).toString('latin1');
  if (bytes[0] === 0x1f || start.startsWith('PK') || start.includes('\0') || start.startsWith('\x28\xb5\x2f\xfd'))
    return 'packed';
  if (isJson(bytes)) return 'json';
  return /^\s*(?:\ufeff|ï»¿)?</.test(start) ? 'xml' : 'lines';
};

const isJson = (bytes: Buffer): boolean => {
  try {
    JSON.parse(bytes.toString('utf8'));
    return true;
  } catch {
    return false;
  }
};
