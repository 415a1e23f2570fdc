import { UNBOUND } from '../calling/apply.ts';
import type { Evaluate, Frame } from '../calling/callable.ts';
import type { BlockNode, Node } from '../syntax.ts';
import { boundIn, newScope, settle, type Scope } from './scope.ts';

function sequence(expressions: readonly Node[], scope: Scope): Evaluate {
  const parts = expressions.map((expression) => {
    const part = scope.unit.compile(expression, scope);
    if (expression.type === 'bind' && scope.slots.has(expression.lhs.value)) settle(scope, expression.lhs.value);
    return part;
  });
  const last = parts.pop() ?? (() => undefined);
  if (parts.length === 0) return last;
  return (input, frame) => {
    for (const part of parts) part(input, frame);
    return last(input, frame);
  };
}

/** `( … ; … )`: a scope of its own, made only if it binds a variable. */
export function compileBlock(node: BlockNode, scope: Scope): Evaluate {
  const names = boundIn(node.expressions);
  if (names.size === 0 && !scope.unit.open) return sequence(node.expressions, scope);
  const inner = newScope(scope.unit, scope, 'never', names);
  const body = sequence(node.expressions, inner);
  const unbound = Array.from(names, () => UNBOUND);
  return (input, frame) => {
    const own: Frame = [frame, undefined, ...unbound];
    return body(input, own);
  };
}
