/** A file that is meant as a definition never goes missing without a word, however an editor has saved it. */
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandLine } from '../../e2e/in-process.ts';
import { workingDirectory } from '../feedwright.ts';

const definition = `language: 1
name: demo
title: Demo
version: 1.0.0
connection: { http: { base_url: https://api.example.com } }
endpoints:
  list: { request: { path: /l }, records: data, key: !expr id, samples: [l-1.json] }
feeds:
  f: { title: A Feed, source: list, report: { o: { type: note, value: !expr v } } }
`;

const withSample = (files: Readonly<Record<string, string>>): string =>
  workingDirectory({ 'fixtures/demo/l-1.json': '{ "data": [{ "id": 1, "v": 2 }] }', ...files });

const folderWith = (bytes: string | Uint8Array): string => {
  const cwd = withSample({ 'definitions/other.txt': '' });
  writeFileSync(join(cwd, 'definitions/x.yaml'), bytes);
  return cwd;
};

const utf16 = (text: string, mark: boolean): Buffer => Buffer.from(`${mark ? '\ufeff' : ''}${text}`, 'utf16le');

describe('is found', () => {
  test.each([
    ['with a byte order mark', `\ufeff${definition}`],
    ['with a mark and the line ends of another system', `\ufeff${definition}`.replaceAll('\n', '\r\n')],
    ['indented as a whole', definition.replaceAll(/^/gm, '  ')],
    ['in quotes', definition.replace('language: 1', '"language" : 1').replace('name:', "'name':")],
    ['behind a document mark', `---\n${definition}`],
    ['in braces', '{ language: 1, name: demo, title: D, version: 1.0.0, endpoints: {}, feeds: {} }'],
  ])('%s', async (_, text) => {
    const cwd = folderWith(text);
    const [listed, validated] = [await commandLine(['list', '--json'], { cwd }), await commandLine(['validate'], { cwd })];
    expect(JSON.parse(listed.stdout)).toMatchObject({ packs: [{ pack: 'demo' }], broken: [] });
    expect(validated).toMatchObject({ code: 0, stdout: '1 definition: no findings\n' });
  });

  test('under a link', async () => {
    const cwd = withSample({ 'definitions/a.txt': '', 'real.yaml': definition });
    symlinkSync('../real.yaml', join(cwd, 'definitions/link.yaml'));
    expect((await commandLine(['list'], { cwd })).stdout).toContain('demo/f');
  });
});

