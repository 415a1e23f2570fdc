import { describe, expect, test } from 'vitest';
import { postgresForTests, postgresIsMissing, postgresIsThere } from '../../support/postgres.ts';
import { runCrowd } from './crowd.ts';

const SIZE = {
  workers: 2,
  tenants: 3,
  each: 4,
  turns: 3,
  kills: 3,
  crashes: 1,
  freezes: 1,
  latency: 10,
  silence: 10,
};

describe.skipIf(!postgresIsThere)(`a crowd of feeds${postgresIsThere ? '' : `: ${postgresIsMissing}`}`, () => {
  const held = postgresForTests();

  test('on workers that are killed and stopped, with a database that crashes, is as if its runs had been made one by one', async () => {
    const { otherDigests, otherRuns, dead, left, mistakes } = await runCrowd(held.server, SIZE, {});
    expect(otherRuns).toEqual([]);
    expect(otherDigests).toEqual([]);
    expect({ dead, left, mistakes }).toEqual({ dead: 0, left: 0, mistakes: [] });
  });
});
