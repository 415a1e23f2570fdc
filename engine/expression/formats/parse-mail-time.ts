import { fromCivil } from './civil-date.ts';
import { parseOffset } from './parse-offset.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** The zone names that RFC 2822 (4.3) gives a meaning; others are refused rather than guessed. */
const ZONES: ReadonlyMap<string, string> = new Map([
  ['ut', '+0000'],
  ['utc', '+0000'],
  ['gmt', '+0000'],
  ['z', '+0000'],
  ['edt', '-0400'],
  ['est', '-0500'],
  ['cdt', '-0500'],
  ['cst', '-0600'],
  ['mdt', '-0600'],
  ['mst', '-0700'],
  ['pdt', '-0700'],
  ['pst', '-0800'],
]);
const MAIL =
  /^(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), *)?(\d{1,2}) ([A-Za-z]{3}) (\d{4}) (\d{2}):(\d{2})(?::(\d{2}))?(?: ([+-]\d{4}|[A-Za-z]{1,3}))?$/i;

/** RFC 2822 (`Wed, 06 Aug 2025 14:28:43 +0000`), the form of mail, RSS and HTTP headers, as milliseconds; undefined where it is none. */
export function parseMailTime(text: string): number | undefined {
  const parts = MAIL.exec(text);
  if (parts === null) return undefined;
  const zone = parts[7] ?? '+0000';
  const offset = /^[+-]/.test(zone) ? zone : ZONES.get(zone.toLowerCase());
  const minutes = offset === undefined ? undefined : parseOffset(offset);
  if (minutes === undefined) return undefined;
  return fromCivil(
    {
      year: Number(parts[3]),
      month: MONTHS.indexOf((parts[2] ?? '').toLowerCase()) + 1,
      day: Number(parts[1]),
      hour: Number(parts[4]),
      minute: Number(parts[5]),
      second: Number(parts[6] ?? 0),
      millisecond: 0,
    },
    minutes,
  );
}