describe('is told with its place and what to do', () => {
  test.each<readonly [string, string | Uint8Array, string, string]>([
    [
      'in UTF-16',
      utf16(definition, true),
      'x.yaml` is UTF-16 text, not UTF-8. [file.unreadable]\n  hint: Save it as UTF-8.',
      'demo',
    ],
    ['in UTF-16 without a mark', utf16(definition, false), 'is UTF-16 text, not UTF-8. [file.unreadable]', 'demo'],
    ['in UTF-16 of the other order', utf16(definition, true).swap16(), 'is UTF-16 text, not UTF-8. [file.unreadable]', 'demo'],
    [
      'in Latin-1',
      Buffer.from(definition.replace('A Feed', 'Für'), 'latin1'),
      'could not be read as UTF-8 text. [file.unreadable]',
      'demo',
    ],
    [
      'without `language`',
      definition.replace('language: 1\n', ''),
      'x.yaml:1:1: error: The file has no `language`. [definition.missing-key]',
      'demo',
    ],
    [
      'without `name`',
      definition.replace('name: demo\n', ''),
      'x.yaml:1:1: error: The file has no `name`. [definition.missing-key]',
      'x',
    ],
    ['that is too large', `${definition}${'#'.repeat(2 ** 20)}`, 'is larger than 1 MiB. [file.too-large]', 'x'],
    ['that is no YAML', `feeds: {\n${definition}`, 'x.yaml:1:8: error: This is not valid YAML', 'demo'],
  ])('%s', async (_, bytes, found, name) => {
    const cwd = folderWith(bytes);
    const validated = await commandLine(['validate'], { cwd });
    expect(validated).toMatchObject({ code: 2, stdout: expect.stringContaining(found) as string });
    const listed = await commandLine(['list'], { cwd });
    expect(listed).toMatchObject({ code: 2, stderr: expect.stringContaining('definitions/x.yaml has mistakes') as string });
    const run = await commandLine(['run', `${name}/f`], { cwd });
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining('x.yaml') as string });
    expect(run.stdout + run.stderr).not.toMatch(/mistake of its own|\n\s+at /);
  });

  test('a link that leads nowhere', async () => {
    const cwd = withSample({ 'definitions/a.txt': '' });
    symlinkSync('gone.yaml', join(cwd, 'definitions/link.yaml'));
    expect(await commandLine(['validate'], { cwd })).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('definitions/link.yaml:1:1: error') as string,
    });
  });

  test('two of one name, by `validate` too', async () => {
    const cwd = withSample({ 'definitions/a.yaml': definition, 'definitions/b.yaml': definition });
    expect(await commandLine(['validate'], { cwd })).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('definitions/b.yaml:2:1: error: The pack name `demo` is already taken') as string,
    });
  });

  test('a folder without any', async () => {
    const cwd = withSample({ 'definitions/connection.yaml': 'http: { base_url: https://api.example.com }\n' });
    expect(await commandLine(['validate'], { cwd })).toMatchObject({
      code: 2,
      stderr: `definitions/connection.yaml:1:1: warning: The file is no definition: it has no \`language:\`. [file.no-definition]
  hint: Start it with \`language: 1\`, name it where it belongs (\`connection: ./connection.yaml\`), or move it elsewhere.
error: There is no definition under definitions. [usage.no-definitions]
  hint: A definition starts with "language: 1".
`,
    });
  });

  test.each([
    ['empty', ' \n', 'The file is no definition: it is empty. [file.no-definition]\n  hint: Start it with `language: 1`'],
    [
      'without `language`',
      'http: { base_url: https://api.example.com }\n',
      'no definition: it has no `language:`, and no definition takes it in. [file.no-definition]',
    ],
    ['with a misspelt `language`', 'langauge: 1\nname: other\n', '  hint: Did you mean `language` by `langauge`?'],
  ])('one beside others, %s', async (_, text, said) => {
    const cwd = withSample({ 'definitions/a.yaml': definition, 'definitions/stray.yaml': text });
    for (const words of [['validate'], ['validate', 'definitions']]) {
      const { code, stdout } = await commandLine(words, { cwd });
      expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining(said) as string });
      expect(stdout).toMatch(/^definitions\/stray\.yaml:1:1: warning: /);
      expect(stdout).toMatch(/\n1 definition: 0 errors, 1 warning\n$/);
    }
    expect((await commandLine(['validate', 'definitions/a.yaml'], { cwd })).stdout).toBe('1 definition: no findings\n');
    expect((await commandLine(['validate', '--strict'], { cwd })).code).toBe(2);
  });

  test('not what a definition with mistakes would take in', async () => {
    const cwd = withSample({
      'definitions/a.yaml': `${definition.replace(/connection: .*/, 'connection: ./connection.yaml')}  g: {\n`,
      'definitions/connection.yaml': 'http: { base_url: https://api.example.com }\n',
    });
    const { code, stdout } = await commandLine(['validate'], { cwd });
    expect(code).toBe(2);
    expect(stdout).not.toContain('file.no-definition');
  });
});

test('what a pack takes in is no pack of its own', async () => {
  const cwd = withSample({
    'definitions/a.yaml': definition.replace(
      'connection: { http: { base_url: https://api.example.com } }',
      'connection: ./connection.yaml',
    ),
    'definitions/connection.yaml': '# language: none, feeds: none\nhttp: { base_url: https://api.example.com }\n',
  });
  expect(await commandLine(['validate'], { cwd })).toMatchObject({ code: 0, stdout: '1 definition: no findings\n' });
});
