import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatIso, formatTime } from '../../../engine/expression/formats/format-time.ts';
import { parseTime } from '../../../engine/expression/formats/parse-time.ts';

const iso = (value: unknown): string | undefined => {
  const ms = parseTime(value);
  return ms === undefined ? undefined : new Date(ms).toISOString();
};

describe('parseTime', () => {
  test.each([
    ['2025-08-14', '2025-08-14T00:00:00.000Z'],
    ['2025-08-14T10:53', '2025-08-14T10:53:00.000Z'],
    ['2018-06-21T02:03:48', '2018-06-21T02:03:48.000Z'],
    ['2025-08-06 14:28:43', '2025-08-06T14:28:43.000Z'],
    ['2025-08-06 14:28:43 UTC', '2025-08-06T14:28:43.000Z'],
    ['2025-08-06 14:28:43+00:00', '2025-08-06T14:28:43.000Z'],
    ['2025-08-06t14:28:43,5z', '2025-08-06T14:28:43.500Z'],
    ['2025-08-06T14:28:43.123456789+05:30', '2025-08-06T08:58:43.123Z'],
    ['2025-08-06T14:28:43-0330', '2025-08-06T17:58:43.000Z'],
    ['2025-08-06T14:28:43-03', '2025-08-06T17:28:43.000Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
    ['  2025-08-14\n', '2025-08-14T00:00:00.000Z'],
  ])('reads ISO 8601 %s, UTC where it has no zone', (text, expected) => {
    expect(iso(text)).toBe(expected);
  });

  test.each([
    ['Wed, 06 Aug 2025 14:28:43 +0000', '2025-08-06T14:28:43.000Z'],
    ['6 Aug 2025 14:28 -0230', '2025-08-06T16:58:00.000Z'],
    ['wed, 06 aug 2025 14:28:43 gmt', '2025-08-06T14:28:43.000Z'],
    ['Wed, 06 Aug 2025 14:28:43 PDT', '2025-08-06T21:28:43.000Z'],
  ])('reads RFC 2822 %s', (text, expected) => {
    expect(iso(text)).toBe(expected);
  });

  test.each([
    [0, '1970-01-01T00:00:00.000Z'],
    [1_754_490_523, '2025-08-06T14:28:43.000Z'],
    [1_754_490_523.25, '2025-08-06T14:28:43.250Z'],
    ['1754490523', '2025-08-06T14:28:43.000Z'],
    ['1754490523.123', '2025-08-06T14:28:43.123Z'],
    [1_754_490_523_250, '2025-08-06T14:28:43.250Z'],
    ['1754490523250', '2025-08-06T14:28:43.250Z'],
    ['1754490523250999', '2025-08-06T14:28:43.250Z'],
  ])('tells epoch seconds, milliseconds and microseconds apart by their digits: %s', (value, expected) => {
    expect(iso(value)).toBe(expected);
  });

  test.each([
    undefined,
    null,
    '',
    '  ',
    'abc',
    true,
    [],
    {},
    '2025',
    '2025-8-6',
    '20250814',
    20_250_814,
    -1,
    NaN,
    Infinity,
    1e18,
    '2025-02-29',
    '2025-13-01',
    '2025-00-10',
    '2025-01-00',
    '2025-04-31',
    '2025-01-01T24:00',
    '2025-01-01T10:60',
    '2025-01-01T10:00:61',
    '2025-01-01T10:00+24:00',
    '0000-01-01',
    '9999-12-31T23:59:59-01:00',
    '06/08/2025',
    '6 Agu 2025 14:28',
    '6 Aug 2025 14:28 XYZ',
    '31 Feb 2025 10:00',
    `2025-01-01${' '.repeat(100)}`,
  ])('does not read %j', (value) => {
    expect(parseTime(value)).toBeUndefined();
  });

  const moments = fc.integer({ min: 1e8, max: 99_999_999_999 }).map((seconds) => seconds * 1000);
  const anyMoment = fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 });

  test('reads back every moment that is written as ISO or by a format', () => {
    fc.assert(
      fc.property(anyMoment, (ms) => {
        expect(parseTime(formatIso(ms))).toBe(ms);
        expect(parseTime(formatTime(ms, 'yyyy-MM-dd HH:mm:ss.SSSXXX'))).toBe(ms);
        expect(parseTime(formatTime(ms, 'EEE, dd MMM yyyy HH:mm:ss xx'))).toBe(Math.floor(ms / 1000) * 1000);
      }),
    );
  });

  test('reads the same moment from seconds, milliseconds and microseconds, as number and as text', () => {
    fc.assert(
      fc.property(
        moments.filter((ms) => ms >= 1e11 && ms < 1e14),
        (ms) => {
          for (const count of [ms / 1000, ms, ms * 1000]) {
            expect(parseTime(count)).toBe(ms);
            expect(parseTime(String(count))).toBe(ms);
          }
        },
      ),
    );
  });

  test('takes an offset as so many minutes east of UTC', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: -1439, max: 1439 }), (ms, minutes) => {
        const sign = minutes < 0 ? '-' : '+';
        const size = Math.abs(minutes);
        const zone = `${sign}${String(Math.floor(size / 60)).padStart(2, '0')}:${String(size % 60).padStart(2, '0')}`;
        expect(parseTime(new Date(ms + minutes * 60_000).toISOString().replace('Z', zone))).toBe(ms);
      }),
    );
  });

  test('never throws, whatever it is given', () => {
    fc.assert(fc.property(fc.anything(), (value) => ['number', 'undefined'].includes(typeof parseTime(value))));
  });
});

describe('formatTime', () => {
  const ms = Date.UTC(2025, 7, 6, 14, 5, 3, 9);
  test.each([
    ['yyyy-MM-dd HH:mm:ss', '2025-08-06 14:05:03'],
    ['d.M.yy H:m:s.SSS', '6.8.25 14:5:3.009'],
    ["EEEE, d MMMM yyyy 'at' h:mm a", 'Wednesday, 6 August 2025 at 2:05 PM'],
    ["hh 'o''clock'''", "02 o'clock'"],
    ["yyyyMMdd'T'HHmmssX", '20250806T140503Z'],
    ["''yy", "'25"],
    ['', ''],
  ])('writes %s', (pattern, expected) => {
    expect(formatTime(ms, pattern)).toBe(expected);
  });

  test.each(['YYYY', 'yyy', "yyyy 'open", 'DD', 'z'])('refuses %s and names what may stand there', (pattern) => {
    expect(() => formatTime(ms, pattern)).toThrow(expect.objectContaining({ code: 'bad-time-format' }));
  });
});
