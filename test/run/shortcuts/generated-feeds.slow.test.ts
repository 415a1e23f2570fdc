/** As the test of generated feeds, with more of them. */
import fc from 'fast-check';
import { test } from 'vitest';
import { dumpFeed } from './made-up-dumps.ts';
import { compare } from './two-stores.ts';

test('whatever the filters, what is set, and the attributes are', { timeout: 1_800_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(dumpFeed, async (feed) => void (await compare(feed))),
    { numRuns: 30 },
  );
});
