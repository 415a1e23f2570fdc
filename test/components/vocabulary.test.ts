import { describe, expect, test } from 'vitest';
import { createVocabulary } from '../../engine/components/vocabulary.ts';

const vocabulary = createVocabulary();
const names = (source: string) => {
  const { variables, functions } = vocabulary.expression(source);
  const shown = ({ name, offset }: { name: string; offset: number }): string => {
    expect(source.slice(offset, offset + name.length + 1)).toBe(`$${name}`);
    return name;
  };
  return {
    variables: variables.map((each) => [shown(each), ...each.path].join('.')),
    functions: functions.map(({ name }) => name),
  };
};

describe('the names of an expression', () => {
  test.each([
    ['$user.host', ['user.host'], []],
    ['$user.a.b[0].c + $count($run.list)', ['user.a.b.c', 'run.list'], ['count']],
    ['$detail.(a + b)', ['detail'], []],
    ['$user.a & $b ~> $trim', ['user.a', 'b', 'trim'], []],
    ['($x := 1; $y := function($q) { $q & $w & $x }; $y(1))', ['w'], []],
    ['list@$v[$v.id = $user.id].$v#$i.$i', ['user.id'], []],
    ['$values(x)[$lowercase($) in $$.y]', [], ['values', 'lowercase']],
    ['$map(list, $iso)', ['iso'], ['map']],
    ['list[$user.n]{ $a: $b }', ['user.n', 'a', 'b'], []],
    ['$substring(?, $n)', ['n'], ['substring']],
    ['x ~> |a|{ "b": $c }|', ['c'], []],
    ['"$a at {{b}}"', [], []],
  ])('%s', (source, variables, functions) => {
    expect(names(source)).toEqual({ variables, functions });
  });
});

describe('what can not be read', () => {
  test.each([
    ['a b', 'expression.S0201', 2],
    ['a[0', 'expression.S0203', 3],
    ['"abc', 'expression.S0101', 4],
    ['', 'expression.S0207', 0],
  ])('is told with code and place: %j', (source, code, offset) => {
    expect(vocabulary.expression(source).error).toMatchObject({ code, offset });
  });

  test('is told for templates as well', () => {
    expect(vocabulary.template('a {{#if b}}{{/if}}').error).toMatchObject({ code: 'template.unsupported', offset: 2 });
  });
});

test('a template tells its variables and helpers, unknown ones too', () => {
  expect(vocabulary.template("{{nope x}} {{time y 'yyyy'}} {{@user.host}}")).toEqual({
    variables: [{ name: 'user', path: ['host'], offset: 31 }],
    fields: [
      { path: ['x'], offset: 7 },
      { path: ['y'], offset: 18 },
    ],
    functions: [
      { name: 'nope', offset: 2 },
      { name: 'time', offset: 13 },
    ],
  });
});

test("JSONata's own functions and the registry's may be called, $eval not", () => {
  expect(vocabulary.functions).toEqual(expect.arrayContaining(['sum', 'lookup', 'epoch', 'ip_type', 'header']));
  expect(vocabulary.functions).not.toContain('eval');
  expect(vocabulary.templateFunctions).toEqual(expect.arrayContaining(['time', 'lower']));
  expect(vocabulary.templateFunctions).not.toContain('header');
});
