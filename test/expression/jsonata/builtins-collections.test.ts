import { describe, expect, test } from 'vitest';
import { evaluate } from '../evaluate.ts';

describe('list functions', () => {
  test.each<readonly [string, unknown]>([
    ['$count([1, 2])', 2],
    ['$count(missing)', 0],
    ['$count("x")', 1],
    ['$append([1], [2, 3])', [1, 2, 3]],
    ['$append(1, 2)', [1, 2]],
    ['$append(missing, 1)', 1],
    ['$append([1], missing)', [1]],
    ['$reverse([1, 2, 3])', [3, 2, 1]],
    ['$reverse([1])', [1]],
    ['$distinct([1, "1", 1, null, null, {"a": [1]}, {"a": [1]}])', [1, '1', null, { a: [1] }]],
    ['$distinct([1, 1])', [1]],
    ['$distinct([{"n": 1}, {"n": 1}].n)', 1],
    ['$distinct(5)', 5],
    [
      '$zip([1, 2, 3], ["a", "b"])',
      [
        [1, 'a'],
        [2, 'b'],
      ],
    ],
    ['$zip([1], missing)', []],
    ['$sort($shuffle([1..5]))', [1, 2, 3, 4, 5]],
    ['$shuffle([1])', [1]],
    ['$sort(missing)', undefined],
    ['$count([1..1000])', 1000],
  ])('%s', (text, value) => {
    expect(evaluate(text)).toEqual(value);
  });
});

describe('object functions', () => {
  test.each<readonly [string, unknown]>([
    ['$keys({"a": 1, "b": 2})', ['a', 'b']],
    ['$keys([{"a": 1}, {"b": 1, "a": 2}])', ['a', 'b']],
    ['$keys({})', undefined],
    ['$lookup({"a": 1}, "a")', 1],
    ['$lookup([{"a": 1}, {"a": [2]}], "a")', [1, 2]],
    ['$spread({"a": 1, "b": 2})', [{ a: 1 }, { b: 2 }]],
    ['$spread([{"a": 1}, {"b": 2, "c": 3}])', [{ a: 1 }, { b: 2 }, { c: 3 }]],
    ['$spread("x")', 'x'],
    ['$merge([{"a": 1, "b": 1}, {"b": 2}])', { a: 1, b: 2 }],
    ['$merge({"a": 1})', { a: 1 }],
    ['$clone({"a": [1, {"b": 2}]})', { a: [1, { b: 2 }] }],
    ['$exists(missing)', false],
    ['$exists(null)', true],
    ['$assert(true, "no")', undefined],
    ['$map([null, 1, "a", true, [], {}, $sum], $type)', ['null', 'number', 'string', 'boolean', 'array', 'object', 'function']],
    ['$type(missing)', undefined],
  ])('%s', (text, value) => {
    expect(evaluate(text)).toEqual(value);
  });
});
