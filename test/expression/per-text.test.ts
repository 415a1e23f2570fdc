import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileExpression } from '../../engine/expression/jsonata/compile.ts';
import { perText } from '../../engine/expression/definition/per-text.ts';

const STABLE = ['user', 'run'];

/** The expression behind the memory, with a count of how often it was computed. */
function remembered(text: string) {
  const program = compileExpression(text, { stable: STABLE });
  let computed = 0;
  const evaluate = perText(program.reads, STABLE, (context, scope) => {
    computed++;
    return [program.evaluate(context, scope)];
  });
  return { evaluate: (context: unknown, scope = {}) => evaluate(context, scope)[0], computed: () => computed };
}

test('what hangs on one column is computed once for each of its texts', () => {
  const { evaluate, computed } = remembered('$uppercase(a) & $user.suffix');
  const user = { suffix: '!' };
  expect(['x', 'y', 'x', 'x'].map((a, b) => evaluate({ a, b }, { user }))).toEqual(['X!', 'Y!', 'X!', 'X!']);
  expect(computed()).toBe(2);
});

test('other options give other values', () => {
  const { evaluate } = remembered('a & $user.suffix');
  expect(['1', '2', '1'].map((suffix) => evaluate({ a: 'x' }, { user: { suffix } }))).toEqual(['x1', 'x2', 'x1']);
});

test.each([
  ['two columns', 'a & b'],
  ['the whole record', '$string($)'],
  ['a variable that changes with the record', 'a & $detail'],
  ['the time', 'a & $string($millis())'],
  ['chance', '$random() >= 0 ? a : a'],
  ['a column within a column', 'a.b'],
])('what hangs on %s is computed each time', (_, text) => {
  const { evaluate, computed } = remembered(text);
  for (let row = 0; row < 3; row++) evaluate({ a: 'x', b: 'y' }, { detail: 'd' });
  expect(computed()).toBe(3);
});

test('an error is no value: it comes each time', () => {
  const { evaluate } = remembered('$number(a)');
  for (let row = 0; row < 2; row++) expect(() => evaluate({ a: 'none' })).toThrow(/number/);
});

test('a column whose values never come again is given up', () => {
  const { evaluate, computed } = remembered('$length(a)');
  for (let row = 0; row < 5000; row++) evaluate({ a: String(row) });
  for (let row = 0; row < 10; row++) evaluate({ a: '7' });
  expect(computed()).toBe(5010);
});

test('it gives what the expression gives, whatever stands in the column', () => {
  const cell = fc.oneof(
    fc.constantFrom('1', 'x', ''),
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.array(fc.constantFrom('1', 'x')),
  );
  fc.assert(
    fc.property(fc.array(fc.record({ a: cell, b: fc.integer() }, { requiredKeys: ['b'] }), { maxLength: 40 }), (records) => {
      const { evaluate } = remembered('$string(a)');
      const program = compileExpression('$string(a)');
      for (const record of records) expect(evaluate(record)).toEqual(program.evaluate(record));
    }),
  );
});
