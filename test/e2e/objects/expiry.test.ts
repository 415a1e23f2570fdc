import { afterEach, expect, test } from 'vitest';
import { namedObjects } from '../../../engine/api/actions/action-objects.ts';
import { openStore } from '../../../engine/store/sqlite/open-store.ts';
import { definition, garden } from '../../cli/garden.ts';
import { inProcess } from '../in-process.ts';
import { smallWorld, type SmallWorld } from './small-world.ts';

const at = (text: string): number => Date.parse(text);
const entry = (more: string): string => `report: { o: { type: indicator, subtype: FQDN, value: !expr v, ${more} } }`;
const FEEDS = `  ends: { title: Ends, source: list, ${entry('expires_at: !expr ends, status: !expr status')} }
  other: { title: Other, source: list, ${entry('expires_at: !expr ends, status: !expr status')} }
  valid: { title: Valid, source: list, ${entry('published_at: !expr seen, valid_for: P30D')} }
  listed: { title: Listed, snapshot: { floor: 0, max_share: 1 }, source: list, ${entry('title: !expr title')} }
  events: { title: Events, source: list, report: { o: { type: event, value: !expr v, expires_at: !expr ends } } }
`;

let world: SmallWorld;
const open = async (): Promise<SmallWorld> => (world = await smallWorld(FEEDS));
afterEach(() => world.vendor.close());

const status = async (now: string, flags: object = {}): Promise<unknown[]> =>
  (await world.objects(flags, at(now))).map((object) => [object.value, object.status]);

test('an object is Expired from its end on, whenever that comes, and until then what it was', async () => {
  await open();
  await world.run('ends', [
    { id: 1, v: 'ended.example', ends: '2025-12-31T23:59:59Z' },
    { id: 2, v: 'ends.example', ends: '2026-03-01T00:00:00Z', status: 'Review' },
    { id: 3, v: 'open.example' },
  ]);
  const digest = world.digest();
  expect(await status('2026-01-01T00:00:00Z')).toEqual([
    ['ended.example', 'Expired'],
    ['ends.example', 'Review'],
    ['open.example', 'Active'],
  ]);
  expect(await status('2026-02-28T23:59:59.999Z', { status: 'expired' })).toEqual([['ended.example', 'Expired']]);
  expect(await status('2026-03-01T00:00:00Z', { status: 'Expired' })).toEqual([
    ['ended.example', 'Expired'],
    ['ends.example', 'Expired'],
  ]);
  expect(await status('2026-03-01T00:00:00Z', { status: 'Review' })).toEqual([]);
  expect(await status('2026-03-01T00:00:00Z', { status: 'Active' })).toEqual([['open.example', 'Active']]);
  expect((await world.command('objects', { status: 'Expired' }, [], at('2026-03-01T00:00:00Z'))).stdout).toMatch(
    /ends\.example +Expired/,
  );
  expect(world.digest()).toBe(digest);
});

test('a later end revives it, and an earlier one ends it', async () => {
  await open();
  const listing = (ends: string) => world.run('ends', [{ id: 1, v: 'a.example', ends }], at('2026-02-01T00:00:00Z'));
  await listing('2026-01-01T00:00:00Z');
  expect(await status('2026-02-01T00:00:00Z')).toEqual([['a.example', 'Expired']]);
  expect(await listing('2026-06-01T00:00:00Z')).toMatchObject({ objects: { updated: 1 } });
  expect(await status('2026-02-01T00:00:00Z')).toEqual([['a.example', 'Active']]);
  await listing('2026-01-02T00:00:00Z');
  expect(await status('2026-02-01T00:00:00Z')).toEqual([['a.example', 'Expired']]);
});

