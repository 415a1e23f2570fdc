import { afterEach, expect, test } from 'vitest';
import { smallWorld, type SmallWorld } from './small-world.ts';

let world: SmallWorld;
afterEach(() => world.vendor.close());

const feed = (from: string): string => `  f:
    title: F
    source: list
    quarantine_limit: { records: 5, share: 1 }
    report:
      o: { type: malware, value: !expr id, attributes: { Kind: !expr kind, from: ${from} } }
`;

const attributes = async (value: string): Promise<readonly string[]> =>
  ((await world.objects({ value }))[0]?.attributes ?? []).map((one) => `${one.name}=${one.value}`).toSorted();

test.each([
  ['a plain path', '{ entries: custom-scores.own }'],
  ['an expression', '{ entries: !expr "`custom-scores`.own" }'],
])('the members of a map are attributes by their names: %s', async (_what, from) => {
  world = await smallWorld(feed(from));
  const row = await world.run('f', [
    { id: 'a', kind: 'x', 'custom-scores': { own: { Risk: 1.5, Tags: ['b', 'c', ''], Seen: null, Known: false } } },
    { id: 'none', kind: 'x' },
    { id: 'empty', 'custom-scores': { own: {} } },
  ]);
  expect(row).toMatchObject({ status: 'succeeded', records: { mapped: 3 } });
  expect(await attributes('a')).toEqual(['Kind=x', 'Known=false', 'Risk=1.5', 'Tags=b', 'Tags=c']);
  expect(await attributes('none')).toEqual(['Kind=x']);
  expect(await attributes('empty')).toEqual([]);
});

test('a value may be read out of a member, several may stand in a list, and a rule and names hold as for others', async () => {
  world = await smallWorld(
    feed(`[
        { entries: scores, value: !expr "level & ' of ' & $parent.id & $record.kind", only: [Risk, Trust], rule: update },
        { entries: more },
        { each: !expr pairs, name: !tmpl "{{n}} {{@parent.kind}}", value: !expr v }]`),
  );
  const scores = { Risk: { level: 'high' }, Trust: {}, Other: { level: 'low' } };
  await world.run('f', [{ id: 'a', kind: 'x', scores, more: { Note: 'n' }, pairs: [{ n: 'P', v: 1 }] }]);
  expect(await attributes('a')).toEqual(['Kind=x', 'Note=n', 'P x=1', 'Risk=high of ax', 'Trust= of ax']);
  await world.run('f', [{ id: 'a', kind: 'x', scores: { Risk: { level: 'none' } }, more: { Note: 'm' } }]);
  expect(await attributes('a')).toEqual(['Kind=x', 'Note=m', 'Note=n', 'P x=1', 'Risk=none of ax', 'Trust= of ax']);
});

test('what is no map sets the record aside, and so does a member that is one where no value is said', async () => {
  world = await smallWorld(feed('{ entries: scores }'));
  const row = await world.run('f', [
    { id: 'list', scores: [{ Risk: 1 }, { Risk: 2 }] },
    { id: 'text', scores: 'high' },
    { id: 'deep', scores: { Risk: { level: 1 } } },
    { id: 'fine', scores: { Risk: 1 } },
  ]);
  expect(row).toMatchObject({ records: { quarantined: 3, mapped: 1 } });
  const { stdout } = await world.command('quarantine', { json: true });
  expect(stdout.match(/report\.not-a-map|report\.not-a-scalar/g)?.toSorted()).toEqual([
    'report.not-a-map',
    'report.not-a-map',
    'report.not-a-scalar',
  ]);
});
