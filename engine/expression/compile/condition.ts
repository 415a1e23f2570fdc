import type { Evaluate } from '../callable.ts';
import type { ConditionNode } from '../syntax.ts';
import { truthy } from '../values.ts';
import type { Scope } from './scope.ts';

/** `? :`, and with it `?:` and `??`, which the parser writes as conditions. */
export function compileCondition(node: ConditionNode, scope: Scope): Evaluate {
  const { compile } = scope.unit;
  const condition = compile(node.condition, scope);
  const then = compile(node.then, scope);
  if (node.else === undefined) return (input, frame) => (truthy(condition(input, frame)) ? then(input, frame) : undefined);
  const otherwise = compile(node.else, scope);
  return (input, frame) => (truthy(condition(input, frame)) ? then(input, frame) : otherwise(input, frame));
}
