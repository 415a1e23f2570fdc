import { afterEach, expect, test } from 'vitest';
import { smallWorld, type SmallWorld } from './small-world.ts';

let world: SmallWorld;
afterEach(() => world.vendor.close());

const FEEDS = `  f: { title: F, source: list, report: { o: { type: note, value: !expr v } } }
  g: { title: G, source: list, report: { o: { type: note, value: !expr v } } }
`;
test('a feed whose only run failed is not in the store, and the digest is that of a store which never met it', async () => {
  world = await smallWorld(FEEDS);
  await world.run('f', [{ id: 1, v: 'a' }]);
  const [digest, before] = [world.digest(), world.info()];
  world.vendor.answer = () => ({ status: 500, text: 'no' });
  const failed = await world.command('run', { json: true, set: [`host=${world.vendor.origin}`] }, ['small/g']);
  expect(failed.code).toBe(1);
  expect(world.digest()).toBe(digest);
  expect(world.info()).toMatchObject({ instances: before.instances, sources: ['F'], runs: 2 });
  expect((await world.command('runs', { json: true })).stdout).toContain('"status":"failed"');
  // Once it has come through, it is there.
  await world.run('g', []);
  expect(world.info().instances.map(({ feed }) => feed)).toEqual(['small/f', 'small/g']);
  // And a run that fails then changes nothing.
  const after = world.digest();
  world.vendor.answer = () => ({ status: 500, text: 'no' });
  await world.command('run', { json: true, set: [`host=${world.vendor.origin}`] }, ['small/g']);
  expect(world.digest()).toBe(after);
  expect(world.info().instances.length).toBe(2);
});
