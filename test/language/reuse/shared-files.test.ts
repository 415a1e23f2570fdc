import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createVocabulary } from '../../../engine/components/vocabulary.ts';
import { loadPack } from '../../../engine/language/load.ts';
import type { Loaded } from '../../../engine/language/load.ts';
import { unusedIn } from '../../../engine/language/usage/unused.ts';
import { workingDirectory } from '../../cli/feedwright.ts';
import { commandLine } from '../../e2e/in-process.ts';

const vocabulary = createVocabulary();
const pack = (name: string, fragments: string, tables: string): string => `language: 1
name: ${name}
title: ${name}
version: 1.0.0
connection: { http: { base_url: https://${name}.example } }
fragments: ${fragments}
tables: ${tables}
endpoints:
  items: { use: paged, request: { path: /items } }
feeds:
  main:
    title: Main
    source: items
    report:
      a: { type: indicator, subtype: { of: !expr kind, table: kinds, else: skip }, value: !expr a }
`;
const paged = `records: items
paginate: { kind: page_number, size: 50 }
request: { query: { page: !expr $page.number } }
`;
const shared = {
  'definitions/shared/paged.yaml': paged,
  'definitions/shared/all.yaml': `paged: ./paged.yaml\nother: { records: other }\n`,
  'definitions/shared/kinds.csv': 'kind,subtype\nip,IP Address\nhost,FQDN\n',
  'definitions/shared/kinds.yaml': 'ip: IP Address\nhost: FQDN\n',
  'definitions/shared/kinds.json': '{ "ip": "IP Address", "host": "FQDN" }\n',
  'definitions/shared/tables.yaml': 'kinds: ./kinds.csv\n',
};
const one = pack('one', '{ paged: ../shared/paged.yaml }', '{ kinds: ../shared/kinds.csv }');
const two = pack('two', '../shared/all.yaml', '../shared/tables.yaml');
const folder = (more: Readonly<Record<string, string>> = {}): string =>
  workingDirectory({ ...shared, 'definitions/one/one.yaml': one, 'definitions/two/two.yaml': two, ...more });
const load = (cwd: string, name: string): Loaded =>
  loadPack(join(cwd, `definitions/${name}/${name}.yaml`), vocabulary, { root: join(cwd, 'definitions') });
const found = (cwd: string, { diagnostics }: Loaded): readonly string[] =>
  diagnostics.map(({ code, place: { file, line, column } }) => `${code} ${file.replace(`${cwd}/`, '')}:${line}:${column}`);

