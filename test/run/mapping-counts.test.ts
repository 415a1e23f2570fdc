/** What of a mapping never gave anything is told after a run, with its place: a path of the vendor's data may be misspelt. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { MappingRow } from '../../engine/run/report/mapping-row.ts';
import { smallWorld, type SmallWorld } from '../e2e/objects/small-world.ts';

let world: SmallWorld | undefined;
afterEach(() => world?.vendor.close());

/** A made-up feed. */
const open = async (feed: string): Promise<SmallWorld> => {
  await world?.vendor.close();
  world = await smallWorld(`  f:\n    title: F\n    source: list\n${feed}`);
  return world;
};
const host = (more: string): string =>
  `    report:\n      host:\n        type: indicator\n        subtype: FQDN\n        value: !expr v\n        ${more}\n`;

interface Row {
  readonly notes: Readonly<Record<string, number>>;
  readonly mapping: readonly MappingRow[];
  readonly records: { readonly mapped: number };
}
const run = async (records: readonly object[], now?: number): Promise<Row> => (await world?.run('f', records, now)) as never;
const notes = async (records: readonly object[], now?: number) => (await run(records, now)).notes;
/** So often it gave something, of so often that it was asked. */
const share = ({ mapping }: Row, part: string, name: string | null = null) =>
  mapping.filter((one) => one.part === part && one.name === name).map(({ given, of }) => [given, of]);

/** Where this text begins in the definition, which has it once: `small.yaml:LINE:COLUMN`. */
const at = (text: string): string => {
  const [before = '', ...rest] = readFileSync(join(world?.cwd ?? '', 'definitions/small.yaml'), 'utf8').split(text);
  expect(rest).toHaveLength(1);
  return `small.yaml:${before.split('\n').length}:${before.length - before.lastIndexOf('\n')}`;
};

const records = (count: number, more: object = {}): object[] =>
  Array.from({ length: count }, (_, id) => ({ id, v: `h${id}.example`, country: 'NL', ...more }));

describe('an attribute', () => {
  test('whose path is misspelt is noted with its place, in the summary and in JSON', async () => {
    const { command, vendor } = await open(host('attributes: { Country: !expr countryy, Right: !expr country }'));
    const row = await run(records(1240));
    expect(row.notes).toEqual({ [`never there: Country of host (${at('countryy')}: \`countryy\`)`]: 1240 });
    expect(row.mapping.filter(({ part }) => part === 'attribute')).toEqual([
      {
        entry: 'host',
        part: 'attribute',
        name: 'Country',
        place: `definitions/${at('countryy')}`,
        expression: 'countryy',
        given: 0,
        of: 1240,
        finding: 'never there',
      },
      {
        entry: 'host',
        part: 'attribute',
        name: 'Right',
        place: `definitions/${at('country }')}`,
        expression: 'country',
        given: 1240,
        of: 1240,
        finding: null,
      },
    ]);
    const flags = { set: [`host=${vendor.origin}`] };
    const { stdout } = await command('run', flags, ['small/f'], Date.UTC(2026, 0, 2));
    expect(stdout).toMatch(/^ {2}notes\n {4}never there: Country of host \(small\.yaml:\d+:\d+: `countryy`\) {2,}1,240$/m);
    // The store keeps the note of it.
    const runs = await command('runs', {}, [/^ {2}run (\S+)/m.exec(stdout)?.[1] ?? '']);
    expect(runs.stdout).toContain(`never there: Country of host (${at('countryy')}`);
    expect((await command('runs', { json: true })).stdout).not.toContain('"mapping"');
  });

  test('that one record of many gives is not noted, but counted', async () => {
    await open(host('attributes: { City: !expr city }'));
    const row = await run([...records(50), { id: 50, v: 'h50.example', city: 'Delft' }]);
    expect(row.notes).toEqual({});
    expect(share(row, 'attribute', 'City')).toEqual([[1, 51]]);
  });

  test('that is there but always blank is told from one that is never there', async () => {
    await open(host('attributes: { A: !expr country, B: !expr "$trim(city)", C: !expr place.city, D: !expr places.city }'));
    const given = records(10, { country: '', city: ' ', place: {}, places: [{}, { city: '' }] });
    expect(Object.keys(await notes(given))).toEqual([
      `never there: C of host (${at('place.city')}: \`place.city\`)`,
      `never given: A of host (${at('country,')}: \`country\`)`,
      `never given: B of host (${at('$trim')}: \`$trim(city)\`)`,
      `never given: D of host (${at('places.city')}: \`places.city\`)`,
    ]);
  });

  test('that an option switches off is not noted, however it does so', async () => {
    await open(`    user_fields:
      wide: { label: Wide, type: boolean, default: false }
      wanted: { label: Wanted, type: lines, default: [] }
      label: { label: Label, type: text }
    report:
      host:
        type: indicator
        subtype: FQDN
        value: !expr v
        attributes:
          select: !expr $append($user.wanted, ['A', 'B', 'C', 'D'])
          A: { when: !expr $user.wide, value: !expr country }
          B: !expr "$user.wide ? country"
          C: !expr $user.label
          D: !expr "$user.wide ? countryy"
          Not Selected: !expr countryy
`);
    // That of what it reads nothing is there is told all the same.
    expect(Object.keys(await notes(records(3)))).toEqual([
      `never there: D of host (${at('$user.wide ? countryy')}: \`$user.wide ? countryy\`)`,
    ]);
  });

  test('with a condition is asked only where that holds; a condition is noted where nothing of it is there', async () => {
    await open(
      host(
        `attributes: { A: { when: !expr "country = 'DE'", value: !expr cityy }, B: { when: !expr "kindd = 'x'", value: !expr country } }`,
      ),
    );
    const some = await run(records(3));
    expect(share(some, 'attribute', 'A')).toEqual([[0, 0]]);
    expect(some.notes).toEqual({ [`never there: when of B of host (${at('kindd')}: \`kindd = 'x'\`)`]: 3 });
  });

  test('whose names come as data is counted as one', async () => {
    await open(host('attributes: { from: [{ entries: scores }, { each: !expr scoress, name: !expr n, value: !expr v }] }'));
    expect(await notes(records(2, { scores: { a: 1 } }))).toEqual({
      [`never there: attributes.from of host (${at('scoress')}: \`scoress\`)`]: 2,
    });
  });

  test('many of them have a note of how many more there are, and JSON has them all', async () => {
    const all = Array.from({ length: 12 }, (_, at) => `A${at}: !expr gone${at}`).join(', ');
    await open(host(`attributes: { ${all} }`));
    const row = await run(records(2));
    expect(Object.keys(row.notes)).toHaveLength(9);
    expect(row.notes).toMatchObject({ 'more that gave nothing: run --json lists them': 4 });
    expect(row.mapping.filter(({ finding }) => finding === 'never there')).toHaveLength(12);
  });
});

