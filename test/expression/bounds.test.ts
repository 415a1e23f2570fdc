import { describe, expect, test } from 'vitest';
import {
  compileExpression,
  ExpressionError,
  withWatchdog,
  type CompileOptions,
} from '../../engine/expression/jsonata/compile.ts';
import { errorOf, evaluate } from './evaluate.ts';

const long: unknown = `${'a'.repeat(100_000)}b`;

const endless: readonly { readonly text: string; readonly code: string; readonly input?: unknown }[] = [
  { text: '($f := function(){ $f() }; $f())', code: 'U1001' },
  { text: '($f := function($n){ 1 + $f($n + 1) }; $f(1))', code: 'U1001' },
  { text: '($f := function($x){ $map([1, 2], $f) }; $f(1))', code: 'U1001' },
  { text: '($f := function($n){ $n = 0 ? 0 : $f($n - 1) }; $f(1e9))', code: 'U1001' },
  { text: '$map([1..1e5], function($i){ $map([1..1e5], function($j){ $i * $j }) })', code: 'U1001' },
  { text: '$sort([1..1e6], function($a, $b){ $a < $b })', code: 'U1001' },
  { text: '$distinct([1..1e5].{"a": $, "b": "x"})', code: 'U1001' },
  { text: '$match($, /(a+)+$/)', code: 'U1001', input: long },
  { text: '$contains($, /(a+)+$/)', code: 'U1001', input: long },
  { text: '$split($, /(a|a)*$/)', code: 'U1001', input: long },
  { text: '$replace($, /(a+)+$/, "x")', code: 'U1001', input: long },
  { text: '/(a+)+$/($)', code: 'U1001', input: long },
  { text: '$match($, /.*.*.*x/)', code: 'U1001', input: long },
  { text: '[1..1e9]', code: 'D2014' },
  { text: '$formatInteger(1 / 0, "a")', code: 'U1001' },
  { text: '$formatNumber(1 / 0, "0.0e0")', code: 'U1001' },
  { text: '[1..1e4].[1..1e4]', code: 'D2015|U1001' },
  { text: '$pad("x", 1e12)', code: 'U1002|U1001' },
  { text: '$pad("x", -3e9, "abc")', code: 'U1002|U1001' },
  { text: '$reduce([1..100], function($a, $b){ $a & $a }, "aaaaaaaa")', code: 'U1002|U1001' },
  { text: '$replace($, "a", $pad("", 1000, "x"))', code: 'U1002|U1001', input: long },
  { text: '$join([1..1e6].$pad("", 1000))', code: 'U1002|U1001' },
  { text: '$reduce([1..60], function($a, $b){ [$a, $a] }, [1]) ~> $string()', code: 'D2015|U1001' },
];

describe('evaluation ends by itself', () => {
  test.each(endless)('$text with $code', ({ text, code, input }) => {
    const { code: given, message } = errorOf(text, input, { limits: { timeMs: 150 } });
    expect(given).toMatch(new RegExp(`^(?:${code})$`));
    expect(message.length).toBeGreaterThan(20);
  });

  test('for lists that share their parts, and so are exponentially larger than their memory', () => {
    const shared = '$reduce([1..60], function($a, $b){ [[$a], [$a]] }, [1])';
    for (const text of [
      `${shared} = ${shared}`,
      `${shared} ~> $string()`,
      `${shared}.**`,
      `{"a": ${shared}}.*`,
      `${shared} and true`,
      `$keys(${shared})`,
      `$lookup(${shared}, "a")`,
      `$spread(${shared})`,
      `$distinct([[${shared}], [${shared}]])`,
      `(${shared}).a`,
      `$clone([${shared}])`,
      `${shared} & ""`,
      `${shared}[$]`,
    ]) {
      expect(errorOf(text, null, { limits: { timeMs: 50 } }).code).toMatch(/^(?:U1001|D2015)$/);
    }
  });

  test('by default within half a second', () => {
    expect(errorOf('($f := function(){ $f() }; $f())').message).toMatch(/500 ms/);
    expect(errorOf('$match($, /(a+)+$/)', long).message).toMatch(/500 ms/);
  });

  test('and the next evaluation is unharmed', () => {
    expect(() => evaluate('$match($, /(a+)+$/)', long)).toThrow(ExpressionError);
    expect(evaluate('$sum([1..10])')).toBe(55);
  });

  test('for data nested without end, too', () => {
    const deep: Record<string, unknown> = {};
    let at = deep;
    for (let i = 0; i < 100_000; i++) at = at['x'] = {} as Record<string, unknown>;
    for (const text of ['**', '$string($)', '$ = $clone($)', '$keys(**)']) expect(errorOf(text, deep).code).toBe('U1001');
  });

  test('with a range of ten million items, which is allowed', () => {
    expect(evaluate('$count([1..1e7])', null, undefined, { limits: { timeMs: 20_000 } })).toBe(10_000_000);
  });
});

