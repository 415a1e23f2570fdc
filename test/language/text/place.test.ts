import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SourceFile } from '../../../engine/language/source-file.ts';
import { Findings } from '../../../engine/language/basics/findings.ts';
import { parseYaml } from '../../../engine/language/yaml/parse.ts';
import type { Expr } from '../../../engine/language/basics/value.ts';

const exprOf = (text: string): Expr => {
  const findings = new Findings();
  const raw = parseYaml(new SourceFile('a.yaml', text), findings) as { readonly a: { readonly b: Expr } };
  expect(findings.sorted()).toEqual([]);
  return raw.a.b;
};

/** The character of the file at a place. */
const charAt = (text: string, { line, column }: { readonly line: number; readonly column: number }): string =>
  (text.split('\n')[line - 1] ?? '')[column - 1] ?? '';

const words = fc.array(fc.constantFrom('a', '$user.x', '(', ')', '=', 'price*2', 'é', '😀', 'x.y', '+', 'and'), {
  minLength: 1,
  maxLength: 12,
});

const styles: Readonly<Record<string, (words: readonly string[], seed: number) => string>> = {
  plain: (all) => `a:\n  b: !expr x ${all.join(' ')}\n`,
  'plain over lines': (all) => `a:\n  b: !expr x\n     ${all.join('\n      ')}\n`,
  'single quotes': (all) => `a: { b: !expr 'it''s ${all.join(" ''q'' ")}' }\n`,
  'double quotes': (all, seed) =>
    `a: { b: !expr "x \\"q\\" \\u0041\\x42\\n\\t${all.join(seed % 2 === 0 ? '\\\n    \\  ' : '  ')}" }\n`,
  'double quotes over lines': (all) => `a:\n  b: !expr "x ${all.join('\n\n    ')}"\n`,
  literal: (all, seed) =>
    `a:\n  b: !expr |-\n${all.map((word, index) => `${' '.repeat(4 + ((index * seed) % 3))}${word}`).join('\n')}\n`.replace(
      /\n {5,6}/,
      '\n    ',
    ),
  'literal with its indentation': (all) => `a:\n  b: !expr |2-\n     ${all.join('\n\n    ')}\n`,
  folded: (all, seed) =>
    `a:\n  b: !expr >-\n    x\n${all.map((word, index) => `${' '.repeat(4 + ((index * seed) % 3))}${word}`).join('\n')}\n`,
};

describe.each(Object.keys(styles))('a character of an expression leads back to the file: %s', (style) => {
  test('for every character that is no blank', () => {
    fc.assert(
      fc.property(words, fc.nat(20), (all, seed) => {
        const text = (styles[style] as (typeof styles)[string])(all, seed);
        const expr = exprOf(text);
        for (const [offset, char] of Array.from(
          { length: expr.source.length },
          (_, index) => [index, expr.source[index] ?? ''] as const,
        )) {
          if (/\s/.test(char)) continue;
          const found = charAt(text, expr.placeAt(offset));
          // An escape stands for its character.
          expect(found === '\\' ? 'escape' : found).toBe(found === '\\' ? 'escape' : char);
        }
      }),
      { numRuns: 60 },
    );
  });
});

test('the end of an expression is just behind its last character', () => {
  for (const text of [
    'a: { b: !expr foo }\n',
    "a: { b: !expr 'foo' }\n",
    'a: { b: !expr "foo" }\n',
    'a:\n  b: !expr |-\n    foo\n',
  ]) {
    const expr = exprOf(text);
    const { line, column } = expr.placeAt(expr.source.length);
    expect((text.split('\n')[line - 1] ?? '').slice(0, column - 1)).toMatch(/foo$/);
  }
});

test('an escape counts as one character', () => {
  expect(exprOf('a: { b: !expr "\\u0041\\n$x" }\n').placeAt(2)).toEqual({ file: 'a.yaml', line: 1, column: 24 });
  expect(exprOf("a: { b: !expr '''x''' }\n").placeAt(1)).toEqual({ file: 'a.yaml', line: 1, column: 18 });
});

test('columns count UTF-16 units, also behind a line end of Windows', () => {
  expect(exprOf('a:\r\n  b: !expr |-\r\n    x\r\n    😀y\r\n').placeAt(4)).toEqual({ file: 'a.yaml', line: 4, column: 7 });
});
