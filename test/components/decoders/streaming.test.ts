/** What `npm run bench -- --only large` measures with bodies of 1 GB, by how far a decoder reads ahead of its records. */
import { expect, test } from 'vitest';
import { decodeBody } from '../../../engine/components/decoders/chain/chain.ts';
import { largeBodies } from '../../bench/large-bodies.ts';
import { decodeContext } from './decode-context.ts';

const SIZE = 24_000_000;
/** Some MB for chunks, batches and the windows of zlib, however large the body is. */
const AHEAD = 50_000;

test.each(largeBodies)('a large body of $name gives all of its records, and never stands in memory', async (large) => {
  let [made, read, ahead, disorder] = [0, 0, 0, 0];
  const body = async function* (): AsyncIterable<Uint8Array> {
    for await (const chunk of large.body(SIZE, (records) => (made = records)))
      yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
  };
  const uses = large.decode
    .slice(1, -1)
    .split(', ')
    .map((kind) => ({ kind, options: {}, sniff: false }));
  const path = large.records === '$' ? [] : large.records.split('.');
  const decoded = await decodeBody(body(), uses, decodeContext({ path }));
  for await (const batch of decoded.batches) {
    ahead = Math.max(ahead, made - read);
    for (const record of batch.records) if (Number(record['id']) !== read++) disorder++;
  }
  expect(made).toBeGreaterThan(4 * AHEAD);
  expect({ read, disorder }).toEqual({ read: made, disorder: 0 });
  expect(ahead).toBeLessThan(AHEAD);
});