describe('limits', () => {
  const code = (text: string, limits: CompileOptions['limits'], input?: unknown): string =>
    errorOf(text, input, { limits: limits ?? {} }).code;

  test('can be set one by one', () => {
    expect(code('[1..11]', { outputItems: 10 })).toBe('D2015');
    expect(code('$pad("", 11)', { outputChars: 10 })).toBe('U1002');
    expect(code('($f := function($n){ $n = 0 ? 0 : 1 + $f($n - 1) }; $f(50))', { depth: 100 })).toBe('U1001');
    expect(code('1 + 1 + 1', { sourceLength: 8 })).toBe('U1003');
    expect(code('((((1))))', { sourceDepth: 3 })).toBe('U1003');
    expect(code('[1, 2, 3, 4]', { sourceNodes: 3 })).toBe('U1003');
  });

  test('of depth count levels as the package does', () => {
    const text = '($f := function($n){ $n = 0 ? 1 : $n * $f($n - 1) }; $f(99))';
    expect(evaluate(text, null, undefined, { limits: { depth: 302 } })).toBeCloseTo(9.33262154439441e155, -150);
    expect(code(text.replace('99', '100'), { depth: 302 })).toBe('U1001');
  });

  test('are whole again for every evaluation', () => {
    const program = compileExpression('$count([1..8])', { limits: { outputItems: 10 } });
    for (let i = 0; i < 5; i++) expect(program.evaluate(null)).toBe(8);
  });
});

describe('the text of an expression is bounded', () => {
  test.each<readonly [string, string]>([
    ['parentheses', '('.repeat(5000) + '1' + ')'.repeat(5000)],
    ['a chain of operators', `1${'+1'.repeat(20_000)}`],
    ['signs', `${'-'.repeat(30_000)}1`],
    ['steps', `a${'.a'.repeat(20_000)}`],
    ['lists', '['.repeat(2000) + ']'.repeat(2000)],
    ['length', 'x'.repeat(70_000)],
  ])('%s', (_name, text) => {
    expect(errorOf(text).code).toBe('U1003');
  });

  test('defaults within defaults, which the parser copies, do not take the memory', () => {
    expect(errorOf(`${'('.repeat(40)}a${' ?? 1)'.repeat(40)}`).code).toMatch(/^U100[13]$/);
    expect(evaluate('((((a ?? b) ?? c) ?? d) ?? e) ?? (f ?: (g ?: (h ?: 1)))')).toBe(1);
  });
});

describe('the watchdog', () => {
  test('ends work that never returns, and lets other errors and results through', () => {
    const forever = (): never => {
      for (;;);
    };
    expect(() => withWatchdog(50, forever)).toThrow(expect.objectContaining({ code: 'U1001' }));
    expect(withWatchdog(1000, () => 5)).toBe(5);
    expect(() =>
      withWatchdog(1000, () => {
        throw new RangeError('mine');
      }),
    ).toThrow('mine');
  });

  test('cannot be caught by what it ends', () => {
    const stubborn = (): void => {
      for (;;) {
        try {
          for (;;);
        } catch {
          // Goes on, if it can.
        }
      }
    };
    expect(() => withWatchdog(50, stubborn)).toThrow(ExpressionError);
  });

  test('stands around a batch: evaluations inside need none of their own', () => {
    const bad = compileExpression('$match($, /(a+)+$/)', { limits: { timeMs: 60_000 } });
    expect(() => withWatchdog(100, () => ['a', long].map((each) => bad.evaluate(each)))).toThrow(
      expect.objectContaining({ code: 'U1001' }),
    );
    expect(compileExpression('1 + 1').evaluate(null)).toBe(2);
  });
});
