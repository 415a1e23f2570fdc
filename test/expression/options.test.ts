import { describe, expect, test, vi } from 'vitest';
import { compileExpression } from '../../engine/expression/jsonata/compile.ts';
import { errorOf, evaluate } from './evaluate.ts';

describe('a compiled expression', () => {
  test('tells its text, and that it is compiled', () => {
    const program = compileExpression(' a + 1 ');
    expect(program.source).toBe(' a + 1 ');
    expect(program.compiled).toBe(true);
    expect(program.evaluate({ a: 1 })).toBe(2);
  });

  test('changes neither its input nor its bindings', () => {
    const freeze = <T>(value: T): T => {
      if (typeof value === 'object' && value !== null) for (const member of Object.values(Object.freeze(value))) freeze(member);
      return value;
    };
    const input = freeze({ list: [3, 1, 2], one: [1], empty: [], rows: [{ k: 'a', n: [1] }, { k: 'b' }] });
    const bindings = freeze({ x: [1, 2], o: { a: [1] } });
    for (const text of [
      'list[]',
      'one[]',
      '$sort(list)',
      '$reverse(list)',
      'empty{"a": 1}',
      'rows{k: n}',
      '$append(list, $x)',
      '$o ~> |$|{"a": 2}|',
      '($x := 5; $x)',
      '$merge([$o, {"b": 1}])',
      '$distinct($x)',
      'rows^(>k)',
      'rows.n[]',
      '$map($x, function($v){ $v })',
      'rows@$r.n#$i.$i',
      '$shuffle(list)',
      '$zip(list, $x)',
      '$spread(rows)',
      'list.$sum($)',
    ]) {
      expect(() => evaluate(text, input, bindings)).not.toThrow();
    }
  });

  test('reads own members only', () => {
    class Secret {
      own = 1;
      get hidden(): string {
        return 'inherited';
      }
    }
    const inherited: unknown = Object.create({ a: 1, list: [1] });
    for (const text of ['a', 'list[0]', 'x.a', '[a, x.a]', '{"v": a}.v', '$lookup($, "a")', '*', '$keys($)', 'x.x.a'])
      expect(evaluate(text, { x: inherited }, undefined) ?? 'nothing').not.toEqual(1);
    expect(evaluate('a', inherited)).toBeUndefined();
    expect(evaluate('hidden', new Secret())).toBeUndefined();
    expect(evaluate('own', new Secret())).toBe(1);
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      expect(evaluate(name, {})).toBeUndefined();
      expect(evaluate(`a.${name}`, { a: {} })).toBeUndefined();
      expect(evaluate(`a.${name}.x`, { a: [{}, []] })).toBeUndefined();
      expect(evaluate(`$${name}`, {}, {})).toBeUndefined();
      expect(evaluate(`$lookup($, "${name}")`, {})).toBeUndefined();
      expect(evaluate(name, JSON.parse(`{"${name}": 5}`))).toBe(5);
    }
    expect(evaluate('$x', null, Object.create({ x: 1 }) as Record<string, unknown>)).toBeUndefined();
  });
});

describe('bindings', () => {
  test('are variables, shadowed by those that the text assigns', () => {
    expect(evaluate('$x + ($x := 5; $x) + $x', null, { x: 1 })).toBe(7);
    expect(evaluate('$o.a.b', null, { o: { a: { b: 2 } } })).toBe(2);
    expect(evaluate('$o.l.n', null, { o: { l: [{ n: 1 }, { n: 2 }] } })).toEqual([1, 2]);
    expect(evaluate('$x', null, { x: undefined })).toBeUndefined();
    expect(evaluate('$x', null)).toBeUndefined();
  });

  test('may be functions of JavaScript', () => {
    expect(evaluate('$twice(4)', null, { twice: (n: number) => n * 2 })).toBe(8);
    expect(evaluate('$map([1, 2], $twice)', null, { twice: (n: number) => n * 2 })).toEqual([2, 4]);
  });

  test('may take the name of a function, for one evaluation', () => {
    const program = compileExpression('$sum([1, 2])');
    expect(program.evaluate(null, { sum: () => 'mine' })).toBe('mine');
    expect(program.evaluate(null)).toBe(3);
    expect(() => program.evaluate(null, { sum: 5 })).toThrow(expect.objectContaining({ code: 'T1006' }));
    expect(program.evaluate(null, { other: 5 })).toBe(3);
  });
});

