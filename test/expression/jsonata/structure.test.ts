import { describe, expect, test } from 'vitest';
import { evaluate } from '../evaluate.ts';

const data = {
  rows: [
    { k: 'x', n: 3, s: 'b' },
    { k: 'y', n: 1, s: 'a' },
    { k: 'x', n: 2 },
  ],
  o: { a: 1, b: { c: 2, d: [1, 2] } },
};

describe('object constructors', () => {
  test.each<readonly [string, unknown]>([
    ['{}', {}],
    ['{"a": 1, "b": rows[1].n, "c": missing}', { a: 1, b: 1 }],
    ['{"2": "b", "1": "a"}', { 1: 'a', 2: 'b' }],
    ['{rows[0].k: o.a}', { x: 1 }],
    ['{missing: 1}', {}],
    ['rows.{"n": n}', [{ n: 3 }, { n: 1 }, { n: 2 }]],
    ['{"a": {"b": {"c": [1, {"d": null}]}}}', { a: { b: { c: [1, { d: null }] } } }],
    ['{"f": false, "t": true, "z": 0, "e": ""}', { f: false, t: true, z: 0, e: '' }],
    ['{"l": rows.missing}', {}],
    ['{"a": 1}.a', 1],
    ['{"a": [1]}.a', [1]],
  ])('%s', (text, value) => {
    expect(evaluate(text, data)).toEqual(value);
  });

  test('make plain objects, whatever their members are called', () => {
    const result = evaluate('{"__proto__": {"polluted": true}, "constructor": 1}') as object;
    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
    expect(Object.keys(result)).toEqual(['__proto__', 'constructor']);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test('apply to every item where the context is a list of lists', () => {
    expect(evaluate('$map([[{"k": "a"}, {"k": "b"}]], function($v){ $v ~> function($w){ $w{k: 1} } })')).toEqual({ a: 1, b: 1 });
  });
});

describe('grouping', () => {
  test.each<readonly [string, unknown]>([
    ['rows{k: n}', { x: [3, 2], y: 1 }],
    ['rows{k: $sum(n)}', { x: 5, y: 1 }],
    ['rows{k: n[]}', { x: [3, 2], y: [1] }],
    ['rows{k: $}', { x: [data.rows[0], data.rows[2]], y: data.rows[1] }],
    ['rows{s: n}', { a: 1, b: 3 }],
    ['rows[n > 5]{k: n}', {}],
    ['rows{"all": $count(n), k: 1}', { all: 3, x: 1, y: 1 }],
    ['(rows){k: $max(n)}', { x: 3, y: 1 }],
    ['rows^(n){k: n}', { y: 1, x: [2, 3] }],
  ])('%s', (text, value) => {
    expect(evaluate(text, data)).toEqual(value);
  });

  test('of an empty list leaves the list of the input as it is', () => {
    const input = { list: [] as unknown[] };
    expect(evaluate('list{"k": 1}', input)).toEqual({ k: 1 });
    expect(input).toEqual({ list: [] });
  });
});

describe('sorting', () => {
  test.each<readonly [string, unknown]>([
    ['rows^(n).n', [1, 2, 3]],
    ['rows^(<n).n', [1, 2, 3]],
    ['rows^(>n).n', [3, 2, 1]],
    ['rows^(k, >n).n', [3, 2, 1]],
    ['rows^(s).n', [1, 3, 2]],
    ['rows^(>s).n', [3, 1, 2]],
    ['rows^($string(n))[0].n', 1],
    ['rows[n = 1]^(n).n', 1],
    ['rows^(-n).n', [3, 2, 1]],
    ['$sort(rows, function($a, $b){ $a.n > $b.n }).n', [1, 2, 3]],
    ['$sort([3, 1, 2])', [1, 2, 3]],
    ['$sort(["b", "a"])', ['a', 'b']],
  ])('%s', (text, value) => {
    expect(evaluate(text, data)).toEqual(value);
  });

  test('is stable', () => {
    const rows = Array.from({ length: 50 }, (_, i) => ({ k: i % 3, i }));
    const sorted = evaluate('rows^(k)', { rows }) as typeof rows;
    expect(sorted).toEqual(rows.toSorted((a, b) => a.k - b.k));
  });
});

describe('transforms', () => {
  test.each<readonly [string, unknown]>([
    ['o ~> |b|{"c": c + 1}|', { a: 1, b: { c: 3, d: [1, 2] } }],
    ['o ~> |b|{}, "d"|', { a: 1, b: { c: 2 } }],
    ['o ~> |$|{"x": 1}, ["a", "b"]|', { x: 1 }],
    ['o ~> |missing|{"x": 1}|', data.o],
    ['missing ~> |$|{"x": 1}|', undefined],
    ['[rows ~> |$|{"n": n * 2}|].n', [6, 2, 4]],
    ['($t := |b|{"c": 0}|; $t(o).b.c)', 0],
  ])('%s', (text, value) => {
    expect(evaluate(text, data)).toEqual(value);
  });

  test('change a copy, never the input', () => {
    const input = structuredClone(data);
    evaluate('$ ~> |**|{"touched": true}, ["n", "c"]|', input);
    expect(input).toEqual(data);
  });
});