test('a `let` that gives nothing is noted, what only follows from it is not', async () => {
  await open(
    `    let: { tag: !expr tagg, name: !expr $tag.name, odd: !expr "tags[kind = 'odd']" }\n${host(
      'attributes: { Tag: !expr $name, Odd: !expr $odd }',
    )}`,
  );
  expect(await notes(records(3, { tags: [{ kind: 'even' }] }))).toEqual({ [`never there: $tag (${at('tagg')}: \`tagg\`)`]: 3 });
});

test('an entry without objects is noted once, by what it lacks', async () => {
  await open(`    report:
      host: { type: indicator, subtype: FQDN, value: !expr v, related: [bare, path], attributes: { Country: !expr country } }
      bare: { type: indicator, subtype: URL, value: !expr urll, attributes: { Country: !expr countryy } }
      path: { when: !expr "kind = 'path'", type: indicator, subtype: URL, value: !expr urll }
      part: { each: !expr partss, type: malware, value: !expr name }
      deep: { each: { in: [!expr parts, !expr inner], where: !expr fine }, type: malware, value: !expr name }
      link: { relate: { from: !expr sourcee, to: !expr country } }
`);
  const row = await run(records(3, { kind: 'host', parts: [{ inner: [{ name: 'n' }] }] }));
  expect(row.notes).toEqual({
    'entries without a value (bare)': 3,
    'entries without a value (link)': 3,
    [`never there: value of bare (${at('urll, att')}: \`urll\`)`]: 3,
    [`never there: each of part (${at('partss')}: \`partss\`)`]: 3,
    [`never there: where of deep (${at('fine')}: \`fine\`)`]: 3,
    [`never there: from of link (${at('sourcee')}: \`sourcee\`)`]: 3,
  });
  expect(share(row, 'related', 'path')).toEqual([[0, 0]]);
});

test('a relation that never links anything is noted, if there was anything to link', async () => {
  await open(`    report:
      host: { each: !expr hosts, type: indicator, subtype: FQDN, value: !expr name, related: [{ to: kin, as: !expr ass }] }
      kin: { each: !expr others, type: indicator, subtype: FQDN, value: !expr name }
`);
  const [same, other] = ['a.example', 'b.example'].map((name) => ({
    hosts: [{ name }],
    others: [{ name: 'a.example' }],
  }));
  const alone = await run(Array.from({ length: 10 }, (_, at) => ({ id: 100 + at, ...same })));
  expect(alone.notes).toEqual({ [`never given: related kin of host (${at('kin, as')})`]: 10 });
  const both = await run([
    { id: 2, ...other },
    { id: 3, ...same },
  ]);
  expect([both.notes, share(both, 'related', 'kin'), share(both, 'related.as')]).toEqual([
    { [`never there: related.as of host (${at('ass }')}: \`ass\`)`]: 1 },
    [[1, 2]],
    [[0, 1]],
  ]);
});

