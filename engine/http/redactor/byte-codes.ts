import { MappedText } from './mapped-text.ts';
import { digitOf } from './unescape.ts';
import { Utf8Writer } from './utf8.ts';

/** The bits of each character; 255 for what is none. */
const SIX_BITS = new Uint8Array(128).fill(255);
for (const [value, char] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries())
  SIX_BITS[char.charCodeAt(0)] = value;
SIX_BITS['-'.charCodeAt(0)] = 62;
SIX_BITS['_'.charCodeAt(0)] = 63;

const sixBits = (unit: number): number => (unit < 128 ? (SIX_BITS[unit] as number) : 255);
const fourBits = (unit: number): number => {
  const digit = digitOf(unit);
  return digit < 0 ? 255 : digit;
};

/** Of the shortest secret. */
const LEAST_BASE64 = 11;
const LEAST_HEX = 16;

/**
 * The text read as base64 or base64url, once for each of the four places at which a group may begin: whatever is no character of
 * it is passed over, so that breaks, quotes and padding part nothing. Of what was never base64 nothing sensible comes.
 */
export function fromBase64(text: MappedText): readonly MappedText[] {
  const chars = only(text, sixBits);
  return chars.length < LEAST_BASE64 ? [] : [0, 1, 2, 3].map((start) => joined(chars, start, sixBits, 6));
}

/** The text read as pairs of hexadecimal digits, from the first and from the second on, whatever stands between them. */
export function fromHex(text: MappedText): readonly MappedText[] {
  const digits = only(text, fourBits);
  return digits.length < LEAST_HEX ? [] : [0, 1].map((start) => joined(digits, start, fourBits, 4));
}

/** The characters from there on as bytes, those as text; each character has so many bits. */
function joined(chars: MappedText, start: number, bitsOf: (unit: number) => number, width: number): MappedText {
  const result = new MappedText(chars.length);
  const bytes = new Utf8Writer(result);
  let bits = 0;
  let held = 0;
  let from = 0;
  for (let at = start; at < chars.length; at++) {
    if (held === 0) from = chars.from[at] as number;
    bits = ((bits << width) | bitsOf(chars.units[at] as number)) & 0xffff;
    held += width;
    if (held < 8) continue;
    held -= 8;
    bytes.push((bits >> held) & 0xff, from, chars.to[at] as number);
    // What is left of this character belongs to the next byte.
    from = chars.from[at] as number;
  }
  bytes.end();
  return result;
}

function only(text: MappedText, bitsOf: (unit: number) => number): MappedText {
  const result = new MappedText(text.length);
  for (let at = 0; at < text.length; at++) {
    const unit = text.units[at] as number;
    // `0x41`, `0x42`: a mark, and no digit.
    const isMark = bitsOf === fourBits && unit === 0x30 && (text.at(at + 1) | 0x20) === 0x78;
    if (!isMark && bitsOf(unit) !== 255) result.push(unit, text.from[at] as number, text.to[at] as number);
  }
  return result;
}
