/** `try FEED`: what a definition makes of a sample, without a vendor, a store or a key. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandLine, inProcess } from '../../e2e/in-process.ts';
import { feedwright, inTurn } from '../feedwright.ts';
import { definition, garden } from '../garden.ts';
import { orchard } from './orchard.ts';

const plants = [
  { id: 1, name: 'nettle.example', kind: 'weed', height: 3, seen: '2026-01-05T00:00:00Z', note: 'under the hedge' },
  { id: 2, name: 'moss.example', kind: 'weed', height: 0, seen: '2026-01-06T00:00:00Z' },
  { id: 3, name: 'yew.example', kind: 'weed', height: 'tall', seen: '2026-01-07T00:00:00Z' },
];

const page = JSON.stringify({ plants });
const withSample = (text: string | Uint8Array = page, name = 'sample.json'): string => {
  const cwd = garden();
  writeFileSync(join(cwd, name), text);
  return cwd;
};

const tried = (words: readonly string[], cwd = withSample()) => commandLine(['try', ...words], { cwd });
const ON = ['garden/plants', '--sample', 'sample.json'];

describe('of each record it shows', () => {
  test('the filters that kept or dropped it, key and time, objects and attributes, each with its line', async () => {
    const { code, stdout, stderr } = await tried(ON);
    expect(stdout.split('\n').slice(0, 14)).toEqual([
      `record 1 of 3, plants[0]  ${JSON.stringify(plants[0])}`,
      '  kept by keep kind in $user.kinds  (definitions/garden.yaml:27:9)',
      '  kept by keep height >= $user.height  (definitions/garden.yaml:29:9)',
      '  key = 1  (definitions/garden.yaml:20:16)',
      '  time = "2026-01-05T00:00:00.000Z"  (definitions/garden.yaml:25:27)',
      '  plant: indicator (FQDN) nettle.example  (definitions/garden.yaml:35:22)',
      '    published_at = "2026-01-05T00:00:00.000Z"  (definitions/garden.yaml:36:29)',
      '    Kind = weed  (definitions/garden.yaml:38:11)',
      '    Note = under the hedge  (definitions/garden.yaml:39:11)',
      '  → mapped',
      `record 2 of 3, plants[1]  ${JSON.stringify(plants[1])}`,
      '  kept by keep kind in $user.kinds  (definitions/garden.yaml:27:9)',
      '  dropped by keep height >= $user.height: too small  (definitions/garden.yaml:29:9)',
      '  → dropped',
    ]);
    expect(stdout).toMatch(
      /fails in keep height >= \$user\.height .*\n {2}→ set aside: error: .*\[expression\.T2009\] {2}\(definitions\/garden\.yaml:29:28\)/,
    );
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  });

  test('what options make of it', async () => {
    const { stdout, code } = await tried([...ON, '--record', '2', '--set', 'height=0']);
    expect(stdout).toContain('plant: indicator (FQDN) moss.example');
    expect(stdout).toContain('    Note is left out: it has no value  (definitions/garden.yaml:39:11)');
    expect(code).toBe(0);
  });

  test('the first five, and says how many more there are', async () => {
    const many = Array.from({ length: 12 }, (_, id) => ({ ...plants[0], id }));
    const { stdout, stderr } = await tried(ON, withSample(JSON.stringify({ plants: many })));
    expect(stdout.match(/^record /gm)).toHaveLength(5);
    expect(stderr).toBe('7 more: --record N shows one of them\n');
    const one = await tried([...ON, '--record', '12'], withSample(JSON.stringify({ plants: many })));
    expect(one.stdout).toMatch(/^record 12 of 12, plants\[11\]/);
  });

  test('the same as JSON', async () => {
    const { stdout } = await tried([...ON, '--record', '1', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      feed: 'garden/plants',
      records: 3,
      shown: [
        {
          number: 1,
          where: 'plants[0]',
          input: plants[0],
          parts: [
            {
              filters: [{ kind: 'keep', verdict: 'kept', place: 'definitions/garden.yaml:27:9' }, { verdict: 'kept' }],
              entries: [
                {
                  name: 'plant',
                  objects: [
                    {
                      value: 'nettle.example',
                      attributes: [
                        { name: 'Kind', value: 'weed' },
                        { name: 'Note', sensitive: true },
                      ],
                    },
                  ],
                },
              ],
              outcome: 'mapped',
            },
          ],
        },
      ],
    });
  });
});

test('a record or a list of records is taken as such, and that is said', async () => {
  const one = await tried(ON, withSample(JSON.stringify(plants[0])));
  expect(one.stderr).toContain('The sample is taken as one record, not as an answer: sample.json: The response has no plants');
  expect(one.stdout).toContain('→ mapped');
  const list = await tried(ON, withSample(JSON.stringify(plants.slice(0, 2))));
  expect(list.stderr).toContain('taken as a list of 2 records');
  expect(list.stdout.match(/^record /gm)).toHaveLength(2);
});

test('an answer without records is no record', async () => {
  expect(await tried(ON, withSample('{"plants":[]}'))).toEqual({ code: 0, stdout: '', stderr: 'the sample has no records\n' });
});

test('asks nobody, writes nothing, and needs no key', async () => {
  const cwd = withSample();
  await tried(ON, cwd);
  expect(existsSync(join(cwd, '.feedwright'))).toBe(false);
});

test('sensitive values are hidden on a terminal', async () => {
  const { stdout } = await inProcess('try', { sample: 'sample.json', record: 1 }, ['garden/plants'], {
    cwd: withSample(),
    typed: '',
  });
  expect(stdout).toContain('Note = ***');
  expect(stdout).not.toContain('under the hedge');
});

test('supplemental calls are answered by files; one without an answer is named', async () => {
  const { vendor, cwd } = await orchard();
  const trees = [
    { id: 'c', name: 'cherry.example', felled: false, branches: ['low', 'high'] },
    { id: 'b', name: 'birch.example', felled: true },
  ];
  writeFileSync(join(cwd, 'trees.json'), JSON.stringify({ trees }));
  writeFileSync(join(cwd, 'fruit.json'), '{"fruit":[{"kind":"one"},{"kind":"two"},{"kind":"three"}]}');
  const words = ['try', 'orchard/trees', '--sample', 'trees.json'];
  const without = await commandLine(words, { cwd });
  expect(without.stdout).toMatch(
    /part 2 of 2\n[^]*supplemental fruit: no answer was given {2}\(definitions\/orchard\.yaml:34:7\)\n {2}let many = 0/,
  );
  expect(without.stderr).toBe(
    '$fruit is missing: give an answer of this supplemental call with --answer fruit=FILE (definitions/orchard.yaml:34:7)\n',
  );
  const given = await commandLine([...words, '--answer', 'fruit=fruit.json'], { cwd });
  expect(given).toMatchObject({ code: 0, stderr: '' });
  expect(given.stdout).toMatch(/let many = 3[^]* {4}Fruit = 3/);
  const misspelt = await commandLine([...words, '--answer', 'friut=fruit.json'], { cwd });
  expect(misspelt).toMatchObject({ code: 2, stdout: '' });
  expect(misspelt.stderr).toContain('Did you mean `fruit`?');
  expect(vendor.asked).toEqual([]);
  await vendor.close();
});

describe('what cannot be tried is refused in a sentence', () => {
  const cases: readonly (readonly [
    what: string,
    words: readonly string[],
    sample: string | Uint8Array,
    code: number,
    says: string,
  ])[] = [
    ['no sample', ['garden/plants'], page, 2, 'There is no sample to try it on. [usage.sample]'],
    [
      'a file that is not there',
      ['garden/plants', '--sample', 'none.json'],
      page,
      2,
      'The file none.json does not exist. [usage.sample]',
    ],
    ['a folder', ['garden/plants', '--sample', '.'], page, 2, 'The file . is a folder. [usage.sample]'],
    ['a device', ['garden/plants', '--sample', '/dev/zero'], page, 2, 'is a pipe, a socket or a device'],
    ['an empty file', ON, '', 2, 'The file sample.json is empty. [usage.sample]'],
    ['a binary file', ON, new Uint8Array([0x89, 0, 255, 1]), 1, 'sample.json: The body is not UTF-8'],
    ['an entry that there is none of', [...ON, '--entry', 'plnt'], page, 2, 'Did you mean `plant`?'],
    ['a record beyond the last', [...ON, '--record', '9'], page, 2, 'The sample has no record 9: it has 3. [usage.record]'],
    ['a record that is none', [...ON, '--record', '0'], page, 2, '[usage.number]'],
    ['an answer without a name', [...ON, '--answer', 'x.json'], page, 2, '--answer takes NAME=FILE. [usage.answer]'],
    ['a flag of expressions', [...ON, '--records', '$'], page, 2, '--records says nothing of a feed'],
    ['an unknown flag', [...ON, '--frob'], page, 2, "unknown option '--frob'"],
    ['an unknown option', [...ON, '--set', 'heigth=1'], page, 2, 'Did you mean `height`?'],
    ['a misspelt feed', ['garden/plant', '--sample', 'sample.json'], page, 2, 'Did you mean `garden/plants`?'],
    [
      'a misspelt pack',
      ['gardn/plants', '--sample', 'sample.json'],
      page,
      2,
      "Did you mean `garden`? An expression that divides has blanks: 'gardn / plants'.",
    ],
  ];
  test.each(cases)('%s', async (_what, words, sample, code, says) => {
    const ended = await tried(words, withSample(sample));
    expect(ended).toMatchObject({ code, stdout: '' });
    expect(ended.stderr).toContain(says);
    expect(ended.stderr).not.toMatch(/mistake of its own|\n {4}at /);
  });

  test('a file that is too large', async () => {
    const cwd = garden();
    mkdirSync(join(cwd, 'big'));
    writeFileSync(join(cwd, 'big/sample.json'), Buffer.alloc(64 * 1024 * 1024 + 1, 32));
    const { code, stderr } = await tried(['garden/plants', '--sample', 'big/sample.json'], cwd);
    expect(code).toBe(2);
    expect(stderr).toContain('big/sample.json is larger than 64 MiB');
  });
});

test('--watch shows it again when the definition or the sample is saved, through mistakes, until it is interrupted', async () => {
  const cwd = withSample();
  const file = join(cwd, 'definitions/garden.yaml');
  const { follow, left } = inTurn([
    [/waiting for the next save/, () => writeFileSync(file, `${definition}x: [\n`)],
    [/\[definition\.invalid\]/, () => writeFileSync(file, definition.replace('Kind:', 'Sort:'))],
    [/Sort = weed/, () => writeFileSync(join(cwd, 'sample.json'), page.replace('nettle', 'thistle'))],
    [/thistle\.example/, (child) => void child.kill('SIGINT')],
  ]);
  const ended = await feedwright(['try', ...ON, '--record', '1', '--watch'], { cwd, whileRunning: follow });
  expect(ended.code).toBe(0);
  expect(left()).toEqual([]);
  expect(ended.stdout).toMatch(/Kind = weed[^]*Sort = weed[^]*thistle\.example/);
});

test('what a vendor would ask for, a user name or an address, is stood in for by its name', async () => {
  const cwd = withSample();
  const needy = definition
    .replace('type: url, default: https://garden.example', 'type: url, required: true')
    .replace('    kinds:', '    user: { label: User, type: text, required: true }\n    kinds:')
    .replace('!expr note, sensitive: true', '!expr $user.user');
  writeFileSync(join(cwd, 'definitions/garden.yaml'), needy);
  const { code, stdout, stderr } = await tried([...ON, '--record', '1'], cwd);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('Note = <user>');
});
