/** A part of what `npm run complete` tries over the shipped definitions, chosen by a seed. */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { planCursors, tryCursors } from '../../scripts/complete/positions.ts';
import { Random } from '../../scripts/fuzz/random.ts';

const SEED = 20_260_601;

test('where an expression is cut within a name, the right name is nearly always offered', async () => {
  const random = new Random(SEED);
  const planned = await planCursors(fileURLToPath(new URL('../..', import.meta.url)), () => random.chance(0.1));
  const tried = await tryCursors(planned, planned.cursors);
  expect(tried.length).toBeGreaterThan(400);
  expect(tried.filter(({ isOffered }) => isOffered).length).toBeGreaterThanOrEqual(0.98 * tried.length);
});
