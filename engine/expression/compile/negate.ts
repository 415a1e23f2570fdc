import type { Evaluate } from '../callable.ts';
import { fail } from '../expression-error.ts';
import type { NegateNode } from '../syntax.ts';
import { isNumeric } from '../values.ts';
import type { Scope } from './scope.ts';

export function compileNegate(node: NegateNode, scope: Scope): Evaluate {
  const operand = scope.unit.compile(node.expression, scope);
  return (input, frame) => {
    const value = operand(input, frame);
    if (value === undefined) return undefined;
    if (isNumeric(value)) return -value;
    return fail('D1002', { position: node.position, token: node.value, value });
  };
}
