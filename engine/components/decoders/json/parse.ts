import { EngineError } from '../../../language/basics/errors.ts';
import type { Json } from '../../../language/basics/json.ts';
import { clean, needsCleaning } from './clean.ts';
import type { Reading } from '../bytes/reading.ts';
import type { DecodeContext } from '../decoder.ts';
import { hasHalves, withoutHalves } from './document/halves.ts';
import { hasLargeNumbers, quoteLargeNumbers } from './large-numbers.ts';
import { firstError } from './locate.ts';

/** Where the bytes stand in what is read of the body: offset from 0, line from 1, column from 1 (characters). */
export interface Origin {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
  readonly reading?: Reading;
}

export const beginningOf = (reading: Reading | undefined): Origin => ({
  offset: 0,
  line: 1,
  column: 1,
  ...(reading === undefined ? {} : { reading }),
});

const BEGINNING = beginningOf(undefined);

/** Where bytes were taken out: what stands from `at` on began at `origin`. */
export interface Seam {
  readonly at: number;
  readonly origin: Origin;
}

/** What must be done beside `JSON.parse`; decided once for many values. */
export interface Care {
  /** Numbers that a double cannot hold may be there. */
  readonly numbers: boolean;
  /** Members to leave out may be there. */
  readonly cleaning: boolean;
  /** Escapes that are half a character may be there. */
  readonly halves: boolean;
  readonly dropNulls: boolean;
  readonly onUnreadable: DecodeContext['onUnreadable'];
}

export const careFor = (bytes: Buffer, { dropNulls, onUnreadable }: Pick<DecodeContext, 'dropNulls' | 'onUnreadable'>): Care => ({
  numbers: hasLargeNumbers(bytes),
  cleaning: needsCleaning(bytes, dropNulls),
  halves: hasHalves(bytes),
  dropNulls,
  onUnreadable,
});

/**
 * One JSON value, with numbers beyond what a double holds as text and without the members that `clean` leaves out.
 * Throws `decode.malformed-json` or `decode.truncated` with the place in the body.
 */
export const parseJson = (bytes: Buffer, care: Care, origin: Origin = BEGINNING, seam?: Seam): Json => {
  const text = care.numbers && hasLargeNumbers(bytes) ? quoteLargeNumbers(bytes) : bytes;
  let value: Json;
  try {
    value = JSON.parse(text.toString()) as Json;
  } catch (cause) {
    throw malformed(bytes, origin, seam, cause);
  }
  if (care.halves) {
    const mended = withoutHalves(value);
    if (mended.times > 0) care.onUnreadable?.(`an escape behind ${placeText(origin)}`, 'Unicode', mended.times);
    value = mended.value;
  }
  return care.cleaning ? clean(value, care.dropNulls) : value;
};

/** The error for bytes that `JSON.parse` refused. */
const malformed = (bytes: Buffer, origin: Origin, seam: Seam | undefined, cause: unknown): EngineError => {
  const offset = firstError(bytes) ?? bytes.length;
  const place =
    seam === undefined || offset < seam.at
      ? advance(origin, bytes, offset)
      : advance(seam.origin, bytes.subarray(seam.at), offset - seam.at);
  if (offset >= bytes.length)
    return new EngineError('decode.truncated', `The JSON text ends too early, at ${placeText(place)}.`, {
      hint: 'The body may have been cut off.',
      cause,
    });
  return malformedAt(place, hintFor(bytes, place, offset), cause);
};

export const malformedAt = (place: Origin, hint?: string, cause?: unknown): EngineError =>
  new EngineError('decode.malformed-json', `The JSON text is malformed at ${placeText(place)}.`, { hint, cause });

/** The byte is that of the body as it came, after decompression; where it was another encoding the line has to do. */
export const placeText = ({ offset, line, column, reading }: Origin): string => {
  const byte = reading === undefined ? offset : reading.byteAt(offset);
  return byte === undefined ? `line ${line}, column ${column}` : `byte ${byte} (line ${line}, column ${column})`;
};

const hintFor = (bytes: Buffer, place: Origin, offset: number): string | undefined => {
  if (place.offset === 0) return 'The body is no JSON: choose another decoder.';
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
    const byte = bytes[at] as number;
    if (byte === 0x0a) {
      line++;
      column = 1;
    } else if ((byte & 0xc0) !== 0x80) column++;
  }
  return { ...origin, offset: origin.offset + offset, line, column };
};
