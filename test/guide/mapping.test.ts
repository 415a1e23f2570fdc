/** What a mapping table says follows from the definition: paths from expressions, examples from the samples, notes from rules. */
import { describe, expect, test } from 'vitest';
import type { MappingRow } from '../../engine/guide/model/guide.ts';
import { mappingOf } from './orchard.ts';

const row = (rows: readonly MappingRow[], key: string): MappingRow | undefined => rows.find((one) => one.key === key);
const notes = (rows: readonly MappingRow[], key: string): string => row(rows, key)?.notes.join('. ') ?? 'no such row';

const tree = (attributes: string, more = ''): string => `      tree:
        type: note
        value: !expr name
${more}
        attributes:
${attributes}`;

describe('paths and examples', () => {
  test('a path names the call and where the value stands in its answer', async () => {
    const rows = await mappingOf({ report: tree('          Row: !expr plot.row', '        published_at: !expr felled') });
    expect(rows).toMatchObject([
      { path: 'trees.data.name', entity: 'Note.Title', key: 'Note', published: 'trees.data.felled', example: 'Old Pear' },
      { path: 'trees.data.plot.row', entity: 'Note.Attribute', key: 'Row', published: null, example: '3' },
    ]);
  });

  test('a name that no sample has gives a row without an example', async () => {
    const rows = await mappingOf({
      endpoint: '    optional: [height]',
      report: tree('          Height: !expr height'),
    });
    expect(row(rows, 'Height')).toMatchObject({ path: 'trees.data.height', example: null });
  });

  test('values of let, of elements and of a filter that sets are followed', async () => {
    const rows = await mappingOf({
      feed: `    filters: [{ set: { shown: !expr latin } }]
    let: { where: !expr plot.ip }`,
      report: `      fruit:
        each: !expr fruits
        type: asset
        value: !expr sort
        attributes: { At: !expr $where, Of: !expr $record.shown, Weight: !expr weight }`,
    });
    expect(rows.map(({ path, key, example }) => [path, key, example])).toEqual([
      ['trees.data.fruits.sort', 'Asset', 'pear'],
      ['trees.data.plot.ip', 'At', '192.0.2.7'],
      ['trees.data.latin', 'Of', 'Pyrus'],
      ['trees.data.fruits.weight', 'Weight', '5'],
    ]);
    expect(rows[0]?.notes).toContain('One for each element of `trees.data.fruits`');
  });

  test('of several sources each has its row, and an example of its own data', async () => {
    const rows = await mappingOf({
      report: tree('          Name: !expr "$first(plot.sign, latin)"', ''),
      endpoint: '    optional: [plot.sign]',
    });
    const names = rows.filter(({ key }) => key === 'Name');
    expect(names).toMatchObject([
      { path: 'trees.data.plot.sign', example: null },
      { path: 'trees.data.latin', example: 'Pyrus', notes: ['Where `sign` is missing'] },
    ]);
  });

  test('what is put together has a row for each part', async () => {
    const rows = await mappingOf({ report: tree('          Both: !expr "name & \' \' & latin"') });
    const both = rows.filter(({ key }) => key === 'Both');
    // Nothing tells the two parts apart: they are one row.
    expect(both.map(({ path, example }) => [path, example])).toEqual([['trees.data.<name/latin>', 'Old Pear Pyrus']]);
  });

  test('a text of the definition has no path, an option none either', async () => {
    const rows = await mappingOf({
      feed: '    user_fields: { owner: { label: Owner, type: text, default: Nobody } }',
      report: tree('          Fixed: yes indeed\n          Owner: !expr $user.owner'),
    });
    expect(row(rows, 'Fixed')).toMatchObject({ path: null, example: 'yes indeed' });
    expect(row(rows, 'Owner')).toMatchObject({ path: null, example: 'Nobody', notes: ['From the option "Owner"'] });
  });

  test('relations by ids, and attributes whose names come as data, have rows', async () => {
    const rows = await mappingOf({
      report: `      tree: { type: note, value: !expr name, ref: !expr id, attributes: { from: { each: !expr fruits, name: !expr sort, value: !expr weight } } }
      near: { relate: { from: !expr id, to: !expr kind, as: beside } }`,
    });
    expect(rows[1]).toMatchObject({
      path: 'trees.data.fruits.weight',
      example: 'pear = 5',
      notes: ['Named by `trees.data.fruits.sort`'],
    });
    expect(rows[2]).toMatchObject({ path: 'trees.data.id, trees.data.kind', entity: 'Relation', key: 'beside' });
  });
});

