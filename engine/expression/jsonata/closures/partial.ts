import { Callable, Detached, HOLE, Lambda, Native, Partial, type Evaluate } from '../calling/callable.ts';
import { fail } from '../errors/expression-error.ts';
import type { PartialNode } from '../syntax.ts';
import { apply } from '../calling/apply.ts';
import { forgottenDollar } from './call.ts';
import { procedureName } from './lambda.ts';
import type { Scope } from './scope.ts';

/** A function that went through an argument list, or one of the host's, takes its arguments like a native one. */
function asTarget(callee: unknown): Lambda | Partial | Native | undefined {
  if (callee instanceof Lambda || callee instanceof Partial || callee instanceof Native) return callee;
  if (callee instanceof Detached) return callee.target instanceof Callable ? asTarget(callee.target) : hosted(callee.target);
  return typeof callee === 'function' ? hosted(callee as (...args: unknown[]) => unknown) : undefined;
}

function hosted(callee: (...args: unknown[]) => unknown): Native {
  return new Native({ name: callee.name, arity: callee.length, call: (...args) => apply(callee, args, null) });
}

/** `f(?, x)`: a function of what is left open. */
export function compilePartial(node: PartialNode, scope: Scope): Evaluate {
  const args = node.arguments.map((argument): Evaluate =>
    argument.type === 'operator' ? () => HOLE : scope.unit.compile(argument, scope),
  );
  const procedure = scope.unit.compile(node.procedure, scope);
  const forgotten = forgottenDollar(node.procedure, scope);
  const token = procedureName(node.procedure);
  const { position } = node;
  return (input, frame) => {
    const given = args.map((argument) => argument(input, frame));
    const callee = procedure(input, frame);
    const target = asTarget(callee);
    if (target !== undefined) return new Partial(target, given.slice(0, Math.max(target.arity, 0)));
    return fail(callee === undefined && forgotten(frame) ? 'T1007' : 'T1008', { position, token });
  };
}
