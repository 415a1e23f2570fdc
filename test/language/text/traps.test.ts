import { describe, expect, test } from 'vitest';
import { demo, headLines, loadFiles, shortly } from '../load-text.ts';

/** What is found in a line of a request's query, with the place in that line. */
const inQuery = (line: string): readonly string[] =>
  demo(`endpoints:\n  e:\n    records: $\n    request:\n      path: /\n      query:\n        ${line}\n`).diagnostics.map(
    ({ code, place }) => {
      expect(place.line).toBe(headLines + 7);
      return `${code} ${place.column - 8}`;
    },
  );

describe('YAML traps are errors at their character', () => {
  test.each([
    ['a: !exp page', 'yaml.unknown-tag 4'],
    ['a: !foo page', 'yaml.unknown-tag 4'],
    ['a: !expr { page: 1 }', 'yaml.tag-on-collection 4'],
    ['a: !expr [page]', 'yaml.tag-on-collection 4'],
    ['a: !expr $user # the user', 'yaml.comment-after-expression 16'],
    ['a: !tmpl hello # the user', 'yaml.comment-after-expression 16'],
    ['a: !expr', 'yaml.empty-expression 9'],
    ['a: !tmpl ""', 'yaml.empty-expression 11'],
    ['a: { b: !expr $trim(x, y) }', 'yaml.key-without-value 24'],
    ['a: { b, c: 1 }', 'yaml.key-without-value 6'],
    ['a: !expr `b c`', 'yaml.bad-start 10'],
    ['a: !expr %.b', 'yaml.bad-start 10'],
    ['a: @b', 'yaml.bad-start 4'],
    ['a: !!binary aGk=', 'yaml.unknown-tag 4'],
    ['!expr a: 1', 'yaml.bad-key 7'],
    ['a: *nothing', 'yaml.bad-alias 4'],
    ['<<: text', 'yaml.bad-merge 1'],
  ])('%s', (line, found) => {
    expect(inQuery(line)).toContain(found);
  });

  test.each([
    ['a: !expr $x ? 1 : 2', 'yaml.block-as-implicit-key'],
    ["a: !expr 'a' & 'b'", 'yaml.unexpected-token'],
  ])('%s is not read as half an expression', (line, code) => {
    expect(inQuery(line).join()).toContain(code);
  });
});

test('every trap says what to write instead', () => {
  const { diagnostics } = demo(
    'endpoints:\n  e: { records: $, request: { path: /, query: { a: !expr $f(x, y), b: !exp c } } }\n',
  );
  expect(diagnostics.map((one) => one.hint)).toEqual(
    expect.arrayContaining([expect.stringContaining('!expr |-'), 'Did you mean `!expr`?']),
  );
});

test.each([
  ['a: 1\na: 2\n', 'yaml.duplicate-key 2:1'],
  ['a: 1\n---\nb: 2\n', 'yaml.several-documents 2:1'],
  ['%YAML 1.1\n---\na: yes\n', 'yaml.directive 1:1'],
  ['%TAG !e! !x\n---\na: 1\n', 'yaml.directive 1:1'],
  ['a:\n\tb: 1\n', 'yaml.tab 2:1'],
  ['a: &a [*a]\n', 'yaml.bad-alias 1:8'],
  ['- a\n- b\n', 'definition.not-a-map 1:1'],
  ['just text\n', 'definition.not-a-map 1:1'],
  ['!expr a\n', 'definition.not-a-map 1:1'],
  ['', 'definition.not-a-map 1:1'],
])('%j is refused as a definition', (text, found) => {
  expect(shortly(loadFiles({ 'a.yaml': text }))).toContain(found);
});

test('words of older YAML stay texts', () => {
  const { pack } = demo(
    'tables: { t: { a: yes, b: no, c: on, d: off, e: 012, f: 1_000, g: 2024-01-01, h: 0x10, i: 1e400, j: .nan } }\n',
  );
  expect(Object.fromEntries(pack?.tables.get('t')?.entries ?? [])).toEqual({
    a: 'yes',
    b: 'no',
    c: 'on',
    d: 'off',
    e: '012',
    f: '1_000',
    g: '2024-01-01',
    h: '0x10',
    i: '1e400',
    j: '.nan',
  });
});

test('a number is text where a text is meant, as it is spelt', () => {
  const { pack, diagnostics } = loadFiles({
    'a.yaml': 'language: 1\nname: demo\ntitle: 1.10\nversion: 2.0\ncategory: 12345678901234567890\n',
  });
  expect(diagnostics).toEqual([]);
  expect(pack).toMatchObject({ title: '1.10', version: '2.0', category: '12345678901234567890' });
});
