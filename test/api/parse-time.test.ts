import { expect, test } from 'vitest';
import { parseTime } from '../../engine/api/options/parse-time.ts';

const now = Date.UTC(2026, 0, 31, 12);

test.each([
  ['2026-01-30', Date.UTC(2026, 0, 30)],
  ['2026-01-30T06:00:00+02:00', Date.UTC(2026, 0, 30, 4)],
  ['2026-01-30 06:00:00', Date.UTC(2026, 0, 30, 6)],
  ['1769731200', Date.UTC(2026, 0, 30)],
  ['P2D', Date.UTC(2026, 0, 29, 12)],
  ['PT6H', Date.UTC(2026, 0, 31, 6)],
])('%s is a time', (text, expected) => {
  expect(parseTime('--since', text, now)).toBe(expected);
});

test.each(['yesterday', '2026-02-30', 'P1M', '12', '', '-P1D'])('"%s" is refused with the forms that are taken', (text) => {
  expect(() => parseTime('--since', text, now)).toThrow(`--since takes a time, not "${text}".`);
});

test('a flag that was not given is no time', () => {
  expect(parseTime('--since', undefined, now)).toBeUndefined();
});
