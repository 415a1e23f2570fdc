import { afterEach, describe, expect, test } from 'vitest';
import { commandLine } from '../in-process.ts';
import { smallWorld, type SmallWorld } from './small-world.ts';

let world: SmallWorld;
afterEach(() => world.vendor.close());

/** A feed whose entry says this; the records are applied, and the ledger and the objects come. */
const made = async (entry: string, records: readonly object[]) => {
  world = await smallWorld(`  f: { title: F, source: list, report: { o: { type: indicator, value: !expr v, ${entry} } } }\n`);
  const row = await world.run('f', records);
  return { row, objects: await world.objects() };
};
const numbered = (records: readonly object[]) => records.map((record, id) => ({ id, v: `v${id}.example`, ...record }));

describe('a look-up without anything to look up does what else says', () => {
  const records = numbered([{ kind: 'a' }, { kind: null }, {}, { kind: 'z' }]);
  const subtype = (otherwise: string) => `subtype: { of: !expr kind, table: { a: FQDN }${otherwise} }`;

  test('a subtype: without else the record is set aside', async () => {
    const { row, objects } = await made(subtype(''), records);
    expect(row).toMatchObject({ records: { mapped: 1, quarantined: 3 } });
    expect(objects.map(({ value, subtype: one }) => [value, one])).toEqual([['v0.example', 'FQDN']]);
    const { stdout } = await world.command('quarantine', { json: true });
    expect(stdout.match(/table\.no-key/g)?.length).toBe(2);
    expect(stdout.match(/table\.no-entry/g)?.length).toBe(1);
  });

  test.each([
    [', else: quarantine', { quarantined: 3 }, ['v0.example FQDN']],
    [', else: skip', { mapped: 1, skipped: 3 }, ['v0.example FQDN']],
    [', else: URL', { mapped: 4 }, ['v0.example FQDN', 'v1.example URL', 'v2.example URL', 'v3.example URL']],
    [', else: keep', { mapped: 4 }, ['v1.example ', 'v2.example ', 'v0.example FQDN', 'v3.example z']],
  ])('a subtype: %s', async (otherwise, counts, expected) => {
    const { row, objects } = await made(subtype(otherwise), records);
    expect(row).toMatchObject({ records: counts });
    expect(objects.map(({ value, subtype: one }) => `${value} ${one}`)).toEqual(expected);
  });

  test('a type: without else the record is set aside, and a literal is taken', async () => {
    world =
      await smallWorld(`  a: { title: A, source: list, report: { o: { type: { of: !expr kind, table: { n: note } }, value: !expr v } } }
  b: { title: B, source: list, report: { o: { type: { of: !expr kind, table: { n: note }, else: event }, value: !expr v } } }
`);
    const given = numbered([{ kind: 'n' }, {}]);
    expect(await world.run('a', given)).toMatchObject({ records: { mapped: 1, quarantined: 1 } });
    expect(await world.run('b', given)).toMatchObject({ records: { mapped: 2, quarantined: 0 } });
    expect((await world.objects()).map(({ type, value }) => [type, value])).toEqual([
      ['event', 'v1.example'],
      ['note', 'v0.example'],
    ]);
  });

  test('an attribute: without else it is left out', async () => {
    const attributes = (otherwise: string) =>
      `subtype: FQDN, attributes: { Kind: { of: !expr kind, table: { a: A }${otherwise} } }`;
    const kinds = async (otherwise: string, given: readonly object[]) => {
      const { row, objects } = await made(attributes(otherwise), numbered(given));
      await world.vendor.close();
      return [(row['records'] as { quarantined: number }).quarantined, ...objects.map((one) => one.attributes[0]?.value ?? null)];
    };
    expect(await kinds('', [{ kind: 'a' }, {}])).toEqual([0, 'A', null]);
    expect(await kinds(', else: Other', [{ kind: 'a' }, {}, { kind: 'z' }])).toEqual([0, 'A', 'Other', 'Other']);
    expect(await kinds(', else: skip', [{ kind: 'a' }, {}])).toEqual([0, 'A', null]);
    expect(await kinds(', else: quarantine', [{ kind: 'a' }, {}])).toEqual([1, 'A']);
    expect(await kinds(', else: keep', [{}, { kind: 'z' }])).toEqual([0, null, 'z']);
  });
});

describe('a traffic light', () => {
  const given = [
    'amber',
    'TLP:AMBER',
    'WHITE',
    'tlp:clear',
    'TLP:AMBER+STRICT',
    ' Red ',
    '',
    null,
    'gren',
    'unknown',
    4,
    true,
    ['red', 'green'],
  ];
  const records = numbered(given.map((tlp) => ({ tlp })));

  test('of the data is stored in one spelling, and a record with none that is known is set aside', async () => {
    const { row, objects } = await made('subtype: FQDN, tlp: !expr tlp', records);
    expect(row).toMatchObject({ records: { mapped: 8, quarantined: 5 } });
    expect(objects.map(({ tlp }) => tlp ?? null)).toEqual([
      'amber',
      'amber',
      'white',
      'white',
      'amber+strict',
      'red',
      null,
      null,
    ]);
    expect((await world.command('quarantine', { json: true })).stdout).not.toContain('gren');
  });

  test('of a table is stored in one spelling as well, and left out where else says so', async () => {
    const table = 'table: { W: "TLP:WHITE", S: Amber+Strict }';
    const lights = numbered(['W', 'S', 'x', undefined].map((mark) => ({ mark })));
    const { objects } = await made(`subtype: FQDN, tlp: { of: !expr mark, ${table}, else: skip }`, lights);
    expect(objects.map(({ tlp }) => tlp ?? null)).toEqual(['white', 'amber+strict', null, null]);
    await world.vendor.close();
    const kept = await made(`subtype: FQDN, tlp: { of: !expr mark, ${table}, else: keep }`, [
      ...lights,
      { id: 9, v: 'w.example', mark: 'CLEAR' },
    ]);
    expect(kept.row).toMatchObject({ records: { mapped: 4, quarantined: 1 } });
    expect(kept.objects.map(({ tlp }) => tlp ?? null)).toEqual(['white', 'amber+strict', null, 'white']);
  });

  test.each([
    [
      'tlp: gren',
      /small\.yaml:\d+:\d+: error: There is no TLP `gren`\. \[report\.unknown-tlp\]\n {2}hint: Did you mean `green`\?/,
    ],
    ['tlp: { of: !expr v, table: { a: red, b: blu } }', /There is no TLP `blu`/],
    ['tlp: { of: !expr v, table: { a: red }, else: none }', /There is no TLP `none`/],
    ['tlp: 5', /There is no TLP `5`/],
  ])('that is none is an error where it is written: %s', async (tlp, says) => {
    world = await smallWorld(`  f: { title: F, source: list, report: { o: { type: note, value: !expr v, ${tlp} } } }\n`);
    const { code, stdout, stderr } = await commandLine(['validate'], world);
    expect({ code, says: says.test(stdout + stderr) ? 'that' : stdout + stderr }).toEqual({ code: 2, says: 'that' });
  });

  test.each(['WHITE', 'TLP:AMBER+STRICT', 'clear'])('may be written in any spelling: %s', async (tlp) => {
    world = await smallWorld(`  f: { title: F, source: list, report: { o: { type: note, value: !expr v, tlp: "${tlp}" } } }\n`);
    expect(await commandLine(['validate'], world)).toMatchObject({ code: 0 });
  });
});
