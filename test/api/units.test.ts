import { expect, test } from 'vitest';
import { count, instant, rate, size, span } from '../../engine/api/wording/units.ts';

test('counts have their thousands apart', () => {
  expect([0, 999, 1000, 1234567].map(count)).toEqual(['0', '999', '1,000', '1,234,567']);
});

test('sizes are in powers of 1000', () => {
  expect([0, 999, 1000, 15_500_000, 3e12].map(size)).toEqual(['0 B', '999 B', '1.0 kB', '15.5 MB', '3.0 TB']);
});

test('durations have the two units that matter', () => {
  expect([420, 12_340, 245_000, 7_800_000, 90_000_000].map(span)).toEqual([
    '0.42 s',
    '12.3 s',
    '4 min 05 s',
    '2 h 10 min',
    '1 d 1 h',
  ]);
});

test('a rate waits until it means something', () => {
  expect([rate(10, 5), rate(1000, 500)]).toEqual(['–', '2,000/s']);
});

test('times are UTC', () => {
  expect([instant(Date.UTC(2026, 0, 31)), instant(1), instant(undefined)]).toEqual([
    '2026-01-31T00:00:00Z',
    '1970-01-01T00:00:00.001Z',
    '–',
  ]);
});
