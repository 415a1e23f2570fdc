import { describe, expect, test } from 'vitest';
import { evaluate } from '../evaluate.ts';

const data = { n: 5, s: 'text', t: true, f: false, z: 0, e: '', nul: null, list: [1, 2, 3], o: { a: 1 }, p: { a: 1 } };

describe('operators', () => {
  test.each<readonly [string, unknown]>([
    ['1 + 2 * 3 - 4 / 2', 5],
    ['7 % 3', 1],
    ['-7 % 3', -1],
    ['-n', -5],
    ['-(n)', -5],
    ['--5', 5],
    ['n + missing', undefined],
    ['-missing', undefined],
    ['1e3 + 0.5', 1000.5],
    ['n = 5', true],
    ['n != 5', false],
    ['n = "5"', false],
    ['missing = missing', false],
    ['missing != 1', false],
    ['nul = null', true],
    ['o = p', true],
    ['o != {"a": 2}', true],
    ['list = [1, 2, 3]', true],
    ['[1, [2]] = [1, [2]]', true],
    ['n < 6 and n > 4', true],
    ['n <= 5 and n >= 5', true],
    ['"a" < "b"', true],
    ['missing < 3', undefined],
    ['3 > missing', undefined],
    ['2 in list', true],
    ['9 in list', false],
    ['"text" in s', true],
    ['missing in list', false],
    ['s in ["a", "text"]', true],
    ['n in [1..9]', true],
    ['s & "!" & n', 'text!5'],
    ['missing & "x"', 'x'],
    ['o & list', '{"a":1}[1,2,3]'],
    ['nul & t', 'nulltrue'],
    ['[1..3]', [1, 2, 3]],
    ['[3..1]', []],
    ['[-1..1, 9]', [-1, 0, 1, 9]],
    ['[1..missing]', []],
    ['[n..n]', [5]],
  ])('%s', (text, value) => {
    expect(evaluate(text, data)).toEqual(value);
  });

  test.each<readonly [string, boolean]>([
    ['t and f', false],
    ['t or f', true],
    ['missing or t', true],
    ['missing and t', false],
    ['s and n', true],
    ['e or z', false],
    ['nul or o', true],
    ['list and t', true],
    ['[0, 0] or f', false],
    ['[0, 1] or f', true],
    ['{} or f', false],
    ['$sum or f', false],
    ['[[0]] or f', false],
  ])('%s counts as %s', (text, value) => {
    expect(evaluate(text, data)).toBe(value);
  });

  test('do not look at the right side when the left decides', () => {
    expect(evaluate('f and $error("not reached")', data)).toBe(false);
    expect(evaluate('t or $error("not reached")', data)).toBe(true);
  });

  test('names like those of operators can be fields', () => {
    expect(evaluate('and and or.in', { and: true, or: { in: true } })).toBe(true);
  });
});

describe('conditions', () => {
  test.each<readonly [string, unknown]>([
    ['n > 3 ? "big" : "small"', 'big'],
    ['n > 9 ? "big"', undefined],
    ['t ? f ? 1 : 2 : 3', 2],
    ['missing ?? "default"', 'default'],
    ['z ?? "default"', 0],
    ['nul ?? "default"', null],
    ['(missing ?? alsoMissing) ?? n', 5],
    ['z ?: "default"', 'default'],
    ['s ?: "default"', 'text'],
    ['$match("b", /a/) ?: "none"', 'none'],
    ['$match("a", /a/).match ?: "none"', 'a'],
  ])('%s', (text, value) => {
    expect(evaluate(text, data)).toEqual(value);
  });
});

describe('comments, escapes and names', () => {
  test.each<readonly [string, unknown]>([
    ['/* before */ 1 /* between */ + /* after */ 1', 2],
    [String.raw`"a\"b\\\/\n\tA"`, 'a"b\\/\n\tA'],
    [`'single "quotes"'`, 'single "quotes"'],
    ['`a.b c`', 1],
    ['λ($x){ $x }(2)', 2],
  ])('%s', (text, value) => {
    expect(evaluate(text, { 'a.b c': 1 })).toBe(value);
  });
});
