import { afterEach, expect, test } from 'vitest';
import { namedObjects } from '../../../engine/api/actions/action-objects.ts';
import { openStore } from '../../../engine/store/sqlite/open-store.ts';
import { smallWorld, type SmallWorld } from './small-world.ts';

let world: SmallWorld;
afterEach(() => world.vendor.close());
const open = async (report: string) => (world = await smallWorld(`  f: { title: F, source: list, report: { ${report} } }\n`));

test('two objects of one title are told apart by their identity, in JSON, in the table and where they are related', async () => {
  await open(
    `case: { type: incident, value: !expr v, related: [file] }, file: { each: !expr files, type: attachment, identity: [!expr $record.v, !expr day], value: !expr name }`,
  );
  const files = [{ name: 'evidence.pdf', day: 1 }, { name: 'evidence.pdf', day: '2' }, { name: 'other.pdf' }];
  expect(await world.run('f', [{ id: 1, v: 'C1', files }])).toMatchObject({ objects: { created: 4 } });
  const shown = (await world.objects()).map(({ type, value, identity }) => [type, value, identity ?? null]);
  expect(shown).toEqual([
    ['attachment', 'evidence.pdf', ['C1', '2']],
    ['attachment', 'evidence.pdf', ['C1', 1]],
    ['attachment', 'other.pdf', ['C1', null]],
    ['incident', 'C1', null],
  ]);
  const [incident] = await world.objects({ type: 'incident' });
  expect(incident?.related.map(({ to }) => [to.value, to.identity])).toEqual([
    ['evidence.pdf', ['C1', '2']],
    ['evidence.pdf', ['C1', 1]],
    ['other.pdf', ['C1', null]],
  ]);
  const { stdout } = await world.command('objects', {});
  expect(stdout).toMatch(/^TYPE +VALUE +IDENTITY /);
  expect(stdout).toMatch(/evidence\.pdf +C1, 2$/m);
  expect(stdout).toMatch(/evidence\.pdf +C1, 1$/m);
  expect((await world.command('objects', { type: 'incident' })).stdout).not.toContain('IDENTITY');
});

test('an action is not told one of several objects of one name', async () => {
  await open('o: { type: incident, identity: !expr id, value: !expr v }');
  await world.run('f', [
    { id: 1, v: 'Same' },
    { id: 2, v: 'Same' },
    { id: 3, v: 'Own' },
  ]);
  const store = openStore({ path: `${world.cwd}/.feedwright/store.db`, readOnly: true });
  const io = { now: () => 0 } as unknown as Parameters<typeof namedObjects>[0];
  const named = (object: string) => namedObjects(io, { object: [object] }, store);
  try {
    expect(await named('incident:Own')).toMatchObject([{ value: 'Own' }]);
    await expect(named('incident:Same')).rejects.toThrow('The store has several objects that are incident "Same".');
  } finally {
    store.close();
  }
});

test('an identity without any part sets the record aside, instead of making one object of all of them', async () => {
  await open('o: { type: report, identity: [!expr a, !expr b], value: !expr v }');
  const row = await world.run('f', [
    { id: 1, v: 'one' },
    { id: 2, v: 'two', a: '', b: ' ' },
    { id: 3, v: 'three', a: null, b: 0 },
    { id: 4, v: 'four', a: '', b: 'x' },
    { id: 5, v: 'five', b: 'x' },
    { id: 6, v: 'six', a: ['x'] },
  ]);
  expect(row).toMatchObject({ records: { mapped: 4, quarantined: 2 } });
  expect((await world.objects()).map(({ value, identity }) => [value, identity])).toEqual([
    ['four', ['', 'x']],
    ['six', [['x'], null]],
    ['five', [null, 'x']],
    ['three', [null, 0]],
  ]);
});

test('types, subtypes and values that differ in case alone are objects of their own', async () => {
  await open('o: { type: indicator, subtype: !expr s, value: !expr v }');
  await world.run('f', [
    { id: 1, s: 'FQDN', v: 'a' },
    { id: 2, s: 'fqdn', v: 'a' },
    { id: 3, s: 'FQDN', v: 'A' },
  ]);
  expect((await world.objects()).map(({ subtype, value }) => `${subtype} ${value}`)).toEqual(['FQDN A', 'FQDN a', 'fqdn a']);
  expect((await world.objects({ subtype: 'fqdn' })).length).toBe(1);
});

test('a value with U+0000 in it sets its record aside, instead of becoming one with another', async () => {
  await open('o: { type: note, value: !expr v, description: !expr d }');
  const row = await world.run('f', [
    { id: 1, v: 'a\0b', d: 'first' },
    { id: 2, v: 'a\ufffdb', d: 'second' },
    { id: 3, v: 'c', d: 'with\0one' },
  ]);
  expect(row).toMatchObject({ records: { mapped: 2, quarantined: 1 } });
  expect((await world.objects()).map(({ value, description }) => [value, description])).toEqual([
    ['a\ufffdb', 'second'],
    ['c', 'with\ufffdone'],
  ]);
});
