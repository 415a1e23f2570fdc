import { afterEach, expect, test } from 'vitest';
import { smallWorld, type SmallWorld } from './small-world.ts';

let world: SmallWorld;
afterEach(() => world.vendor.close());

const FEEDS = `  f:
    title: F
    source: list
    report:
      o: { when: !expr $exists(v), type: malware, value: !expr v, ref: !expr id }
      link: { when: !expr $exists(from), relate: { from: !expr from, to: !expr to, as: uses } }
`;
const FIRST = Date.UTC(2026, 0, 1);
const SECOND = Date.UTC(2026, 0, 2);

test('relations that wait for an end are counted, with since when they wait, until it comes', async () => {
  world = await smallWorld(FEEDS);
  const first = await world.run(
    'f',
    [
      { id: 'a', v: 'A' },
      { id: 1, from: 'a', to: 'b' },
      { id: 2, from: 'c', to: 'a' },
      { id: 3, from: 'a' },
    ],
    FIRST,
  );
  expect(first['notes']).toMatchObject({
    'relations that wait for an object which has not come, the oldest since 2026-01-01T00:00:00.000Z': 2,
    'entries without a value (link)': 1,
  });
  expect(world.info()).toMatchObject({ relations: 2, unresolved: 2, unresolved_since: FIRST });
  const second = await world.run(
    'f',
    [
      { id: 'b', v: 'B' },
      { id: 4, from: 'x', to: 'y' },
    ],
    SECOND,
  );
  expect(second['notes']).toMatchObject({
    'relations that wait for an object which has not come, the oldest since 2026-01-01T00:00:00.000Z': 2,
  });
  expect((await world.objects({ value: 'A' }))[0]?.related).toMatchObject([
    { as: 'uses', direction: 'outgoing', to: { value: 'B' } },
  ]);
  await world.run('f', [{ id: 'c', v: 'C' }], SECOND);
  // Of the last one neither end has come: nothing says since when.
  expect(world.info()).toMatchObject({ relations: 3, unresolved: 1, unresolved_since: undefined });
  const last = await world.run(
    'f',
    [
      { id: 'x', v: 'X' },
      { id: 'y', v: 'Y' },
    ],
    SECOND,
  );
  expect(JSON.stringify(last['notes'])).not.toContain('wait');
  expect(world.info()).toMatchObject({ unresolved: 0, unresolved_since: undefined });
});
