import { apply } from '../calling/apply.ts';
import { Native, type Evaluate } from '../calling/callable.ts';
import { fail } from '../errors/expression-error.ts';
import type { ApplyNode } from '../syntax.ts';
import { isFunction } from '../values.ts';
import { noteCaller } from './caller.ts';
import { compileCallWith } from './call.ts';
import type { Scope } from './scope.ts';

/** `f ~> g`: a function that does one after the other. */
function chain(first: unknown, second: unknown): Native {
  return new Native({
    name: 'chain',
    arity: 1,
    higher: true,
    call: (value) => apply(second, [apply(first, [value], null)], null),
  });
}

/** `value ~> function`. What a call gives on the right side is not unwrapped before the whole is. */
export function compileApply(node: ApplyNode, scope: Scope): Evaluate {
  const left = scope.unit.compile(node.lhs, scope);
  if (node.rhs.type === 'function') {
    const call = compileCallWith(node.rhs, scope);
    return (input, frame) => call(input, frame, { value: left(input, frame) });
  }
  const right = scope.unit.compile(node.rhs, scope);
  const { position } = node;
  const note = noteCaller(scope);
  return (input, frame) => {
    const value = left(input, frame);
    const callee = right(input, frame);
    if (!isFunction(callee)) return fail('T2006', { position, value: callee });
    note(frame);
    return isFunction(value) ? chain(value, callee) : apply(callee, [value], null);
  };
}
