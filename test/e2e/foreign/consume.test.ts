/** Consume, then acknowledge: a vendor that remembers what it was told, and sends the same again until then. */
import { expect, test } from 'vitest';
import { Dredger, item, type Item } from './dredger.ts';
import { foreignWorld, type ForeignWorld } from './foreign-world.ts';

const dredger = async (...queue: readonly Item[]): Promise<{ world: ForeignWorld; vendor: Dredger }> => {
  const world = await foreignWorld('dredger', 'items');
  const vendor = new Dredger();
  vendor.queue = [...queue];
  world.vendor.answer = vendor.answer;
  return { world, vendor };
};

const paths = ({ vendor: { asked } }: ForeignWorld): readonly string[] => asked.map(({ url }) => url.pathname.slice(1));
const told = ({ vendor: { asked } }: ForeignWorld): readonly unknown[] =>
  asked.filter(({ url }) => url.pathname === '/acknowledge').map(({ body }) => JSON.parse(body));

test('what is in the store is told, batch by batch, until there is nothing more; a threshold that is fallen below withdraws', async () => {
  const { world, vendor } = await dredger(item(1), item(2), item(3));
  const first = await world.run('2026-01-01T00:00:00Z');
  expect(first).toMatchObject({ status: 'succeeded', records: { fetched: 3, mapped: 3 }, objects: { created: 3 } });
  expect(first.notes).toMatchObject({ 'told to the vendor once it was applied': 2 });
  expect(paths(world)).toEqual(['consume', 'acknowledge', 'consume', 'acknowledge', 'consume']);
  expect(told(world)).toEqual([
    { batch: 'b1', receipts: ['r1.1', 'r2.1'] },
    { batch: 'b2', receipts: ['r3.1'] },
  ]);
  expect(await world.objects('2026-01-01T00:00:00Z')).toEqual([
    'indicator (FQDN) d1.example: Batch=Batch 3, Confidence=80',
    'indicator (FQDN) d2.example: Batch=Batch 3, Confidence=80',
    'indicator (FQDN) d3.example: Batch=Batch 1, Confidence=80',
  ]);

  vendor.queue = [item(2, 20, 2), item(4, 10), item(5)];
  const second = await world.run('2026-01-02T00:00:00Z');
  expect(second).toMatchObject({
    status: 'succeeded',
    records: { fetched: 3, mapped: 1, dropped: { 'below the confidence': 2 } },
    objects: { created: 1, withdrawn: 1, nothing_to_withdraw: 1 },
  });
  expect(await world.objects('2026-01-02T00:00:00Z')).toEqual([
    'indicator (FQDN) d1.example: Batch=Batch 3, Confidence=80',
    'indicator (FQDN) d2.example, Expired: Batch=Batch 3, Confidence=80',
    'indicator (FQDN) d3.example: Batch=Batch 1, Confidence=80',
    'indicator (FQDN) d5.example: Batch=Batch 1, Confidence=80',
  ]);

  const third = await world.run('2026-01-03T00:00:00Z');
  expect(third).toMatchObject({ status: 'succeeded', records: { fetched: 0 } });
  expect(paths(world)).toEqual(['consume']);
});

test('where the vendor can not be told the run fails, and the next one gets the same again', async () => {
  const { world, vendor } = await dredger(item(1), item(2), item(3));
  vendor.refusals = [500];
  const first = await world.run('2026-01-01T00:00:00Z');
  expect(first).toMatchObject({ status: 'failed', records: { fetched: 2, mapped: 2 }, objects: { created: 2 } });
  expect(first.error?.message).toContain('500');
  expect(first.said).toContain('the vendor could not be told: it sends the same again, which changes nothing');
  const next = await world.run('2026-01-01T01:00:00Z');
  expect(next).toMatchObject({ status: 'succeeded', objects: { created: 1, unchanged: 2 } });
  expect(told(world)).toMatchObject([{ receipts: ['r1.1', 'r2.1'] }, { receipts: ['r3.1'] }]);
  expect(vendor.queue).toEqual([]);
});

test('nothing is told of a dry run, nor of what a limit has cut', async () => {
  const { world, vendor } = await dredger(item(1), item(2), item(3));
  expect(await world.run('2026-01-01T00:00:00Z', { dryRun: true })).toMatchObject({ status: 'succeeded' });
  expect(await world.run('2026-01-01T00:00:00Z', { limit: '1' })).toMatchObject({ status: 'succeeded', records: { fetched: 1 } });
  expect(paths(world)).toEqual(['consume']);
  expect(vendor.queue).toHaveLength(3);
});

test('a vendor that does not take it for an acknowledgement is told so once, not for ever', async () => {
  const { world, vendor } = await dredger(item(1));
  vendor.forgets = true;
  const { status, error } = await world.run('2026-01-01T00:00:00Z');
  expect({ status, code: error?.code }).toEqual({ status: 'failed', code: 'run.told-in-vain' });
  expect(paths(world)).toEqual(['consume', 'acknowledge', 'consume']);
});

test('a record that is set aside is told with the others and kept', async () => {
  const { world, vendor } = await dredger(item(1), { ...item(2), confidence: 'high' as unknown as number });
  const row = await world.run('2026-01-01T00:00:00Z');
  expect(row).toMatchObject({ status: 'succeeded', records: { fetched: 2, quarantined: 1, mapped: 1 } });
  expect(told(world)).toMatchObject([{ receipts: ['r1.1', 'r2.1'] }]);
  expect(vendor.queue).toEqual([]);
});
