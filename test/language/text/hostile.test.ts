import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { loadPack } from '../../../engine/language/load.ts';
import { loadFiles, shortly } from '../load-text.ts';
import { vocabulary } from '../vocabulary.ts';

const head = 'language: 1\nname: demo\ntitle: Demo\nversion: 1.0.0\n';
const kib = 1024;

describe('a file that is made to harm is refused', () => {
  const tenfold = (name: string): string => Array.from({ length: 10 }, () => name).join(', ');
  test.each([
    ['larger than 1 MiB', `a: ${'x'.repeat(kib * kib)}`, 'file.too-large'],
    [
      'a billion aliases',
      `a0: &a0 [x]\n${Array.from({ length: 12 }, (_, index) => `a${index + 1}: &a${index + 1} [${tenfold(`*a${index}`)}]\n`).join('')}`,
      'yaml.too-large',
    ],
    ['brackets without end', '['.repeat(50 * kib), 'yaml.too-large'],
    [
      'maps nested deeper than any definition',
      Array.from({ length: 200 }, (_, index) => `${' '.repeat(index)}a:\n`).join(''),
      'yaml.too-large',
    ],
    ['closed brackets', `${'['.repeat(400_000)}${']'.repeat(400_000)}`, 'yaml.too-large'],
    ['maps in maps', `${head}x: ${'{a: '.repeat(100_000)}1${'}'.repeat(100_000)}`, 'yaml.too-large'],
    ['keys within keys', '? '.repeat(300_000), 'yaml.too-large'],
    ['lists beside each other', `${head}x: [${'[],'.repeat(260_000)}1]`, 'yaml.too-large'],
    ['comments alone', `${head}${'#\n'.repeat(400_000)}`, 'yaml.too-large'],
    ['lists nested deeper than any definition', '- '.repeat(50 * kib), 'yaml.too-large'],
    [
      'more mistakes than anybody reads',
      Array.from({ length: 5000 }, (_, index) => `k${index}: 1\n`).join(''),
      'definition.too-many',
    ],
  ])('%s', (_, text, code) => {
    const { pack, diagnostics } = loadFiles({ 'a.yaml': text });
    expect(pack).toBeUndefined();
    expect(diagnostics.map((one) => one.code)).toContain(code);
    expect(diagnostics.length).toBeLessThanOrEqual(500);
  });

  test.each([
    ['long texts and comments', `${'# a remark that says why\n'.repeat(4000)}tables: { t: { a: "${'[{('.repeat(20_000)}" } }\n`],
    [
      'thousands of entries',
      `tables:\n  t:\n${Array.from({ length: 20_000 }, (_, index) => `    k${index}: v${index} # of many\n`).join('')}`,
    ],
    [
      'a block of text with brackets and stairs',
      `description: |\n${Array.from({ length: 300 }, (_, index) => `  ${' '.repeat(index)}- [[{{ ? -\n`).join('')}`,
    ],
  ])('one with %s is read', (_, text) => {
    expect(loadFiles({ 'a.yaml': head + text }).diagnostics.map(({ code }) => code)).not.toContain('yaml.too-large');
  });

  test('a name of a prototype is a name like any other', () => {
    const { diagnostics } = loadFiles({
      'a.yaml': `${head}__proto__: { polluted: true }\nconstructor: 1\ntables: { toString: { a: 1 } }\n`,
    });
    expect(diagnostics.map((one) => one.code)).toEqual(['definition.unknown-key', 'definition.unknown-key']);
    expect(({} as { readonly polluted?: unknown }).polluted).toBeUndefined();
  });
});

describe('an included file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'feedwright-'));
  const root = join(folder, 'definitions');
  mkdirSync(join(root, 'one'), { recursive: true });
  writeFileSync(join(folder, 'secret.yaml'), 'http: { base_url: https://a.example }\n');
  writeFileSync(join(root, 'shared.yaml'), 'http: { base_url: https://a.example }\n');
  symlinkSync(join(folder, 'secret.yaml'), join(root, 'one', 'link.yaml'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const include = (path: string): readonly string[] => {
    const file = join(root, 'one', 'pack.yaml');
    writeFileSync(file, `${head}connection: ${path}\n`);
    return shortly(loadPack(file, vocabulary, { root }));
  };

  test('may lie anywhere under the folder of the definitions', () => {
    expect(include('../shared.yaml')).toEqual([]);
  });

  test.each([
    ['../../secret.yaml'],
    [join(folder, 'secret.yaml')],
    ['link.yaml'],
    ['"file:///etc/passwd"'],
    ['"..\\0"'],
    ['C:\\secret.yaml'],
    ['..'],
  ])('may not lead elsewhere: %s', (path) => {
    expect(include(path)).toEqual(['file.outside 5:13']);
  });

  test.each([['missing.yaml'], ['../one']])('must be a file: %s', (path) => {
    expect(include(path)).toEqual(['file.unreadable 5:13']);
  });

  test('tells its own mistakes by its own name', () => {
    const { diagnostics } = loadFiles({
      'a.yaml': `${head}connection: ./c.yaml\n`,
      'c.yaml': 'http:\n  base_url: !expr $user.x\n  conc: 1\n',
    });
    expect(diagnostics.map((one) => `${one.code} ${one.place.file}:${one.place.line}`)).toEqual([
      'expression.unknown-option c.yaml:2',
      'definition.unknown-key c.yaml:3',
    ]);
  });

  test.each([
    ['list', '- a\n', 'definition.not-a-map'],
    ['syntax', 'http: { a\n', 'yaml.'],
  ])('that holds something else is an error: %s', (_, text, code) => {
    expect(shortly(loadFiles({ 'a.yaml': `${head}connection: ./c.yaml\n`, 'c.yaml': text })).join()).toContain(code);
  });

  test('a table with a short, repeated or broken row says so', () => {
    expect(
      shortly(loadFiles({ 'a.yaml': `${head}tables: { t: ./t.csv }\n`, 't.csv': 'k,v\r\na,1\r\nb\r\n\r\na,2\r\nc,"d\r\ne,' })),
    ).toEqual(['table.short-row 3:1', 'table.duplicate-key 5:1', 'table.bad-quote 6:1']);
  });
});

test('whatever stands in a definition, loading it gives findings and never throws', () => {
  const folder = join(import.meta.dirname, '../fixtures/definitions');
  const texts = ['acme/cases.yaml', 'gamma/words.yaml', 'acme/operation.yaml'].map(
    (file) => [join(folder, file), readFileSync(join(folder, file), 'utf8')] as const,
  );
  const scraps = fc.constantFrom(
    '',
    'null',
    '[]',
    '{}',
    '5',
    '!expr a',
    '!expr',
    'text',
    '- x',
    '{ a: [b, { c: !expr $d }] }',
    '!tmpl "{{x}}"',
    '*a',
    '&a 1',
    '? x',
    'true',
  );
  const edits = fc.array(fc.tuple(fc.nat(400), fc.constantFrom('value', 'line', 'key', 'indent'), scraps), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(fc.constantFrom(...texts), edits, ([file, text], changes) => {
      const lines = text.split('\n');
      for (const [at, kind, scrap] of changes) {
        const line = at % lines.length;
        const old = lines[line] ?? '';
        if (kind === 'value') lines[line] = old.replace(/: .*$/, `: ${scrap}`);
        else if (kind === 'line') lines[line] = '';
        else if (kind === 'key') lines[line] = old.replace(/[\w ]+:/, 'other:');
        else lines[line] = ` ${old}`;
      }
      const changed = lines.join('\n');
      const { pack, diagnostics } = loadPack(file, vocabulary, {
        root: folder,
        read: (path) => (path === file ? changed : readFileSync(path, 'utf8')),
      });
      expect(pack === undefined).toBe(diagnostics.some((one) => one.severity === 'error'));
      for (const one of diagnostics)
        expect(one).toMatchObject({ hint: expect.any(String) as string, place: { line: expect.any(Number) as number } });
    }),
    { numRuns: 150 },
  );
});
