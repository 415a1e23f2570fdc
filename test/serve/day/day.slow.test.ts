import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { liveDay } from './day.ts';

const live = (kills: ReadonlyMap<number, number>) =>
  liveDay({ folder: mkdtempSync(join(tmpdir(), 'day-')), instances: 12, minutes: 8, atOnce: 2, kills });

test('serve that is killed in the middle of its runs goes on: none is doubled, none forgotten, and the store is the same', async () => {
  const killed = await live(
    new Map([
      [2, 0],
      [5, 2],
    ]),
  );
  const whole = await live(new Map());
  expect(killed).toMatchObject({ wrong: [], failed: [], kills: 2 });
  expect(whole).toMatchObject({ wrong: [], failed: [], missed: 0, runs: 96 });
  expect(killed.digest).toBe(whole.digest);
  // Of its own processor time, which does not hang on what else the machine does.
  for (const blocked of [...killed.blocked, ...whole.blocked]) expect(blocked).toBeLessThan(200);
});
