import type { Evaluate } from '../callable.ts';
import { ExpressionError } from '../expression-error.ts';
import type { BinaryNode } from '../syntax.ts';
import { truthy } from '../values.ts';
import { arithmetic, compare, concatenate, equal, includes, range, unequal } from './operators.ts';
import type { Scope } from './scope.ts';

/** An error inside `and`/`or` is told to be at the operator, wherever below it arose: the reference does so. */
function atOperator(error: unknown, node: BinaryNode): unknown {
  if (error instanceof ExpressionError) {
    error.position = node.position;
    error.token = node.value;
  }
  return error;
}

function compileBoolean(node: BinaryNode, scope: Scope): Evaluate {
  const left = scope.unit.compile(node.lhs, scope);
  const right = scope.unit.compile(node.rhs, scope);
  const decided = node.value === 'or';
  return (input, frame) => {
    const first = left(input, frame);
    try {
      return truthy(first) === decided ? decided : truthy(right(input, frame));
    } catch (error) {
      throw atOperator(error, node);
    }
  };
}

type Operation = (left: unknown, right: unknown) => unknown;

const operations: Readonly<Record<string, Operation>> = {
  '+': arithmetic((a, b) => a + b),
  '-': arithmetic((a, b) => a - b),
  '*': arithmetic((a, b) => a * b),
  '/': arithmetic((a, b) => a / b),
  '%': arithmetic((a, b) => a % b),
  '=': equal,
  '!=': unequal,
  '<': compare((a, b) => a < b),
  '<=': compare((a, b) => a <= b),
  '>': compare((a, b) => a > b),
  '>=': compare((a, b) => a >= b),
  '&': concatenate,
  '..': range,
  in: includes,
};

export function compileBinary(node: BinaryNode, scope: Scope): Evaluate {
  if (node.value === 'and' || node.value === 'or') return compileBoolean(node, scope);
  const left = scope.unit.compile(node.lhs, scope);
  const right = scope.unit.compile(node.rhs, scope);
  const operation = operations[node.value] ?? (() => undefined);
  return (input, frame) => {
    const first = left(input, frame);
    const second = right(input, frame);
    try {
      return operation(first, second);
    } catch (error) {
      throw atOperator(error, node);
    }
  };
}
