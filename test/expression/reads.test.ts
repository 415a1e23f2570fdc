import { describe, expect, test } from 'vitest';
import { compileExpression } from '../../engine/expression/jsonata/compile.ts';

const reads = (text: string): { paths: string[]; all: boolean } => {
  const { paths, all } = compileExpression(text).reads;
  return { paths: paths.map((path) => path.join('.')).sort(), all };
};

describe('what an expression reads', () => {
  test.each<readonly [string, readonly string[]]>([
    ['ip', ['ip']],
    ['a.b.c', ['a.b.c']],
    ['a.b & c', ['a.b', 'c']],
    ['a.b.c & a.b', ['a.b']],
    ['1 + 1', []],
    ['rows[x = 1].y', ['rows.x', 'rows.y']],
    ['rows^(k).n', ['rows.k', 'rows.n']],
    ['$$.a', ['a']],
    // Nothing comes of it where there is no b, and one for each where there are several.
    ['b.($$.a)', ['a', 'b']],
    ['b.("x" & $$.a)', ['a', 'b']],
    ['a.b.("x").c', ['a.b']],
    ['(a.(b)).("x")', ['a.b']],
    ['a@$v.("x")', ['a']],
    ['a{"x": 1}', ['a']],
    ['a{b: 1}', ['a.b']],
    ['{"a": x.y, "b": $uppercase(z)}', ['x.y', 'z']],
    ['rows.{"n": name, "t": $$.top}', ['rows.name', 'top']],
    ['rows{k: $sum(v)}', ['rows.k', 'rows.v']],
    ['a.$uppercase()', ['a']],
    ['a.*', ['a']],
    ['a.**', ['a']],
    ['($v := a.b; $v.c & d)', ['a.b.c', 'd']],
    ['($f := function(){ a }; $f())', ['a']],
    ['$map(items, function($i){ $i.x & q })', ['items', 'q']],
    ['a@$v.b[$v.c = d].e', ['a.c', 'b.d', 'b.e']],
    ['a#$i[$i > 1].b', ['a.b']],
    ['a ?? b', ['a', 'b']],
    ['a ?: b', ['a', 'b']],
    ['t ? a : b', ['a', 'b', 't']],
    ['a ~> $sum()', ['a']],
    ['a ~> |b|{"c": 1}|', ['a']],
    ['$substring(a, 1)', ['a']],
    ['(a; b).c', ['b.c']],
    ['$user.x', []],
    ['[a, b.c]', ['a', 'b.c']],
  ])('%s', (text, paths) => {
    expect(reads(text)).toEqual({ paths: [...paths], all: false });
  });

  test.each([
    '$',
    '*',
    '**',
    '$uppercase()',
    '$keys($)',
    'a.%.b',
    '$$',
    '$f($$)',
    '$eval("a")',
    '$each(function($v){ $v })',
    '$string()',
  ])('%s may read all', (text) => {
    expect(reads(text)).toEqual({ paths: [], all: true });
  });

  test('names variables and functions from outside, with the place of their $', () => {
    const text = '($x := $user.a; $map([1], function($v){ $v + $x + $count($run) }) ~> $nmu(a ?? 1))';
    const { variables, functions, variablePlaces, functionPlaces } = compileExpression(text).reads;
    expect(variables).toEqual(['user', 'run']);
    expect(functions).toEqual(['map', 'count', 'nmu']);
    for (const { name, position } of [...variablePlaces, ...functionPlaces])
      expect(text.slice(position, position + name.length + 1)).toBe(`$${name}`);
  });

  test("names a function that is handed over, and the host's ones", () => {
    const program = compileExpression('$map(a, $num)', { functions: { num: { call: Number } } });
    expect(program.reads.functions).toEqual(['map', 'num']);
    expect(program.reads.variables).toEqual([]);
  });
});
