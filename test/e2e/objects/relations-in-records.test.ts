import { afterEach, expect, test } from 'vitest';
import { smallWorld, type SmallWorld } from './small-world.ts';

let world: SmallWorld;
afterEach(() => world.vendor.close());

const relatedOf = async (value: string) =>
  ((await world.objects({ value }))[0]?.related ?? [])
    .filter(({ direction }) => direction === 'outgoing')
    .map(({ to, as }) => [to.value, as])
    .toSorted();

test('an entry that relates goes through the elements of a record, by their own fields, the record and the parent', async () => {
  world = await smallWorld(`  f:
    title: F
    source: list
    report:
      o: { type: malware, value: !expr name, ref: !expr id }
      link:
        when: !expr $exists(groups)
        each: { in: [!expr groups, !expr links], where: !expr $not(gone = true) }
        relate: { from: !expr $record.id, to: !expr target, as: !expr "kind & ' in ' & $parent.name" }
`);
  const row = await world.run('f', [
    {
      id: 'a',
      name: 'A',
      groups: [
        {
          name: 'first',
          links: [
            { target: 'b', kind: 'uses' },
            { target: 'c', gone: true, kind: 'uses' },
          ],
        },
        { name: 'second', links: [{ target: 'c' }, { kind: 'nowhere' }] },
      ],
    },
    { id: 'b', name: 'B' },
    { id: 'c', name: 'C' },
  ]);
  expect(row).toMatchObject({ status: 'succeeded', notes: { 'entries without a value (link)': 1 } });
  expect(await relatedOf('A')).toEqual([
    ['B', 'uses in first'],
    ['C', ' in second'],
  ]);
  expect(await relatedOf('B')).toEqual([]);
});

test('a relation of one record is called what an expression of the entry that says it gives, or nothing', async () => {
  world = await smallWorld(`  f:
    title: F
    source: list
    report:
      o: { type: report, value: !expr id, related: [{ to: member, as: !expr verb }, { to: host, as: !tmpl "{{verb}} at" }] }
      member: { each: !expr members, type: malware, value: !expr name, related: [{ to: host, as: !expr role ?? $record.verb }] }
      host: { when: !expr $exists(host), type: asset, value: !expr host }
`);
  const members = [{ name: 'x', role: 'lives on' }, { name: 'y' }];
  const row = await world.run('f', [
    { id: 'one', verb: 'names', host: 'h', members },
    { id: 'two', members: [{ name: 'z' }] },
  ]);
  expect(row).toMatchObject({ status: 'succeeded' });
  expect(await relatedOf('one')).toEqual([
    ['h', 'names at'],
    ['x', 'names'],
    ['y', 'names'],
  ]);
  expect(await relatedOf('x')).toEqual([['h', 'lives on']]);
  expect(await relatedOf('y')).toEqual([['h', 'names']]);
  expect(await relatedOf('two')).toEqual([['z', undefined]]);
});

test('an entry that is related to itself shows each pair once, from the earlier object to the later', async () => {
  world = await smallWorld(`  f:
    title: F
    source: list
    report:
      o: { each: !expr members, type: malware, value: !expr $, related: [{ to: o, as: drops }] }
`);
  await world.run('f', [{ id: 'one', members: ['x', 'y', 'z'] }]);
  expect((await world.objects({ value: 'y' }))[0]?.related).toMatchObject([
    { as: 'drops', direction: 'incoming', to: { value: 'x' } },
    { as: 'drops', direction: 'outgoing', to: { value: 'z' } },
  ]);
});

test('a name that is no text sets the record aside, at the line of the definition that gives it', async () => {
  world = await smallWorld(`  f:
    title: F
    source: list
    quarantine_limit: { records: 5, share: 1 }
    report:
      o: { type: report, value: !expr id, related: [{ to: member, as: !expr verbs }] }
      member: { type: malware, value: !expr name }
`);
  await world.run('f', [
    { id: 'one', name: 'x', verbs: ['a', 'b'] },
    { id: 'two', name: 'y', verbs: 'a' },
  ]);
  expect(await relatedOf('two')).toEqual([['y', 'a']]);
  const { stdout } = await world.command('quarantine', { json: true });
  expect(stdout).toContain('report.not-a-scalar');
});
