import { expect, test } from 'vitest';
import { compileExpression, ExpressionError } from '../../engine/expression/jsonata/compile.ts';
import { definitionFunctions } from '../../engine/expression/definition/definition-evaluator.ts';
import { faultOffset } from '../../engine/expression/jsonata/errors/fault-offset.ts';

const offsetOf = (source: string): number | undefined => {
  try {
    compileExpression(source, { functions: definitionFunctions }).evaluate({ a: 1 });
  } catch (error) {
    if (error instanceof ExpressionError) return faultOffset(error, source);
  }
  throw new Error('Nothing was refused.');
};

test.each([
  ["a + $iso('x')", 4],
  ["  $sum ('x')", 2],
  ["1 + 'a'", 2],
  ['a.b > {}', 4],
  ["a.$number('q')", 2],
  ["-'x'", 0],
  ["[1..'a']", 2],
  ['a b', 2],
  ['a.(b', 4],
  ["$map(['x'], $iso)", 0],
  ["'x' ~> $iso", undefined],
])('the fault of %s is shown where its token begins', (source, offset) => {
  expect(offsetOf(source)).toBe(offset);
});
