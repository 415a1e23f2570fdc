import { describe, expect, test } from 'vitest';
import { evaluate } from '../evaluate.ts';

const shop = {
  name: 'Corner',
  'two words': 'quoted',
  orders: [
    {
      id: 'o1',
      lines: [
        { sku: 'a', qty: 2, price: 10 },
        { sku: 'b', qty: 1, price: 5 },
      ],
    },
    { id: 'o2', lines: [{ sku: 'a', qty: 3, price: 9 }] },
    { id: 'o3', lines: [] },
  ],
  owner: { name: 'Ada', address: { city: 'Paris' } },
  none: null,
  empty: [],
  one: [7],
  matrix: [
    [1, 2],
    [3, 4],
  ],
};

const cases: readonly (readonly [text: string, value: unknown])[] = [
  ['name', 'Corner'],
  ['owner.address.city', 'Paris'],
  ['`two words`', 'quoted'],
  ['"name"', 'name'],
  ['owner."name"', 'Ada'],
  ['owner.missing.city', undefined],
  ['name.length', undefined],
  ['none', null],
  ['none.x', undefined],
  ['orders.id', ['o1', 'o2', 'o3']],
  ['orders.lines.sku', ['a', 'b', 'a']],
  ['orders[1].lines.sku', 'a'],
  ['orders[1].lines.sku[]', ['a']],
  ['orders[1].lines[].sku', ['a']],
  ['empty', []],
  ['one', [7]],
  ['one.($ + 1)', 8],
  [
    'matrix',
    [
      [1, 2],
      [3, 4],
    ],
  ],
  ['matrix.$', [1, 2, 3, 4]],
  ['matrix[0]', [1, 2]],
  ['matrix[0][1]', 2],
  ['$', shop],
  ['$$.owner.name', 'Ada'],
  ['orders.lines.$$.name', ['Corner', 'Corner', 'Corner']],
  ['owner.*', ['Ada', { city: 'Paris' }]],
  ['orders.*.sku', ['a', 'b', 'a']],
  ['**.city', 'Paris'],
  ['owner.**', [shop.owner, 'Ada', { city: 'Paris' }, 'Paris']],
  ['orders.(lines; id)', ['o1', 'o2', 'o3']],
  ['orders.[id]', [['o1'], ['o2'], ['o3']]],
  [
    'orders.[id, $count(lines)]',
    [
      ['o1', 2],
      ['o2', 1],
      ['o3', 0],
    ],
  ],
  ['[orders.id]', ['o1', 'o2', 'o3']],
  ['[[orders.id]]', [['o1', 'o2', 'o3']]],
  ['[].x', []],
  ['orders.{"id": id, "n": $count(lines)}[n > 0].id', ['o1', 'o2']],
];

describe('paths', () => {
  test.each(cases)('%s', (text, value) => {
    expect(evaluate(text, shop)).toEqual(value);
  });

  test('map over an input that is itself a list, which counts as one context', () => {
    expect(evaluate('id', shop.orders)).toEqual(['o1', 'o2', 'o3']);
    expect(evaluate('$count($)', shop.orders)).toBe(3);
    expect(evaluate('$[0].id', shop.orders)).toBe('o1');
    expect(evaluate('{"n": $count($)}', shop.orders)).toEqual({ n: 3 });
    expect(evaluate('$string()', [1])).toBe('[1]');
    expect(evaluate('*.id', shop.orders)).toEqual(['o1', 'o2', 'o3']);
  });

  test('give nothing for an input that is nothing, and scalars for scalars', () => {
    expect(evaluate('a.b', undefined)).toBeUndefined();
    expect(evaluate('$', undefined)).toBeUndefined();
    expect(evaluate('$ & "!"', 'x')).toBe('x!');
    expect(evaluate('a', 5)).toBeUndefined();
  });
});

describe('predicates', () => {
  test.each<readonly [string, unknown]>([
    ['orders[0].id', 'o1'],
    ['orders[-1].id', 'o3'],
    ['orders[7].id', undefined],
    ['orders[-7].id', undefined],
    ['orders[1.9].id', 'o2'],
    ['orders.lines[0].sku', ['a', 'a']],
    ['(orders.lines)[0].sku', 'a'],
    ['orders[[0, 2]].id', ['o1', 'o3']],
    ['orders[[0..1]].id', ['o1', 'o2']],
    ['orders.lines[qty > 1].price', [10, 9]],
    ['orders.lines[qty > 1][price < 10].price', 9],
    ['orders[lines.sku = "b"].id', undefined],
    ['orders["b" in lines.sku].id', 'o1'],
    ['orders[lines].id', ['o1', 'o2']],
    ['orders[$count(lines)].id', 'o2'],
    ['name[0]', 'Corner'],
    ['name[1]', undefined],
    ['name[-1]', 'Corner'],
    ['orders[id = "o2" and lines].id', 'o2'],
    ['[1, 2, 3][$ > 1]', [2, 3]],
    ['[[1, 1]][0][1]', 1],
    ['[10, 20, 30][[2, 2, 0]]', [10, 30, 30]],
    ['missing[true]', undefined],
    ['orders[1]["x"].id', 'o2'],
    ['orders[""].id', undefined],
  ])('%s', (text, value) => {
    expect(evaluate(text, shop)).toEqual(value);
  });
});

describe('sequences', () => {
  test('of one item are that item, of none are nothing', () => {
    expect(evaluate('orders[id = "o1"].id', shop)).toBe('o1');
    expect(evaluate('orders[id = "x"].id', shop)).toBeUndefined();
    expect(evaluate('$map([1], function($v){$v})')).toBe(1);
    expect(evaluate('$filter([1], function($v){false})')).toBeUndefined();
  });

  test('stay lists where they are kept', () => {
    expect(evaluate('orders[id = "o1"].id[]', shop)).toEqual(['o1']);
    expect(evaluate('orders[id = "o1"][].id', shop)).toEqual(['o1']);
    expect(evaluate('{"ids": orders[id = "o1"].id[]}', shop)).toEqual({ ids: ['o1'] });
    expect(evaluate('$filter([1], function($v){true})[]')).toEqual([1]);
    expect(evaluate('orders[id = "x"].id[]', shop)).toBeUndefined();
  });

  test('are results without any mark that a caller could see', () => {
    const result = evaluate('orders.id', shop) as unknown[];
    expect(Reflect.ownKeys(result)).toEqual(['0', '1', '2', 'length']);
    expect(Object.getPrototypeOf(result)).toBe(Array.prototype);
    expect(result).toStrictEqual(['o1', 'o2', 'o3']);
    expect(evaluate('{"a": orders.id, "b": [orders.id]}', shop)).toStrictEqual({ a: ['o1', 'o2', 'o3'], b: ['o1', 'o2', 'o3'] });
  });

  test('from a function at the end of a function are not unwrapped before they reach the caller', () => {
    expect(evaluate('$map([[1, 2], [3, 4]], function($v){ $filter($v, function($x){ $x > 3 }) })')).toEqual([[], [4]]);
    expect(evaluate('$map([[1, 2], [3, 4]], function($v){ ($f := $filter($v, function($x){ $x > 3 }); $f) })')).toBe(4);
  });
});
