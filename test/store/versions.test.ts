import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeSeen } from '../../engine/store/sqlite/instance/seen-rows.ts';
import { compareVersions } from '../../engine/store/contract/versions.ts';

const order = (...versions: readonly (string | number | undefined)[]): void => {
  for (const [at, lower] of versions.entries())
    for (const higher of versions.slice(at + 1)) expect(compareVersions(lower, higher), `${lower} < ${higher}`).toBeLessThan(0);
};

describe('versions', () => {
  test('that are numbers compare as numbers, also as text, whatever their size', () => {
    order(-1, '2', 10, '10.5', '9007199254740993', '9007199254740994', '99999999999999999999');
    expect(compareVersions('1.0', 1)).toBe(0);
  });

  test('that are times compare as times, with or without parts of a second, in any zone', () => {
    order('2025-01-01T00:00:00Z', '2025-01-01T00:00:00.5Z', '2025-01-01T00:00:01', '2024-12-31T23:00:02-01:00');
  });

  test('of other kinds compare as text, and none is below all', () => {
    order(undefined, 5, '2025-01-01T00:00:00Z', 'v1', 'v2');
  });

  test('that are content hashes have no order', () => {
    expect(compareVersions('#b', '#a')).toBe(0);
    expect(judgeSeen({ version: '#b', thisRun: true }, '#a')).toBe('superseding');
  });

  test('are in one order, whatever they are', () => {
    const any = fc.oneof(
      fc.constant(undefined),
      fc.integer(),
      fc.constantFrom('1', '01', '1.5', '#a', '#b', '2025-01-01T00:00', '2025-01-01T00:00Z', 'x', '5x', ''),
      fc.string(),
    );
    fc.assert(
      fc.property(any, any, any, (a, b, c) => {
        expect(Math.sign(compareVersions(a, b)) + Math.sign(compareVersions(b, a))).toBe(0);
        if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0) expect(compareVersions(a, c)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 2000 },
    );
  });
});
