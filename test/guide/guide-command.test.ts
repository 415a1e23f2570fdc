/** `feedwright guide`: what it prints and writes, and what it says of wrong calls. */
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandLine } from '../e2e/in-process.ts';
import { guideIn, orchard, project } from './orchard.ts';

const guide = (folder: string, ...words: readonly string[]) => commandLine(['guide', ...words], { cwd: folder });

const FILE = 'definitions/orchard.guide.md';

describe('a guide', () => {
  test('is printed as Markdown, with every section that there is something for', async () => {
    const folder = project(
      orchard({
        pack: `author: Somebody
category: fruit
description: Trees and what grows on them.
prerequisites: [A ladder.]
known_limits: [No grapes.]
changes:
  - { version: 1.2.0, date: 2026-01-31, lines: [More trees.] }
  - { version: 1.0.0, lines: [First version.] }`,
      }),
    );
    const { code, stdout } = await guide(folder, 'orchard');
    expect(code).toBe(0);
    expect(stdout.split('\n').filter((line) => /^#{1,3} /.test(line))).toEqual([
      '# Orchard',
      '## Introduction',
      '## Prerequisites',
      '## Configuration',
      '### Connection: options',
      '## Orchard Trees',
      '### trees (source)',
      '### Orchard Trees: mapping',
      '## Known limits',
      '## Changes',
    ]);
    for (const line of [
      '| Version | 1.2.0 |',
      '| Author | Somebody |',
      '- A ladder.',
      '- API Key: From the gate.',
      '- No grapes.',
      '- **Version 1.2.0** (2026-01-31)',
      '  - First version.',
      '| API Key | `api_key` | From the gate. A secret. | – | – | yes |',
      '| `trees.data.name` | Note.Title | Note | – | `Old Pear` | – |',
    ])
      expect(stdout.split('\n')).toContain(line);
  });

  test('as JSON has the columns of the tables', async () => {
    const made = await guideIn(project(orchard({})));
    expect(made).toMatchObject({
      pack: 'orchard',
      configuration: {
        pack: [{ name: 'api_key', label: 'API Key', description: 'From the gate.', default: null, required: true, choices: [] }],
      },
      mapping: {
        trees: [{ path: 'trees.data.name', entity: 'Note.Title', key: 'Note', published: null, example: 'Old Pear', notes: [] }],
      },
      requests: [{ name: 'trees', role: 'source', method: 'GET' }],
      actions: {},
    });
  });

  test('an action has its run options with limits, its request, a sample answer and what that comes down to', async () => {
    const definition = `${orchard({})}actions:
  water:
    title: Water a Tree
    accepts: [note]
    options:
      much: { label: How Much, type: number, minimum: 1, maximum: 9, required: true }
      words: { label: Words, type: text, max_length: 20 }
    require: [{ that: !expr $exists($object.value), message: There is no tree. }]
    request: { method: POST, path: /v1/water, json: { tree: !expr $object.value, much: !expr $options.much, words?: !expr $options.words } }
    result: !expr said
    samples: [water.json]
`;
    const folder = project(definition, { 'fixtures/orchard/water.json': '{ "said": "thank you" }' });
    const { actions } = await guideIn(folder);
    expect(actions['water']).toMatchObject({
      accepts: [{ code: 'note', name: 'Note' }],
      options: [
        { name: 'much', limits: ['1 to 9'], required: true },
        { name: 'words', limits: ['at most 20 characters'], required: false },
      ],
      requires: ['There is no tree.'],
      changesVendor: true,
      request: { method: 'POST', body: '{\n  "tree": "<value>",\n  "much": <much>,\n  "words": "<words>"\n}' },
      result: 'thank you',
    });
    const { stdout } = await guide(folder, 'orchard');
    expect(stdout).toContain('#### Water a Tree: run options');
    expect(stdout).toContain('| How Much | `much` | 1 to 9. | – | – | yes |');
  });
});

