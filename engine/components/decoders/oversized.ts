/** Records that are larger than the connection allows: what is known of them without holding them. */
import { createHash } from 'node:crypto';
import { EngineError } from '../../language/basics/errors.ts';
import type { JsonRecord } from '../../language/basics/json.ts';

interface Oversize {
  readonly error: EngineError;
  readonly key: string;
}

const known = new WeakMap<JsonRecord, Oversize>();
/** Bytes of a record's beginning that tell it from another one. */
const HEAD = 4096;

/** An empty record that stands for one of this size; `beginning`: what it begins with, as it stands in the body. */
export const oversizedRecord = (size: number, beginning: string | Uint8Array, allowed: Allowed, unit = 'bytes'): JsonRecord => {
  const head = typeof beginning === 'string' ? Buffer.from(beginning.slice(0, HEAD)) : beginning.subarray(0, HEAD);
  const hash = createHash('sha256').update(`${size}\0`).update(head).digest('base64url').slice(0, 22);
  const error = new EngineError(
    'decode.record-too-large',
    `The record has ${size} ${unit}, more than the ${allowed.bytes} that \`${allowed.name}\` allows.`,
    { hint: `Raise \`${allowed.name}\` if the vendor really sends such records.` },
  );
  const record: JsonRecord = Object.freeze({});
  known.set(record, { error, key: `#${hash}` });
  return record;
};

/** The bound, and what it is called where it can be raised. */
export interface Allowed {
  readonly bytes: number;
  readonly name: string;
}

export const allowedBy = (maxRecord: number): Allowed => ({ bytes: maxRecord, name: 'limits.record' });

/** Why the record is not there, and a key that it has again when it comes again; undefined for a record that is there. */
export const oversizeOf = (record: JsonRecord): Oversize | undefined => known.get(record);

/** Where there is no quarantine for single records, one that is too large is a failure. */
export const requireWhole = (records: readonly JsonRecord[]): void => {
  for (const record of records) {
    const oversize = known.get(record);
    if (oversize !== undefined) throw oversize.error;
  }
};
