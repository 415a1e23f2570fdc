import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Findings } from '../../../engine/language/basics/findings.ts';
import { formatDefinition } from '../../../engine/language/format.ts';
import { SourceFile } from '../../../engine/language/source-file.ts';
import { parseYaml } from '../../../engine/language/yaml/parse.ts';

const parsed = (text: string): { readonly raw: unknown; readonly codes: readonly string[] } => {
  const findings = new Findings();
  const raw = parseYaml(new SourceFile('a.yaml', text), findings);
  return {
    raw: JSON.parse(JSON.stringify(raw ?? null, (key, value: unknown) => (key === 'place' ? undefined : value))) as unknown,
    codes: findings.sorted().map((one) => one.code),
  };
};

describe('formatting takes the traps out', () => {
  test.each([
    ['a: !expr $f(x, y)', 'a: !expr "$f(x, y)"'],
    ['b: { a: !expr $f(x, y), c: !expr d }', 'b: { a: !expr "$f(x, y)", c: !expr d }'],
    ['c: !exp foo', 'c: !expr foo'],
    ['d: !expr foo # why', '# why\nd: !expr foo'],
    ['  e: !expr $x ? 1 : 2', '  e: !expr "$x ? 1 : 2"'],
    ['f: !expr "a" & \'b\'', 'f: !expr |-\n  "a" & \'b\''],
    ['g: !expr `x y`.z', 'g: !expr "`x y`.z"'],
    ['h: !expr %.a', 'h: !expr "%.a"'],
    ['i: !expr items#$i.x', 'i: !expr "items#$i.x"'],
    ['k: !tmpl {{a}} - {{b}}', 'k: !tmpl "{{a}} - {{b}}"'],
    ['m: [!expr a, !expr $b("x", \'y\')]', "m: [!expr a, !expr '$b(\"x\", ''y'')']"],
    ['p: !expr [a, b]', 'p: !expr "[a, b]"'],
    ['q: { x: { y: !expr {"a": [2]} }, z: 1 }', 'q: { x: { y: !expr \'{"a": [2]}\' }, z: 1 }'],
    ['- r: !expr a, b\n  s: 1', '- r: !expr "a, b"\n  s: 1'],
    ['- !expr a, b\n- c', '- !expr "a, b"\n- c'],
    ['n: !expr a ? b\n   : c\no: 1', 'n: !expr |-\n  a ? b\n  : c\no: 1'],
    ['a: !expr $f(x, y)\r\nb: 1\r\n', 'a: !expr "$f(x, y)"\r\nb: 1\r\n'],
  ])('%j', (before, after) => {
    const { text, changes } = formatDefinition(before);
    expect(text).toBe(after);
    expect(changes.length).toBeGreaterThan(0);
    expect(parsed(text).codes).toEqual([]);
    expect(formatDefinition(text).changes).toEqual([]);
  });

  test.each([
    ['a: !expr $user.x = 1'],
    ['a: !expr |-\n  f(x, y) # c !expr x, y\nb: 1'],
    ['a: "!expr a, b" # !expr c, d'],
    ["a: !expr 'it''s, so'"],
    ['a: |\n  text: !expr a, b\nb: 2'],
    ['# a: !expr b, c'],
    ["a: 'over\n  lines !expr a, b'"],
    ['a: b!expr c, d'],
  ])('%j stays as it is', (text) => {
    expect(formatDefinition(text)).toEqual({ text, changes: [] });
  });
});

test('what YAML read rightly before, it reads the same after', () => {
  const expressions = fc.constantFrom(
    'a',
    '$f(x)',
    'a = 1',
    '"q"',
    "'it''s'",
    '"a, b"',
    '$user.x and b',
    '|-\n    a ? b : c',
    'a.b[0]',
    '"{ a: 1 }"',
    'x - 1',
  );
  const lines = fc.array(fc.tuple(fc.constantFrom('!expr ', '!tmpl ', ''), expressions, fc.constantFrom('', '\n# note')), {
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(
    fc.property(lines, (all) => {
      const text = `top:\n${all.map(([tag, value, after], index) => `  k${index}: ${tag}${value}${after}`).join('\n')}\n`;
      const before = parsed(text);
      fc.pre(before.codes.length === 0);
      expect(parsed(formatDefinition(text).text)).toEqual(before);
    }),
  );
});

test('the definitions of these tests mean the same after formatting', () => {
  const folder = join(import.meta.dirname, '../fixtures/definitions');
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((one) => one.endsWith('.yaml'))) {
    const text = readFileSync(join(folder, file), 'utf8');
    expect(parsed(formatDefinition(text).text)).toEqual(parsed(text));
  }
});
