import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { postgresForTests, postgresIsMissing, postgresIsThere } from '../../support/postgres.ts';
import { type Day, type DayAsked, liveDay } from './day.ts';

const KILLS = new Map([
  [2, 0],
  [5, 2],
]);

const live = (kills: ReadonlyMap<number, number>, postgres?: DayAsked['postgres']): Promise<Day> =>
  liveDay({ folder: mkdtempSync(join(tmpdir(), 'day-')), instances: 12, minutes: 8, atOnce: 2, kills, postgres });

/** What the same day leaves in a file when nothing is killed. */
const whole = live(new Map());

test('serve that is killed in the middle of its runs goes on: none is doubled, none forgotten, and the store is the same', async () => {
  const killed = await live(KILLS);
  expect(killed).toMatchObject({ wrong: [], failed: [], kills: 2 });
  expect(await whole).toMatchObject({ wrong: [], failed: [], missed: 0, runs: 96 });
  expect(killed.digest).toBe((await whole).digest);
  // Of its own processor time, which does not hang on what else the machine does.
  for (const blocked of [...killed.blocked, ...(await whole).blocked]) expect(blocked).toBeLessThan(200);
});

describe.skipIf(!postgresIsThere)(`on a PostgreSQL${postgresIsThere ? '' : `: ${postgresIsMissing}`}`, () => {
  const held = postgresForTests();

  test('with two workers it is the same', async () => {
    const killed = await live(KILLS, { address: await held.server.database(), workers: 2 });
    expect(killed).toMatchObject({ wrong: [], failed: [], kills: 2 });
    expect(killed.digest).toBe((await whole).digest);
    for (const blocked of killed.blocked) expect(blocked).toBeLessThan(200);
  });
});