test('a version, a time and a part of the key that came from nowhere are noted', async () => {
  await open(`    window: { period: P1D, time: !expr att }
    key: [!expr id, !expr partt]
    version: !expr changedd
    filters: [{ set: { w: !expr vv, x: !expr "v = 'no' ? v" } }]
${host('published_at: !expr dayy')}`);
  expect(Object.keys(await notes(records(3)))).toEqual([
    'records without a time',
    `never there: set w (${at('vv')}: \`vv\`)`,
    `never there: time (${at('att ')}: \`att\`)`,
    `never there: key (${at('partt')}: \`partt\`)`,
    `never there: version (${at('changedd')}: \`changedd\`)`,
    `never there: published_at of host (${at('dayy')}: \`dayy\`)`,
  ]);
});

describe('counted is what became of the records', () => {
  test('a run without a mapped record says nothing', async () => {
    await open(`    filters: [{ keep: !expr "country = 'DE'", because: elsewhere }]\n${host('title: !expr titlee')}`);
    expect(await notes(records(3))).toEqual({});
    expect((await run([])).mapping.every(({ of }) => of === 0)).toBe(true);
  });

  test('of records that end, what they do not say any more is not counted', async () => {
    const gone = `    filters: [{ drop: !expr gone = true, because: gone, otherwise: withdraw }]\n`;
    await open(gone + host('withdraw: !expr ended = true\n        title: !expr name'));
    await run(records(3, { name: 'N', gone: false, ended: false }));
    const row = await run([
      { id: 0, v: 'h0.example', gone: true },
      { id: 1, v: 'h1.example', gone: false, ended: true },
    ]);
    expect([row.notes, share(row, 'title')]).toEqual([{}, [[0, 0]]]);
  });

  test('a record that is set aside counts for what was asked before it failed, and a duplicate does not count', async () => {
    await open(host('attributes: { A: !expr country, B: !expr "$number(id)", C: !expr country }'));
    const row = await run([...records(12), { id: 'x', v: 'hx.example', country: 'NL' }, ...records(1)]);
    expect(['A', 'B', 'C'].map((name) => share(row, 'attribute', name)[0])).toEqual([
      [13, 13],
      [12, 12],
      [12, 12],
    ]);
  });

  test('an answer that breaks off in the middle counts once', async () => {
    const { command, vendor, cwd } = await open(host('attributes: { Country: !expr country }'));
    const file = join(cwd, 'definitions/small.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('attempts: 1', 'attempts: 2, first_delay: PT0.01S'));
    const text = JSON.stringify({ data: records(20_000, { note: 'x'.repeat(300) }) });
    let asked = 0;
    vendor.answer = () => ({
      text,
      headers: { 'content-type': 'application/json' },
      ...(asked++ === 0 ? { cut: text.length / 2 } : {}),
    });
    const { stdout } = await command('run', { json: true, set: [`host=${vendor.origin}`] }, ['small/f']);
    expect(asked).toBe(3);
    expect(share(JSON.parse(stdout) as Row, 'attribute', 'Country')).toEqual([[20_000, 20_000]]);
  });

  test('a source that turns out to be as it was does not count', async () => {
    await open(`    state: { kind: unchanged, by: hash }\n${host('title: !expr titlee')}`);
    expect(Object.keys(await notes(records(2)))).toEqual([`never there: title of host (${at('titlee')}: \`titlee\`)`]);
    const again = await run(records(2), Date.UTC(2026, 0, 2));
    expect([again.records.mapped, again.notes, share(again, 'title')]).toEqual([0, {}, [[0, 0]]]);
  });

  test('of partitions one gives what another lacks', async () => {
    const { command, vendor } = await open(
      `    user_fields: { lists: { label: Lists, type: lines, default: [red, blue] } }\n    partition: !expr $user.lists\n${host(
        'attributes: { Country: !expr country, City: !expr cityy }',
      )}`,
    );
    let asked = 0;
    vendor.answer = () => ({ json: { data: records(2, asked++ === 0 ? {} : { country: undefined }) } });
    const { stdout } = await command('run', { json: true, set: [`host=${vendor.origin}`] }, ['small/f']);
    const row = JSON.parse(stdout) as Row;
    expect(row.notes).toEqual({ [`never there: City of host (${at('cityy')}: \`cityy\`)`]: 4 });
    expect(share(row, 'attribute', 'Country')).toEqual([[2, 4]]);
  });
});

test('lines that give nothing leave the store as it is without them', async () => {
  const digests: string[] = [];
  for (const more of ['', ', City: !expr cityy, Odd: { when: !expr "kindd = 1", value: !expr v }']) {
    const { digest } = await open(
      `    let: { none: !expr nothing }\n${host(`tags: !expr tags\n        attributes: { Country: !expr country${more} }`)}`,
    );
    await run(records(200, { tags: ['a', 'b'] }));
    digests.push(digest());
  }
  expect(new Set(digests).size).toBe(1);
});