describe('fragments and tables in files', () => {
  test('are the same for two packs that share them, one by one or all of them in one file', () => {
    const cwd = folder();
    const [first, second] = [load(cwd, 'one'), load(cwd, 'two')];
    for (const loaded of [first, second]) {
      expect(found(cwd, loaded)).toEqual([]);
      const items = loaded.pack?.endpoints.get('items');
      expect(items).toMatchObject({ records: { path: ['items'] }, paginate: { kind: 'page_number', options: { size: 50 } } });
      expect(items?.paginate?.place).toMatchObject({ file: join(cwd, 'definitions/shared/paged.yaml'), line: 2 });
      expect([...(loaded.pack?.tables.get('kinds')?.entries ?? [])]).toEqual([
        ['ip', 'IP Address'],
        ['host', 'FQDN'],
      ]);
    }
  });

  test.each(['kinds.yaml', 'kinds.json'])('a table comes from %s as well', (file) => {
    const cwd = folder({ 'definitions/one/one.yaml': one.replace('kinds.csv', file) });
    const loaded = load(cwd, 'one');
    expect(found(cwd, loaded)).toEqual([]);
    expect(loaded.pack?.tables.get('kinds')?.entries.get('host')).toBe('FQDN');
  });

  test('belong to the hash of every pack that takes them', () => {
    const [cwd, other, third] = [
      folder(),
      folder({ 'definitions/shared/paged.yaml': paged.replace('50', '60') }),
      folder({ 'definitions/shared/kinds.csv': 'kind,subtype\nip,CIDR Block\n' }),
    ];
    for (const name of ['one', 'two'])
      expect(new Set([cwd, other, third, folder()].map((at) => load(at, name).pack?.hash)).size).toBe(3);
  });

  test('a mistake in one is found once in each pack, at its own place', async () => {
    const wrong = paged.replace('$page.number', '$page.nmber').replace('size: 50', 'size: many');
    const cwd = folder({ 'definitions/shared/paged.yaml': wrong });
    for (const name of ['one', 'two'])
      expect(found(cwd, load(cwd, name))).toEqual([
        'definition.wrong-type definitions/shared/paged.yaml:2:38',
        'expression.unknown-member definitions/shared/paged.yaml:3:33',
      ]);
    const { code, stdout, stderr } = await commandLine(['validate'], { cwd });
    expect(code).toBe(2);
    expect(`${stdout}${stderr}`).toContain('definitions/shared/paged.yaml:3:33');
  });

  test.each([
    ['one that is no YAML', 'definitions/shared/paged.yaml', 'records: [\n', /^yaml\.\S+ definitions\/shared\/paged\.yaml:/],
    [
      'one that is no map',
      'definitions/shared/paged.yaml',
      '- records\n',
      /^definition\.not-a-map definitions\/shared\/paged\.yaml:1:1$/,
    ],
    [
      'all that are no map',
      'definitions/shared/tables.yaml',
      'kinds\n',
      /^definition\.not-a-map definitions\/shared\/tables\.yaml:1:1$/,
    ],
    [
      'a value of a table that is none',
      'definitions/shared/tables.yaml',
      'kinds: { ip: [a] }\n',
      /^definition\.wrong-type definitions\/shared\/tables\.yaml:1:14$/,
    ],
    [
      'a path that leads nowhere',
      'definitions/shared/all.yaml',
      'paged: ./pagd.yaml\n',
      /^file\.unreadable definitions\/shared\/all\.yaml:1:8$/,
    ],
    [
      'a path that leads out',
      'definitions/shared/all.yaml',
      'paged: ../../elsewhere.yaml\n',
      /^file\.outside definitions\/shared\/all\.yaml:1:8$/,
    ],
    [
      'a whole address',
      'definitions/shared/all.yaml',
      'paged: https://elsewhere.example/a.yaml\n',
      /^file\.outside definitions\/shared\/all\.yaml:1:8$/,
    ],
  ])('%s is told at its place, and nothing that follows from it', (_, file, text, finding) => {
    const cwd = folder({ [file]: text });
    const findings = found(cwd, load(cwd, 'two'));
    expect(findings).toEqual([expect.stringMatching(finding)]);
  });

  test('a link that leads out of the definitions is not followed', () => {
    const cwd = folder({ 'definitions/two/two.yaml': two.replace('all.yaml', 'link.yaml') });
    writeFileSync(join(cwd, 'outside.yaml'), 'paged: { records: items }\n');
    symlinkSync('../../outside.yaml', join(cwd, 'definitions/shared/link.yaml'));
    expect(found(cwd, load(cwd, 'two'))).toEqual(['file.outside definitions/two/two.yaml:6:12']);
  });

  test('a fragment that nothing uses is told where no pack with its file does', () => {
    const own = one.replace('{ paged:', '{ unused: ../shared/all.yaml, paged:');
    const cwd = folder({ 'definitions/one/one.yaml': own });
    const [first, second] = [load(cwd, 'one'), load(cwd, 'two')];
    const places = (loaded: readonly Loaded[], others: readonly Loaded[]) =>
      unusedIn(loaded, () => others).map(
        ({ code, place: { file, line, column } }) => `${code} ${file.replace(`${cwd}/`, '')}:${line}:${column}`,
      );
    expect(places([first], [second])).toEqual(['fragment.unused definitions/one/one.yaml:6:14']);
    // The second has a file with all of them: one that neither takes is a leftover.
    expect(places([first, second], [])).toEqual([
      'fragment.unused definitions/one/one.yaml:6:14',
      'fragment.unused definitions/shared/all.yaml:2:1',
    ]);
  });

  test('are shown put in, each value with the file and line that it stands in', async () => {
    const { stdout, code } = await commandLine(['show', 'two', '--resolved'], { cwd: folder() });
    expect(code).toBe(0);
    expect(stdout).toMatch(/records: items # paged.yaml:1\n[^]*size: 50 # paged\.yaml:2/);
    expect(stdout).toMatch(/kinds: .\/kinds\.csv # tables\.yaml:1/);
    expect(stdout).toMatch(/path: \/items # two\.yaml:9/);
    expect(stdout).not.toContain('fragments:');
  });
});