describe('guides in files', () => {
  test('stand beside their definitions, and --check finds one that is out of date or missing', async () => {
    const folder = project(orchard({}));
    expect(await guide(folder, '--check')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining(`${FILE}: there is no guide of orchard`) as unknown,
    });
    expect(await guide(folder, '--all')).toMatchObject({ code: 0, stdout: `wrote ${FILE}\n` });
    expect(await guide(folder, '--check')).toMatchObject({ code: 0, stdout: '1 guide: up to date\n' });
    // Nothing is written where nothing has changed.
    expect(await guide(folder, '--all')).toMatchObject({ code: 0, stdout: '', stderr: '1 guide was up to date\n' });

    // A mapping that changes changes the guide, and nothing else has to be touched.
    writeFileSync(
      join(folder, 'definitions/orchard.yaml'),
      orchard({ report: '      tree: { type: note, value: !expr latin }' }),
    );
    expect(await guide(folder, '--check', 'orchard')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('is out of date') as unknown,
    });
    expect(readFileSync(join(folder, FILE), 'utf8')).toContain('Old Pear');
    expect((await guide(folder, '--all')).code).toBe(0);
    expect(readFileSync(join(folder, FILE), 'utf8')).toContain('`trees.data.latin` | Note.Title | Note | – | `Pyrus`');

    // So does a sample, and a guide that somebody has written into.
    writeFileSync(join(folder, 'fixtures/orchard/trees.json'), '{ "data": [{ "id": 1, "latin": "Malus" }] }');
    expect((await guide(folder, '--check')).code).toBe(1);
    expect((await guide(folder, '--all')).code).toBe(0);
    appendFileSync(join(folder, FILE), 'by hand\n');
    expect(JSON.parse((await guide(folder, '--check', '--json')).stdout)).toEqual({
      guides: [{ pack: 'orchard', file: FILE, state: 'stale' }],
    });
  });

  test('go into a folder with --out, in the format that is asked for', async () => {
    const folder = project(orchard({}));
    const { code, stdout } = await guide(folder, 'orchard', '--format', 'json', '--out', 'made/guides');
    expect([code, stdout]).toEqual([0, 'wrote made/guides/orchard.guide.json\n']);
    expect(JSON.parse(readFileSync(join(folder, 'made/guides/orchard.guide.json'), 'utf8'))).toMatchObject({ pack: 'orchard' });
    expect((await guide(folder, '--check', '--format', 'json', '--out', 'made/guides')).code).toBe(0);
  });

  test('overwrite no file that is none of ours', async () => {
    const folder = project(orchard({}), { [FILE]: '# Written by hand\n' });
    const { code, stderr } = await guide(folder, '--all');
    expect(code).toBe(2);
    expect(stderr).toContain('is there already, and is no guide of feedwright');
    expect(readFileSync(join(folder, FILE), 'utf8')).toBe('# Written by hand\n');
  });

  test('a file in the way of the folder is told, and nothing is left behind', async () => {
    const folder = project(orchard({}), { taken: '' });
    const { code, stderr } = await guide(folder, '--all', '--out', 'taken');
    expect(code).toBe(2);
    expect(stderr).toContain('[guide.unwritable]');
    mkdirSync(join(folder, 'there/orchard.guide.md'), { recursive: true });
    expect((await guide(folder, '--all', '--out', 'there')).stderr).toContain('[guide.unreadable]');
    expect(existsSync(join(folder, FILE))).toBe(false);
  });
});

describe('what a run brings', () => {
  test('comes from the runs of a store where one is named', async () => {
    const mock = `mock: 1
clock: 2026-01-08T00:00:00Z
user: { api_key: an-invented-key }
routes: [{ route: GET /v1/trees, file: trees.json }]
`;
    const folder = project(orchard({}), { 'fixtures/orchard/mock.yaml': mock });
    const store = ['--store', 'sqlite:./orchard.db'];
    expect((await commandLine(['run', 'orchard/trees', '--mock', ...store], { cwd: folder })).code).toBe(0);
    const { runs } = await guideIn(folder, ...store);
    expect(runs['trees']?.measured).toBe('On average, of the last run in the store that succeeded.');
    const result = (metric: string) => runs['trees']?.rows.find((one) => one.metric === metric)?.result;
    expect([result('Requests'), result('Records'), result('Objects created')]).toEqual(['1', '1', '1']);
    expect((await guide(folder, 'orchard', '--store', 'sqlite:./none.db')).code).not.toBe(0);
  });
});

describe('a wrong call is told', () => {
  test.each([
    [[], 'There is no pack named'],
    [['orchid'], 'There is no pack `orchid`'],
    [['orchard/trees'], 'Write the name of the pack alone: `orchard`'],
    [['orchard', '--all'], '--all takes every pack'],
    [['orchard', 'orchard'], 'One guide is printed at a time'],
    [['orchard', '--format', 'pdf'], 'There is no format "pdf" of guides'],
    [['orchard', '--format', 'constructor'], 'There is no format "constructor" of guides'],
    [['orchard', '--json', '--format', 'md'], "--json and --format md can't be asked for together"],
    [['--check', '--store', 'sqlite:./x.db'], "--check and --store can't be asked for together"],
    [['definitions/none.yaml'], 'There is no definition definitions/none.yaml'],
  ])('%j', async (words, says) => {
    const { code, stdout, stderr } = await guide(project(orchard({})), ...words);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(says);
    expect(stderr).not.toMatch(/^\s+at .*\.ts:/m);
  });

  test('a definition with mistakes has no guide', async () => {
    const folder = project(orchard({ report: '      tree: { type: note, value: !expr $nothing }' }));
    const { code, stderr } = await guide(folder, 'orchard');
    expect(code).toBe(2);
    expect(stderr).toContain('$nothing');
  });

  test('changes that forget the version of the definition are told by validate', async () => {
    const folder = project(orchard({ pack: 'changes: [{ version: 1.0.0, lines: [First version.] }]' }));
    const { stdout, stderr } = await commandLine(['validate'], { cwd: folder });
    expect(stdout + stderr).toContain('The definition is of version 1.2.0, and `changes` says nothing of it. [pack.changes]');
  });
});

describe('the guides that come with the package', () => {
  test('are those of their definitions', async () => {
    const root = new URL('../..', import.meta.url).pathname;
    const { code, stdout } = await guide(root, '--check');
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^\d+ guides: up to date\n$/)]);
  });

  test('are named in the table of the definitions, and hold no secret of a mock', () => {
    const root = new URL('../../definitions/', import.meta.url).pathname;
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.guide.md'));
    const table = readFileSync(join(root, 'README.md'), 'utf8');
    expect(files.length).toBeGreaterThan(20);
    for (const file of files) {
      expect(table).toContain(`](${file.replaceAll('\\', '/')})`);
      expect(readFileSync(join(root, file), 'utf8')).not.toMatch(/mock-\w+-?key|mock-\w*token|mock-secret|fwguidemark/i);
    }
  });
});
