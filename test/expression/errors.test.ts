import { describe, expect, test } from 'vitest';
import { compileExpression, ExpressionError } from '../../engine/expression/jsonata/compile.ts';
import { expressionFacts } from '../../engine/expression/definition/source-facts.ts';
import { errorOf, referenceError } from './evaluate.ts';

const data = {
  s: 'text',
  n: 5,
  nul: null,
  o: { a: 1 },
  list: [1, 2, 3],
  rows: [{ k: 1 }, { k: 'a' }],
  bad: [{ k: null }, { k: 1 }],
};

/** Each with the code that it ends in; the place and token are the package's. */
const located: readonly (readonly [text: string, code: string])[] = [
  ['"open', 'S0101'],
  ['1e1000', 'S0102'],
  ['"\\q"', 'S0103'],
  ['"\\u12"', 'S0104'],
  ['`open', 'S0105'],
  ['1 /* open', 'S0106'],
  ['1 2', 'S0201'],
  ['(1', 'S0203'],
  ['[1, 2', 'S0203'],
  ['a[1}', 'S0202'],
  ['1 ! 2', 'S0204'],
  ['', 'S0207'],
  ['1 +', 'S0207'],
  ['function(x){ 1 }', 'S0208'],
  ['(a){"k": 1}[0]', 'S0209'],
  ['a{"k": 1}{"l": 2}', 'S0210'],
  ['+ 1', 'S0211'],
  ['a := 1', 'S0212'],
  ['a.1', 'S0213'],
  ['a@b', 'S0214'],
  ['a#b', 'S0214'],
  ['a[0]@$x', 'S0215'],
  ['a^(b)@$x', 'S0216'],
  ['%', 'S0217'],
  ['$match("", //)', 'S0301'],
  ['$match("", /a', 'S0302'],
  ['-s', 'D1002'],
  ['{n: 1}', 'T1003'],
  ['{"_jsonata_lambda": 1}', 'D1013'],
  ['{"a": 1, "a": 2}', 'D1009'],
  ['rows{"x": 1, "x": 2}', 'D1009'],
  ['sum(list)', 'T1005'],
  ['$missing(1)', 'T1006'],
  ['n(1)', 'T1006'],
  ['substring(?, 1)', 'T1007'],
  ['$missing(?, 1)', 'T1008'],
  ['n + s', 'T2002'],
  ['s * n', 'T2001'],
  ['nul - 1', 'T2001'],
  ['[1.5..3]', 'T2003'],
  ['[1..s]', 'T2004'],
  ['n ~> s', 'T2006'],
  ['rows^(k)', 'T2007'],
  ['bad^(k)', 'T2008'],
  ['n < s', 'T2009'],
  ['o > 1', 'T2010'],
  ['1 >= nul', 'T2010'],
  ['o ~> |$|5|', 'T2011'],
  ['o ~> |$|{}, 5|', 'T2012'],
  ['($clone := 5; o ~> |$|{}|)', 'T2013'],
  ['[1..20000000]', 'D2014'],
  ['$string(1/0)', 'D3001'],
  ['1/0 + 1', 'D1001'],
  ['$replace(s, "", "x")', 'D3010'],
  ['$replace(s, "t", "x", -1)', 'D3011'],
  ['$replace(s, /t/, function($m){ 1 })', 'D3012'],
  ['$split(s, "t", -1)', 'D3020'],
  ['$number("x")', 'D3030'],
  ['$number("")', 'D3030'],
  ['$match(s, /t/, -1)', 'D3040'],
  ['$replace("abc", /x*/, "-")', 'D1004'],
  ['$reduce(list, function($a){ 1 })', 'D3050'],
  ['$sqrt(-1)', 'D3060'],
  ['$power(10, 1000)', 'D3061'],
  ['$sort([1, "a"])', 'D3070'],
  ['$formatNumber(1, "0;0;0")', 'D3080'],
  ['$formatNumber(1, "0.0.0")', 'D3081'],
  ['$formatNumber(1, "%0%")', 'D3082'],
  ['$formatNumber(1, "‰0‰")', 'D3083'],
  ['$formatNumber(1, "%0‰")', 'D3084'],
  ['$formatNumber(1, "")', 'D3085'],
  ['$formatNumber(1, "0x0")', 'D3086'],
  ['$formatNumber(1, "0,.0")', 'D3087'],
  ['$formatNumber(1, "0,")', 'D3088'],
  ['$formatNumber(1, "0,,0")', 'D3089'],
  ['$formatNumber(1, "0#")', 'D3090'],
  ['$formatNumber(1, "0.#0")', 'D3091'],
  ['$formatNumber(1, "0e0%")', 'D3092'],
  ['$formatBase(1, 1)', 'D3100'],
  ['$toMillis("x")', 'D3110'],
  ['$formatInteger(1, "①")', 'D3130'],
  ['$formatInteger(1, "0٠")', 'D3131'],
  ['$fromMillis(0, "[Q]")', 'D3132'],
  ['$fromMillis(0, "[YN]")', 'D3133'],
  ['$fromMillis(0, "[Z00000]")', 'D3134'],
  ['$fromMillis(0, "[Y")', 'D3135'],
  ['$toMillis("10 2024", "[H] [Y]")', 'D3136'],
  ['$error("mine")', 'D3137'],
  ['$single(list)', 'D3138'],
  ['$single(list, function($v){ $v > 9 })', 'D3139'],
  ['$decodeUrl("%E0%A4%A")', 'D3140'],
  ['$assert(n = 4, "not four")', 'D3141'],
  ['$uppercase(n)', 'T0410'],
  ['$uppercase("a", "b")', 'T0410'],
  ['$uppercase()', 'T0411'],
  ['$sum(["a"])', 'T0412'],
  ['$join([1])', 'T0412'],
  // The place of an error within functions and operators around it.
  ['1 + ($f := function($x){ $x + s }; $f(1))', 'T2002'],
  ['n = 5 and n + s', 'T2002'],
  ['n = 4 or $uppercase(n)', 'T0410'],
  ['$map(list, function($v){ $v + s })', 'T2002'],
  ['$map(list, function($v){ $uppercase($v) })', 'T0410'],
  ['{"a": $number("x")}', 'D3030'],
  ['rows[$number(k) > 0]', 'D3030'],
  ['n > 0 ? $sum(s)', 'T0412'],
];

