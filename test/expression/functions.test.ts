import { describe, expect, test } from 'vitest';
import { errorOf, evaluate } from './evaluate.ts';

describe('lambdas', () => {
  test.each<readonly [string, unknown]>([
    ['function($x){ $x * 2 }(4)', 8],
    ['λ($x, $y){ $x & $y }("a", "b")', 'ab'],
    ['(function($x, $y){ $y })(1)', undefined],
    ['($f := function($x){ $x + n }; $f(1))', 6],
    ['($add := function($a){ function($b){ $a + $b } }; $add(2)(3))', 5],
    ['($f := function($n){ $n <= 1 ? 1 : $n * $f($n - 1) }; $f(10))', 3_628_800],
    ['($x := 1; $f := function(){ $x }; $x := 2; $f())', 2],
    ['($x := 1; ($x := 2); $x)', 1],
    ['($f := function($x){ ($x := $x + 1; $x) }; [$f(1), $f(1)])', [2, 2]],
    ['$y := 7', 7],
    ['($a := $b := 3; $a + $b)', 6],
    ['(n = 5 ? ($x := 1) : 0; $exists($x))', false],
    ['($a; $a := 1; $a)', 1],
    ['list.($m := $; $m * 2)', [2, 4, 6]],
    ['list.(function($i){ $i + $$.n }($))', [6, 7, 8]],
  ])('%s', (text, value) => {
    expect(evaluate(text, { n: 5, list: [1, 2, 3] })).toEqual(value);
  });

  test('keep the context in which they were written', () => {
    expect(evaluate('a.($f := function(){ b }; $$.c.$f())', { a: { b: 1 }, c: { b: 2 } })).toBe(1);
  });

  test('call each other at the end without growing the stack', () => {
    const text =
      '($even := function($n){ $n = 0 ? true : $odd($n - 1) }; $odd := function($n){ $n = 0 ? false : $even($n - 1) }; $even(20001))';
    expect(evaluate(text)).toBe(false);
    expect(
      evaluate('($count := function($n, $sum){ ($next := $sum + $n; $n = 0 ? $sum : $count($n - 1, $next)) }; $count(10000, 0))'),
    ).toBe(50_005_000);
  });

  test('as results are functions to the language, and not to be called from outside', () => {
    expect(evaluate('$type(function($x){ $x })')).toBe('function');
    expect(evaluate('$string(function($x){ $x })')).toBe('');
    expect(evaluate('$string({"f": $sum})')).toBe('{"f":""}');
  });
});

describe('signatures', () => {
  test.each<readonly [string, unknown]>([
    ['function($x)<n:n>{ $x + 1 }(1)', 2],
    ['function($x)<a:a>{ $x }(1)', [1]],
    ['function($x)<a<n>>{ $sum($x) }([1, 2])', 3],
    ['function($x)<s?:s>{ $exists($x) }()', false],
    ['("ctx").(function($x)<s-:s>{ $x }())', 'ctx'],
    ['function($x, $f)<af:a>{ $map($x, $f) }([1, 2], function($v){ $v * 2 })', [2, 4]],
    ['function($x)<(ns):s>{ $string($x) }(5)', '5'],
    ['function($x)<l>{ $x }(null)', null],
    ['function($x, $y)<n+>{ $x + $y }(1, 2)', 3],
    ['function($x)<j>{ $x }({"a": 1})', { a: 1 }],
  ])('%s', (text, value) => {
    expect(evaluate(text)).toEqual(value);
  });

  test.each<readonly [string, string]>([
    ['function($x)<n>{ $x }("a")', 'T0410'],
    ['function($x)<n>{ $x }(1, 2)', 'T0410'],
    ['function($x)<a<n>>{ $x }(["a"])', 'T0412'],
    ['function($x)<a<n>>{ $x }([1, "a"])', 'T0412'],
    ['function($x)<a<s>>{ $x }(1)', 'T0412'],
    ['n.(function($x)<s->{ $x }())', 'T0411'],
    ['function($x)<f>{ $x }(1)', 'T0410'],
    ['function($x)<s<n>>{ $x }(1)', 'S0401'],
    ['function($x)<(sa<n>)>{ $x }(1)', 'S0402'],
  ])('%s is refused with %s', (text, code) => {
    expect(errorOf(text, { n: 5 }).code).toBe(code);
  });
});

describe('partial application and chaining', () => {
  test.each<readonly [string, unknown]>([
    ['($first := $substring(?, 0, 2); $first("hello"))', 'he'],
    ['($f := function($a, $b, $c){ $a & $b & $c }; $f(?, "b", ?)("a", "c"))', 'abc'],
    ['($f := function($a, $b, $c){ $a & $b & $c }; $g := $f("a", ?, ?); $g(?, "c")("b"))', 'abc'],
    ['$map(["a", "b"], $pad(?, 3, "."))', ['a..', 'b..']],
    ['($apply := function($f){ $f(?, 1) }; $apply($append)([0]))', [0, 1]],
    ['"hello" ~> $uppercase', 'HELLO'],
    ['"hello" ~> $substring(1, 3) ~> $uppercase()', 'ELL'],
    ['($f := $trim ~> $uppercase; $f(" x "))', 'X'],
    ['[1, 2] ~> $map(function($v){ $v + 1 }) ~> $sum()', 5],
    ['$type($sum ~> $type)', 'function'],
    ['missing ~> $uppercase', undefined],
  ])('%s', (text, value) => {
    expect(evaluate(text)).toEqual(value);
  });

  test('of a built-in checks what it is given in the end', () => {
    expect(errorOf('$pad(?, 3)({})').code).toBe('T0410');
  });
});

describe('higher-order functions', () => {
  test.each<readonly [string, unknown]>([
    ['$map([1, 2], function($v, $i, $a){ $v + $i + $count($a) })', [3, 5]],
    ['$map(["a"], $uppercase)', 'A'],
    ['$map([1, 2, 3], function($v){ $v > 1 ? $v })', [2, 3]],
    ['$map(missing, $uppercase)', undefined],
    ['$filter([1, 2, 3], function($v, $i){ $i > 0 })', [2, 3]],
    ['$reduce([1, 2, 3], function($a, $b){ $a * 10 + $b })', 123],
    ['$reduce([1, 2], function($a, $b, $i, $l){ $a + $b + $i + $count($l) }, 100)', 108],
    ['$reduce([], function($a, $b){ 1 }, 9)', 9],
    ['$reduce([], function($a, $b){ 1 })', undefined],
    ['$single([1, 2, 3], function($v){ $v = 2 })', 2],
    ['$single([5])', 5],
    ['$each({"a": 1, "b": 2}, function($v, $k){ $k & $v })', ['a1', 'b2']],
    ['$sift({"a": 1, "b": 2}, function($v, $k){ $v > 1 })', { b: 2 }],
    ['$sift({"a": 1}, function($v){ false })', undefined],
    ['{"a": 1, "b": 2}.$sift(function($v){ $v = 1 })', { a: 1 }],
    ['$map($append(/a/, /b/), function($r){ $contains("b", $r) })', [false, true]],
    ['$map([$sum, $count], function($f){ $f([1, 2]) })', [3, 2]],
    ['($f := function($x){ $map($x, $uppercase) }; $f(["a", "b"]))', ['A', 'B']],
  ])('%s', (text, value) => {
    expect(evaluate(text)).toEqual(value);
  });
});