describe('notes', () => {
  test('a rule, a table and a time tell what becomes of a value', async () => {
    const rows = await mappingOf({
      pack: 'tables: { kinds: { 1: Apple, 2: Pear } }',
      report: tree(`          Kind: { of: !expr kind, table: kinds, else: keep, rule: update }
          Planted: !expr $iso(planted)
          Felled: !expr $iso(felled)
          Day: !expr "$time(planted, 'yyyy-MM-dd')"`),
    });
    expect(notes(rows, 'Kind')).toBe('Updatable. 1 = Apple, 2 = Pear; anything else as it is');
    expect(row(rows, 'Kind')?.example).toBe('Pear');
    expect(notes(rows, 'Planted')).toBe('Written as ISO 8601, in UTC. Converted from epoch time');
    expect(notes(rows, 'Felled')).toBe('Written as ISO 8601, in UTC');
    expect(notes(rows, 'Day')).toBe('Written as `yyyy-MM-dd`, in UTC. Converted from epoch time');
  });

  test('options are named by their labels, with the value that decides', async () => {
    const rows = await mappingOf({
      feed: `    user_fields:
      latin: { label: Latin Names, type: boolean }
      what: { label: What, type: select, choices: { all: Everything, some: A Part }, default: some }
      shown: { label: Shown, type: multiselect, choices: [Row, Kind], default: [Kind] }`,
      report: tree(`          select: !expr "$append($user.shown, ['Latin', 'Chosen', 'Seed'])"
          Latin: { when: !expr $user.latin, value: !expr latin }
          Chosen: !expr "$user.what = 'all' ? name : latin"
          Row: !expr plot.row
          Kind: !expr kind
          Seed: { when: !expr "$exists(felled) and $not($user.latin)", value: !expr seed }`),
    });
    expect(notes(rows, 'Latin')).toBe('User-configurable: when "Latin Names" is on');
    expect(row(rows, 'Latin')?.example).toBe('Pyrus');
    expect(rows.filter(({ key }) => key === 'Chosen')).toMatchObject([
      { example: 'Old Pear', notes: ['User-configurable: when "What" is "Everything"'] },
      { example: 'Pyrus', notes: ['User-configurable: when "What" is not "Everything"'] },
    ]);
    expect(notes(rows, 'Row')).toBe('User-configurable: when "Shown" has "Row" (off by default)');
    expect(row(rows, 'Row')?.example).toBe('3');
    expect(notes(rows, 'Kind')).toBe('User-configurable: when "Shown" has "Kind" (on by default)');
    expect(notes(rows, 'Seed')).toBe('User-configurable: when `felled` is there and "Latin Names" is off');
  });

  test('a condition is read through let', async () => {
    const rows = await mappingOf({
      feed: `    user_fields: { flat: { label: Flat, type: boolean } }
    let: { address: !expr "$user.flat ? null : $ip(plot.ip)" }`,
      report: `      tree:
        type: note
        value: !expr name
        attributes: { Address: { when: !expr $not($exists($address)), value: !expr plot.ip } }
        related: [address]
      address:
        when: !expr $exists($address)
        type: indicator
        subtype: !expr $ip_type($address)
        value: !expr $address`,
    });
    expect(row(rows, 'Address')).toMatchObject({
      example: '192.0.2.7',
      notes: ['User-configurable: when "Flat" is on or `ip` is no IP address'],
    });
    expect(row(rows, 'IP Address or IPv6 Address')).toMatchObject({
      path: 'trees.data.plot.ip',
      entity: 'Indicator.Value',
      example: '192.0.2.7',
    });
    expect(notes(rows, 'IP Address or IPv6 Address')).toContain('when "Flat" is off and `ip` is an IP address');
    expect(notes(rows, 'IP Address or IPv6 Address')).toContain('Related to the Note of its record');
  });

  test('a type that an option chooses has a row each', async () => {
    const rows = await mappingOf({
      feed: '    user_fields: { as_event: { label: As Event, type: boolean } }',
      report: `      tree:
        type: { of: !expr $user.as_event, table: { true: event, false: incident } }
        value: !expr name
        attributes: { Latin: !expr latin }`,
    });
    expect(rows).toMatchObject([
      { entity: 'Event.Title', key: 'Event', notes: ['User-configurable: when "As Event" is on'] },
      { entity: 'Incident.Value', key: 'Incident', notes: ['User-configurable: when "As Event" is off'] },
      { entity: 'Event/Incident.Attribute', key: 'Latin' },
    ]);
  });

  test('predicates are told, and what words cannot tell is shown', async () => {
    const rows = await mappingOf({
      report: tree(`          Pears: !expr "fruits[sort = 'pear'].weight"
          First: !expr "fruits[0].sort"
          Odd: !expr "$replace(name, /e/, 'o')"
          Named: { value: !expr "$replace(name, /e/, 'a')", note: An e becomes an a }`),
    });
    expect(notes(rows, 'Pears')).toBe('Only where `sort` is `pear`');
    expect(notes(rows, 'First')).toBe('The first of several');
    expect(notes(rows, 'Odd')).toBe("Computed: `$replace(name, /e/, 'o')`");
    expect(row(rows, 'Odd')?.example).toBe('Old Poar');
    // The author's own words stand in its place.
    expect(notes(rows, 'Named')).toBe('An e becomes an a');
  });

  test('of a sensitive attribute neither its example nor the sample shows a value', async () => {
    const { guideIn, orchard, project } = await import('./orchard.ts');
    const folder = project(orchard({ report: tree('          Seed: { value: !expr seed, sensitive: true }') }));
    const guide = await guideIn(folder);
    expect(row(guide.mapping['trees'] ?? [], 'Seed')).toMatchObject({ example: '***' });
    expect(notes(guide.mapping['trees'] ?? [], 'Seed')).toMatch(/^Sensitive/);
    expect(JSON.stringify(guide)).not.toContain('very secret seed');
    expect(guide.requests[0]?.samples[0]?.text).toContain('"seed":"***"');
  });
});
