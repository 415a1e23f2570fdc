/** A tenth of the misspellings that `npm run mutate` tries, chosen by a seed. */
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openEngine } from '../../engine/index.ts';
import { Random } from '../../scripts/fuzz/random.ts';
import { planMutations, tryMutation, type Outcome } from '../../scripts/mutate/mutations.ts';

const SEED = 20_260_501;

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** A tenth of the misspellings. */
const tried = async (planned: Awaited<ReturnType<typeof planMutations>>): Promise<readonly Outcome[]> => {
  const random = new Random(SEED);
  const outcomes: Outcome[] = [];
  for (const mutation of planned.mutations)
    if (mutation.sampled && random.chance(0.1)) outcomes.push(await tryMutation(mutation, planned));
  return outcomes.filter(({ is }) => is !== 'collision');
};

test('of the misspelt paths whose body a sample has, nearly all are found at their place', { timeout: 120_000 }, async () => {
  const planned = await planMutations(folder('../../definitions'));
  const sampled = planned.mutations.filter((one) => one.sampled);
  expect(planned.mutations.length).toBeGreaterThan(2000);
  expect(sampled.length).toBeGreaterThanOrEqual(0.99 * planned.mutations.length);
  const counted = await tried(planned);
  expect(counted.length).toBeGreaterThan(150);
  expect(counted.filter(({ is }) => is === 'found').length).toBeGreaterThanOrEqual(0.98 * counted.length);
});

test('expressions of every form: nothing is found in them as they are, and nearly every slip', { timeout: 120_000 }, async () => {
  const root = folder('corpus/definitions');
  const engine = openEngine({ cwd: folder('corpus') });
  const { findings } = await engine.validate();
  await engine.close();
  expect(findings).toEqual([]);
  const planned = await planMutations(root);
  expect(new Set(planned.mutations.map(({ place }) => `${place.file}:${place.line}:${place.column}`)).size).toBeGreaterThan(200);
  expect(planned.mutations.filter(({ sampled }) => !sampled)).toEqual([]);
  const counted = await tried(planned);
  expect(counted.length).toBeGreaterThan(50);
  expect(counted.filter(({ is }) => is === 'found').length).toBeGreaterThanOrEqual(0.98 * counted.length);
});
