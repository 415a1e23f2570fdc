import { EngineError } from '../../../language/errors.ts';
import type { Json } from '../../../language/json.ts';
import { clean, needsCleaning } from './clean.ts';
import { hasLongDigits, quoteLongIntegers } from './integers.ts';
import { firstError } from './locate.ts';

/** Where the bytes stand in the body: offset from 0, line from 1, column from 1 (bytes). */
export interface Origin {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

export const BEGINNING: Origin = { offset: 0, line: 1, column: 1 };

/** What must be done beside `JSON.parse`; decided once for many values. */
export interface Care {
  /** Integers beyond ±(2^53 - 1) may be there. */
  readonly integers: boolean;
  /** Members to leave out may be there. */
  readonly cleaning: boolean;
  readonly dropNulls: boolean;
}

export const careFor = (bytes: Buffer, dropNulls: boolean): Care => ({
  integers: hasLongDigits(bytes),
  cleaning: needsCleaning(bytes, dropNulls),
  dropNulls,
});

/**
 * One JSON value, with integers beyond ±(2^53 - 1) as text and without the members that `clean` leaves out.
 * Throws `decode.malformed-json` or `decode.truncated` with the place in the body.
 */
export const parseJson = (bytes: Buffer, { integers, cleaning, dropNulls }: Care, origin: Origin = BEGINNING): Json => {
  const text = integers && hasLongDigits(bytes) ? quoteLongIntegers(bytes) : bytes;
  let value: Json;
  try {
    value = JSON.parse(text.toString()) as Json;
  } catch (cause) {
    throw malformed(bytes, origin, cause);
  }
  return cleaning ? clean(value, dropNulls) : value;
};

/** The error for bytes that `JSON.parse` refused. */
const malformed = (bytes: Buffer, origin: Origin, cause: unknown): EngineError => {
  const offset = firstError(bytes) ?? bytes.length;
  const place = advance(origin, bytes, offset);
  if (offset >= bytes.length)
    return new EngineError('decode.truncated', `The JSON text ends too early, at ${placeText(place)}.`, {
      hint: 'The body may have been cut off.',
      cause,
    });
  return malformedAt(place, hintFor(bytes, origin, offset), cause);
};

export const malformedAt = (place: Origin, hint?: string, cause?: unknown): EngineError =>
  new EngineError('decode.malformed-json', `The JSON text is malformed at ${placeText(place)}.`, { hint, cause });

const placeText = ({ offset, line, column }: Origin): string => `byte ${offset} (line ${line}, column ${column})`;

const hintFor = (bytes: Buffer, origin: Origin, offset: number): string | undefined => {
  if (origin.offset + offset === 0) return 'The body is no JSON: choose another decoder.';
  // Nothing of the vendor's values is shown, only what kind of character stands there.
  const byte = bytes[offset] ?? 0;
  if (byte === 0x27) return 'Names and text stand in double quotes in JSON.';
  if (byte === 0x4e || byte === 0x49) return 'NaN and Infinity are no JSON.';
  return undefined;
};

/** The place of the byte `offset` bytes after the origin. */
export const advance = (origin: Origin, bytes: Uint8Array, offset: number): Origin => {
  let { line, column } = origin;
  for (let at = 0; at < offset; at++) {
    if (bytes[at] === 0x0a) {
      line++;
      column = 1;
    } else column++;
  }
  return { offset: origin.offset + offset, line, column };
};
