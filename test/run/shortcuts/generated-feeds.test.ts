/** Nothing that is skipped changes what comes of a run: feeds of dumps as they are drawn, with all shortcuts and without any. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dumpFeed, dumps, type DumpFeed } from './made-up-dumps.ts';
import { compare, recalled, seenOf, twoStores } from './two-stores.ts';

const PLAIN: DumpFeed = {
  filters: [],
  attributes: ['Score: { value: !expr score, rule: update }'],
  fields: [],
  rows: 700,
  seed: 7,
};

test('a feed whose rows are remembered', async () => {
  expect(await compare(PLAIN)).toBeGreaterThan(1000);
});

test('whatever the filters, what is set, and the attributes are', async () => {
  await fc.assert(
    fc.asyncProperty(dumpFeed, async (feed) => void (await compare(feed))),
    { numRuns: 2 },
  );
});

test('a run that is cut off after its window was sealed leaves nothing known', async () => {
  const stores = await twoStores(PLAIN);
  const [first, second, third, fourth] = [...dumps(PLAIN, 4)] as [string, string, string, string];
  await stores.run(first);
  expect(recalled((await stores.run(first))[0])).toBeGreaterThan(0);
  await stores.crash(second, 'sealed');
  // The next run only puts into the store what the one before had received.
  const [quick, whole] = await stores.run(first);
  expect(seenOf(quick)).toEqual(seenOf(whole));
  // Rows that the second dump changed are in the store as it has them: recalled from the first, they would stay so.
  const [again, control] = await stores.run(first);
  expect(seenOf(again)).toEqual(seenOf(control));
  expect(recalled(again)).toBe(0);
  for (const text of [third, fourth]) {
    const [one, other] = await stores.run(text);
    expect(seenOf(one)).toEqual(seenOf(other));
    expect(recalled(one)).toBeGreaterThan(0);
  }
  await stores.remove();
});

test('what another instance of the same source has applied leaves nothing known', async () => {
  const stores = await twoStores(PLAIN);
  const [first, second] = [...dumps(PLAIN, 2)] as [string, string];
  await stores.run(first);
  await stores.run(second, { instance: 'other' });
  const [quick, whole] = await stores.run(first);
  expect(recalled(quick)).toBe(0);
  expect(seenOf(quick)).toEqual(seenOf(whole));
  expect(recalled((await stores.run(first))[0])).toBeGreaterThan(0);
  await stores.remove();
});
