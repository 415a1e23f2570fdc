import { describe, expect, test } from 'vitest';
import { differential } from '../../scripts/fuzz/differential.ts';

// Another seed each time finds other mistakes; the seed in the test's name is what repeats a run.
const seed = Math.floor(Math.random() * 2 ** 31);

describe('compiled expressions and the jsonata package', () => {
  test(`agree on 3000 generated expressions, in value and in error code (seed ${String(seed)})`, async () => {
    const { differences, compared, kinds } = await differential(3000, seed);
    expect(differences.slice(0, 3)).toEqual([]);
    expect(compared).toBe(3000);
    for (const kind of [
      'path',
      'binary &',
      'lambda',
      'focus @',
      'index #',
      'parent',
      'group {}',
      'sort',
      'transform',
      'tail call',
    ])
      expect(kinds.get(kind)).toBeGreaterThan(0);
  });

  test('agree on a fixed set of generated expressions', async () => {
    expect((await differential(1500, 20_250_101)).differences.slice(0, 3)).toEqual([]);
  });
});
