/** `$page.body`: the document around a record. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { smallWorld, type SmallWorld } from '../../e2e/objects/small-world.ts';

let world: SmallWorld;
beforeAll(async () => {
  world =
    await smallWorld(`  bundled: { title: B, source: list, report: { o: { type: indicator, subtype: FQDN, value: !expr v, attributes: { Bundle: !expr $page.body.bundle.id } } } }
  kept: { title: K, source: list, filters: [{ keep: !expr $page.body.bundle.id = 'b1', because: of another bundle }], report: { o: { type: indicator, subtype: FQDN, value: !expr v } } }
`);
});
afterAll(() => world.vendor.close());

const run = (feed: string, json: unknown) => {
  world.vendor.answer = () => ({ json });
  return world.command('run', { json: true, set: [`host=${world.vendor.origin}`] }, [`small/${feed}`]);
};
const rowOf = ({ stdout }: { readonly stdout: string }): Record<string, unknown> => JSON.parse(stdout) as Record<string, unknown>;
const DATA = [
  { id: 1, v: 'a.example' },
  { id: 2, v: 'b.example' },
];

test('is seen by the report and by filters, wherever it stands in the answer', async () => {
  await run('bundled', { data: DATA, bundle: { id: 'b1' } });
  expect((await world.objects({ type: 'indicator' })).map(({ attributes }) => attributes[0]?.value)).toEqual(['b1', 'b1']);
  expect(rowOf(await run('kept', { bundle: { id: 'b1' }, data: DATA }))).toMatchObject({ records: { mapped: 2 } });
  expect(rowOf(await run('kept', { bundle: { id: 'b2' }, data: [...DATA, { id: 3, v: 'c.example' }] }))).toMatchObject({
    records: { dropped: { 'of another bundle': 3 } },
  });
});

test('of a long answer fails the run with what to do, instead of being missing', async () => {
  const long = {
    data: Array.from({ length: 30_000 }, (_, id) => ({ id, v: `h${id}.example`, more: 'x'.repeat(20) })),
    bundle: { id: 'b1' },
  };
  expect(rowOf(await run('bundled', long))).toMatchObject({
    status: 'failed',
    error: { code: 'run.page-body', hint: expect.stringContaining('Ask for smaller pages') },
  });
});
