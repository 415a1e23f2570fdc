import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseBytes } from '../../../engine/language/basics/byte-size.ts';
import { formatDuration, parseDuration } from '../../../engine/language/basics/duration.ts';
import { parseInstant } from '../../../engine/language/basics/instant.ts';

test.each([
  ['P1D', 86_400_000], ['PT5M', 300_000], ['P1W', 604_800_000], ['P1DT2H3M4.5S', 93_784_500], ['PT0S', 0], ['PT0.5S', 500],
  ['P', undefined], ['PT', undefined], ['P1DT', undefined], ['P1M', undefined], ['P1Y', undefined], ['1D', undefined], ['-P1D', undefined], ['P1.5D', undefined], ['', undefined], [`P${'9'.repeat(40)}D`, undefined],
])('the duration %j', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
}); // prettier-ignore

test('a duration is written as it is read', () => {
  fc.assert(fc.property(fc.nat(10 ** 12), (ms) => void expect(parseDuration(formatDuration(ms))).toBe(ms)));
});

test.each([
  ['2024-05-31', Date.UTC(2024, 4, 31)], ['2024-05-31T12:00', Date.UTC(2024, 4, 31, 12)], ['2024-05-31 12:00:01.5', Date.UTC(2024, 4, 31, 12, 0, 1, 500)], ['2024-05-31T12:00:00+02:00', Date.UTC(2024, 4, 31, 10)],
  ['2024-05-31T12:00:00Z', Date.UTC(2024, 4, 31, 12)], ['0099-01-01', -59_042_995_200_000], ['2024-02-30', undefined], ['2024-13-01', undefined], ['2024-05-31T25:00', undefined], ['31.05.2024', undefined], ['today', undefined],
])('the instant %j is UTC where it says nothing else', (text, ms) => {
  expect(parseInstant(text)).toBe(ms);
}); // prettier-ignore

test('an instant survives its way through ISO 8601', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 4_102_444_800_000 }),
      (ms) => void expect(parseInstant(new Date(ms).toISOString())).toBe(ms),
    ),
  );
});

test.each([
  [1024, 1024], ['64 MiB', 67_108_864], ['64MiB', 67_108_864], ['1.5 GB', 1_500_000_000], ['10', 10], ['0 B', 0],
  [-1, undefined], [1.5, undefined], ['many', undefined], ['1 XB', undefined], ['-1 MiB', undefined], [`${'9'.repeat(15)} TiB`, undefined],
])('the size %j', (size, bytes) => {
  expect(parseBytes(size)).toBe(bytes);
}); // prettier-ignore