test('it goes on while one of its sources lists it without an end, or with one that has not come', async () => {
  await open();
  await world.run('ends', [
    { id: 1, v: 'both.example', ends: '2026-02-01T00:00:00Z', status: 'Review' },
    { id: 2, v: 'open.example', ends: '2026-02-01T00:00:00Z', status: 'Review' },
    { id: 3, v: 'said.example', ends: '2026-02-01T00:00:00Z', status: 'Review' },
  ]);
  await world.run('other', [
    { id: 1, v: 'both.example', ends: '2026-04-01T00:00:00Z' },
    { id: 2, v: 'open.example' },
    { id: 3, v: 'said.example', ends: '2026-04-01T00:00:00Z', status: 'Indirect' },
  ]);
  expect(await status('2026-01-15T00:00:00Z')).toEqual([
    ['both.example', 'Review'],
    ['open.example', 'Review'],
    ['said.example', 'Indirect'],
  ]);
  // What the source says whose time is over no longer counts.
  expect(await status('2026-03-01T00:00:00Z')).toEqual([
    ['both.example', 'Active'],
    ['open.example', 'Active'],
    ['said.example', 'Indirect'],
  ]);
  expect(await status('2026-05-01T00:00:00Z')).toEqual([
    ['both.example', 'Expired'],
    ['open.example', 'Active'],
    ['said.example', 'Expired'],
  ]);
  const ends = (await world.objects()).map(({ expires_at }) => expires_at ?? null);
  expect(ends).toEqual(['2026-04-01T00:00:00.000Z', null, '2026-04-01T00:00:00.000Z']);
});

test('a withdrawal leaves it to the ends of the others', async () => {
  await open();
  await world.run('listed', [{ id: 1, v: 'a.example', title: 'A' }]);
  await world.run('ends', [{ id: 1, v: 'a.example', ends: '2026-02-01T00:00:00Z' }]);
  expect(await status('2026-03-01T00:00:00Z')).toEqual([['a.example', 'Active']]);
  expect(await world.run('listed', [{ id: 2, v: 'b.example', title: 'B' }], at('2026-01-02T00:00:00Z'))).toMatchObject({
    objects: { withdrawn: 1 },
  });
  expect(await status('2026-01-15T00:00:00Z')).toEqual([
    ['a.example', 'Active'],
    ['b.example', 'Active'],
  ]);
  expect(await status('2026-03-01T00:00:00Z')).toEqual([
    ['a.example', 'Expired'],
    ['b.example', 'Active'],
  ]);
});

test('valid_for counts from the publication, and for types without a status as well', async () => {
  await open();
  await world.run('valid', [
    { id: 1, v: 'old.example', seen: '2025-11-30T00:00:00Z' },
    { id: 2, v: 'new.example', seen: '2025-12-20T00:00:00Z' },
  ]);
  await world.run('events', [{ id: 1, v: 'E1', ends: '2026-01-10T00:00:00Z' }]);
  expect(await status('2026-01-01T00:00:00Z')).toEqual([
    ['E1', null],
    ['new.example', 'Active'],
    ['old.example', 'Expired'],
  ]);
  expect(await status('2026-01-19T00:00:00Z')).toEqual([
    ['E1', 'Expired'],
    ['new.example', 'Expired'],
    ['old.example', 'Expired'],
  ]);
});

test('an action is told the status of now', async () => {
  await open();
  await world.run('ends', [{ id: 1, v: 'a.example', ends: '2026-02-01T00:00:00Z' }]);
  const store = openStore({ path: `${world.cwd}/.feedwright/store.db`, readOnly: true });
  try {
    const statuses = ['2026-01-31T00:00:00Z', '2026-02-01T00:00:00Z'].map(async (now) => {
      const io = { now: () => at(now) } as unknown as Parameters<typeof namedObjects>[0];
      const [found] = await namedObjects(io, { object: ['indicator:a.example'] }, store);
      return (found as { status?: unknown }).status;
    });
    expect(await Promise.all(statuses)).toEqual(['Active', 'Expired']);
  } finally {
    store.close();
  }
});

test('what a mock made up ends by the clock of the mock, not by that of the machine', async () => {
  await open();
  // Its clock stands at 2026-02-01; the plants were seen on the 5th and the 15th of January.
  const text = definition.replace('published_at: !expr seen', 'published_at: !expr seen\n        valid_for: P20D');
  const cwd = garden({ 'definitions/garden.yaml': text });
  const now = () => at('2030-01-01T00:00:00Z');
  const ran = await inProcess('run', { mock: true, json: true, since: '2026-01-01T00:00:00Z' }, ['garden/plants'], { cwd, now });
  expect(ran).toMatchObject({ code: 0 });
  const { stdout } = await inProcess('objects', { mock: true, json: true }, [], { cwd, now });
  const shown = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { value: string; status: string });
  expect(shown.map(({ value, status: one }) => [value, one])).toEqual([
    ['mint.example', 'Active'],
    ['nettle.example', 'Expired'],
  ]);
});