describe('functions of the host', () => {
  test('are called with evaluated arguments, undefined for nothing', () => {
    const call = vi.fn((...args: unknown[]) => args.length);
    const functions = { f: { call } };
    expect(evaluate('$f(a, missing, [1])', { a: { b: 1 } }, undefined, { functions })).toBe(3);
    expect(call).toHaveBeenCalledWith({ b: 1 }, undefined, [1]);
  });

  test('have their signature checked', () => {
    const functions = { shout: { signature: '<s-:s>', call: (text: unknown) => `${String(text)}!` } };
    expect(evaluate('a.$shout()', { a: 'x' }, undefined, { functions })).toBe('x!');
    expect(evaluate('$shout("y")', null, undefined, { functions })).toBe('y!');
    expect(errorOf('$shout(5)', null, { functions })).toMatchObject({ code: 'T0410', token: 'shout' });
  });

  test('get functions as functions of JavaScript, and are passed as many arguments as they take', () => {
    const functions = {
      each: {
        call: (list: unknown, change: unknown) =>
          (list as unknown[]).map((item) => (change as (value: unknown) => unknown)(item)),
      },
      first: { arity: 1, call: (...args: unknown[]) => args.length },
    };
    expect(evaluate('$each([1, 2], function($v){ $v * 10 })', null, undefined, { functions })).toEqual([10, 20]);
    expect(evaluate('$map([5], $first)', null, undefined, { functions })).toBe(1);
  });

  test("win over JSONata's own", () => {
    expect(evaluate('$exists(1)', null, undefined, { functions: { exists: { call: () => 'mine' } } })).toBe('mine');
  });

  test('may evaluate expressions themselves', () => {
    const inner = compileExpression('$map([1..5], function($v){ $v })', { limits: { outputItems: 20 } });
    const functions = { inner: { call: () => inner.evaluate(null) } };
    expect(
      evaluate('$map([1..5], function($v){ $count($inner()) })', null, undefined, { functions, limits: { outputItems: 20 } }),
    ).toEqual([5, 5, 5, 5, 5]);
  });
});

describe('$eval', () => {
  test('is off', () => {
    expect(errorOf('$eval("1")').code).toBe('U1004');
    expect(errorOf('$map(["1"], $eval)').code).toBe('U1004');
  });

  test('where allowed, runs in the scope of its caller', () => {
    const allowed = { allowEval: true };
    expect(evaluate('($x := 5; $eval("$x + n"))', { n: 1 }, undefined, allowed)).toBe(6);
    expect(evaluate('($eval("$y := 2"); $y)', null, undefined, allowed)).toBe(2);
    expect(evaluate('$eval("a", {"a": 3})', null, undefined, allowed)).toBe(3);
    expect(evaluate('$eval("$sum($)", [1, 2])', null, undefined, allowed)).toBe(3);
    expect(evaluate('$eval("$v", 1)', null, { v: 9 }, allowed)).toBe(9);
    expect(evaluate('rows.($eval("n * $f"))', { rows: [{ n: 1 }, { n: 2 }] }, { f: 10 }, allowed)).toEqual([10, 20]);
    expect(evaluate('function($p){ [$eval("$p")] }(4)', null, undefined, allowed)).toEqual([4]);
    expect(evaluate('$eval("$eval(\\"1 + 1\\")")', null, undefined, allowed)).toBe(2);
    expect(errorOf('$eval("1 +")', null, allowed).code).toBe('D3120');
    expect(errorOf('$eval("1 + \'a\'")', null, allowed).code).toBe('D3121');
    expect(errorOf('($f := function(){ $eval("1 + $f()") }; $f())', null, allowed).code).toMatch(/U1001|D3121/);
  });
});

describe('stable variables', () => {
  test('let what hangs on them alone be computed once, until one of them is another object', () => {
    const call = vi.fn((value: unknown) => String(value).toLowerCase());
    const program = compileExpression('k in $user.names.$low($)', { functions: { low: { pure: true, call } }, stable: ['user'] });
    const user = { names: ['A', 'B'] };
    expect(['a', 'b', 'c'].map((k) => program.evaluate({ k }, { user }))).toEqual([true, true, false]);
    expect(call).toHaveBeenCalledTimes(2);
    expect(program.evaluate({ k: 'c' }, { user: { names: ['C'] } })).toBe(true);
    expect(program.evaluate({ k: 'c' }, {})).toBe(false);
  });

  test('are not assumed: without the option every evaluation computes anew', () => {
    const program = compileExpression('$count($user.list[$ > 1]) + 0');
    const user = { list: [1, 2] };
    expect(program.evaluate(null, { user })).toBe(1);
    user.list.push(3);
    expect(program.evaluate(null, { user })).toBe(2);
  });

  test('do not keep what also hangs on the row, on the clock, or on an assignment', () => {
    const stable = ['user'];
    const user = { list: [1, 2], f: 2 };
    const withRow = compileExpression('$sum($user.list.($ * $$.n)) & "/" & $sum($user.list) * n', { stable });
    expect([1, 2].map((n) => withRow.evaluate({ n }, { user }))).toEqual(['3/3', '6/6']);
    let now = 0;
    const withClock = compileExpression('$string($user.f + $millis()) & ""', { stable, clock: () => now++ });
    expect([withClock.evaluate(null, { user }), withClock.evaluate(null, { user })]).toEqual(['2', '3']);
    const assigned = compileExpression('($user := n; $string($user) & "")', { stable });
    expect([assigned.evaluate({ n: 1 }, { user }), assigned.evaluate({ n: 2 }, { user })]).toEqual(['1', '2']);
  });
});
