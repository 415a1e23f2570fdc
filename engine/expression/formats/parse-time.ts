import { fromCivil } from './civil-date.ts';
import { parseMailTime } from './parse-mail-time.ts';
import { parseOffset } from './parse-offset.ts';

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?: ?([Zz]|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?)?$/;
const DIGITS = /^\d+(?:\.\d+)?$/;
const LONGEST = 64;

/** The start of year 1 and the end of year 9999, in milliseconds: what four digits can write. */
export const EARLIEST = -62_135_596_800_000;
export const LATEST = 253_402_300_799_999;

/**
 * Milliseconds since 1970 of a time as vendors write it, or undefined where the value is missing, blank or no time.
 * Read are ISO 8601 (a date alone is its midnight, a blank may stand for the `T`), RFC 2822, and epoch seconds, milliseconds
 * or microseconds, told apart by their digits (9–11, 12–14, 15–17), as text or number. Without a zone it is UTC. Other
 * counts of digits are refused, as `20250814` would quietly become a day of 1970; 0 is the start of 1970.
 */
export function parseTime(value: unknown): number | undefined {
  if (typeof value === 'number') return fromEpoch(value);
  if (typeof value !== 'string' || value.length > LONGEST) return undefined;
  const text = value.trim();
  const plain = fromPlainIso(text);
  if (plain !== undefined) return plain;
  const iso = ISO.exec(text);
  if (iso !== null) return fromIso(iso);
  return DIGITS.test(text) ? fromEpoch(Number(text)) : parseMailTime(text);
}

/** The commonest form, `YYYY-MM-DD HH:MM:SS` with `T` or a blank, and perhaps a `Z`: a third of the time that the expression takes. */
function fromPlainIso(text: string): number | undefined {
  const isUtc = text.length === 20 && text.charCodeAt(19) === 90;
  if (text.length !== 19 && !isUtc) return undefined;
  const separator = text.charCodeAt(10);
  if (separator !== 84 && separator !== 32) return undefined;
  for (const [at, mark] of MARKS) if (text.charCodeAt(at) !== mark) return undefined;
  const year = pair(text, 0) * 100 + pair(text, 2);
  const [month, day, hour, minute, second] = [pair(text, 5), pair(text, 8), pair(text, 11), pair(text, 14), pair(text, 17)];
  const isRead = year >= 0 && month >= 0 && day >= 0 && hour >= 0 && minute >= 0 && second >= 0;
  return isRead ? fromCivil({ year, month, day, hour, minute, second, millisecond: 0 }, 0) : undefined;
}

const MARKS = [
  [4, 45],
  [7, 45],
  [13, 58],
  [16, 58],
] as const;

/** Two digits, or NaN. */
function pair(text: string, at: number): number {
  const [tens, units] = [text.charCodeAt(at) - 48, text.charCodeAt(at + 1) - 48];
  return tens >= 0 && tens <= 9 && units >= 0 && units <= 9 ? tens * 10 + units : NaN;
}

function fromEpoch(count: number): number | undefined {
  if (count === 0) return 0;
  if (count >= 1e8 && count < 1e11) return Math.floor(count * 1000 + 1e-4);
  if (count >= 1e11 && count < 1e14) return Math.floor(count);
  return count >= 1e14 && count < 1e17 ? Math.floor(count / 1000) : undefined;
}

function fromIso(parts: RegExpExecArray): number | undefined {
  const offset = parseOffset(parts[8]);
  if (offset === undefined) return undefined;
  const time = fromCivil(
    {
      year: Number(parts[1]),
      month: Number(parts[2]),
      day: Number(parts[3]),
      hour: Number(parts[4] ?? 0),
      minute: Number(parts[5] ?? 0),
      second: Number(parts[6] ?? 0),
      millisecond: parts[7] === undefined ? 0 : Number(parts[7].slice(0, 3).padEnd(3, '0')),
    },
    offset,
  );
  return time === undefined || time < EARLIEST || time > LATEST ? undefined : time;
}
