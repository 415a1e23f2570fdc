/** A tenth of the misspellings that `npm run mutate` tries over the shipped definitions, chosen by a seed. */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { Random } from '../../scripts/fuzz/random.ts';
import { planMutations, tryMutation, type Outcome } from '../../scripts/mutate/mutations.ts';

const SEED = 20_260_501;

test('of the misspelt paths whose body a sample has, nearly all are found at their place', { timeout: 120_000 }, async () => {
  const planned = await planMutations(fileURLToPath(new URL('../../definitions', import.meta.url)));
  const sampled = planned.mutations.filter((one) => one.sampled);
  expect(planned.mutations.length).toBeGreaterThan(2000);
  expect(sampled.length).toBeGreaterThanOrEqual(0.99 * planned.mutations.length);
  const random = new Random(SEED);
  const outcomes: Outcome[] = [];
  for (const mutation of sampled) if (random.chance(0.1)) outcomes.push(await tryMutation(mutation, planned));
  const counted = outcomes.filter(({ is }) => is !== 'collision');
  expect(counted.length).toBeGreaterThan(150);
  expect(counted.filter(({ is }) => is === 'found').length).toBeGreaterThanOrEqual(0.98 * counted.length);
});