describe('errors', () => {
  test.each(located)('%s fails with %s, at the place and token that the package tells', async (text, code) => {
    const { code: given, position, token } = errorOf(text, data);
    expect(given).toBe(code);
    expect({ code: given, position, token }).toEqual(await referenceError(text, data));
  });

  test('have a message of one sentence, with values shortened', () => {
    expect(errorOf('n + s', data).message).toBe('The right side of "+" must be a number.');
    expect(errorOf('$error("mine")').message).toBe('mine');
    expect(errorOf('$error()').message).toBe('$error() function evaluated');
    expect(errorOf('$number($)', 'x'.repeat(1000)).message.length).toBeLessThan(300);
    for (const [text] of located) expect(errorOf(text, data).message).toMatch(/^\S.*\S$/);
  });

  test('of a regular expression that JavaScript does not take are syntax errors', () => {
    expect(errorOf('$match("a", /(/)/').code).toMatch(/^S0/);
    expect(errorOf('$match("a", /a(?<b/)').code).toMatch(/^S0/);
  });

  test('of the syntax are the same where an expression is only looked at', () => {
    for (const text of ['a[', 'a b', '$f(', '"open', '[?]', 'x'.repeat(70_000)]) {
      const { code, message } = errorOf(text);
      expect(expressionFacts(text).error).toMatchObject({ code: `expression.${code}`, message });
      expect(message).not.toBe('');
    }
  });

  test('of the host pass through as they are', () => {
    const failure = new TypeError('from the host');
    const program = compileExpression('$f(1)', {
      functions: {
        f: {
          call: () => {
            throw failure;
          },
        },
      },
    });
    expect(() => program.evaluate(null)).toThrow(failure);
  });

  test('leave nothing behind: the next evaluation works', () => {
    const program = compileExpression('$map([1, 2], function($v){ $v + x })');
    expect(() => program.evaluate({ x: 'a' })).toThrow(ExpressionError);
    expect(program.evaluate({ x: 1 })).toEqual([2, 3]);
  });
});
