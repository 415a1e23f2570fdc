import { caller } from './caller.ts';
import { Callable, Detached, HOLE, Lambda, Native, Partial, TailCall, type Frame } from './callable.ts';
import { ExpressionError, fail } from '../errors/expression-error.ts';
import { run, tick, tooDeep } from '../run.ts';

/** The value of a variable that is not bound yet. */
export const UNBOUND: unique symbol = Symbol('unbound');

function callLambda(lambda: Lambda, args: readonly unknown[]): unknown {
  const { code } = lambda;
  const frame: Frame = [lambda.frame, undefined];
  for (let i = 0; i < code.parameters; i++) frame.push(args[i]);
  while (frame.length < code.size) frame.push(UNBOUND);
  tick();
  if (++run.depth > run.maxDepth) tooDeep();
  const result = code.body(lambda.input, frame);
  run.depth--;
  return result;
}

function callPartial(partial: Partial, args: readonly unknown[]): unknown {
  let next = 0;
  const all = partial.given.map((value) => (value === HOLE ? args[next++] : value));
  const { target } = partial;
  if (target instanceof Lambda) return callLambda(target, all);
  if (target instanceof Partial) return callPartial(target, all);
  // The reference does not check these arguments, and breaks down on wrong ones.
  return target.call(...(target.signature?.validate(all, null) ?? all));
}

/** Adds to an error where the function was called from, unless it knows better already. */
export function located(error: unknown, token: string | undefined, position: number | undefined): unknown {
  if (error instanceof ExpressionError) {
    error.token ??= token;
    if (position !== undefined) error.position = position;
  }
  return error;
}

function callOnce(callee: unknown, args: readonly unknown[], input: unknown): unknown {
  if (!(callee instanceof Callable)) {
    if (typeof callee === 'function') return Reflect.apply(callee, input, args);
    return fail('T1006');
  }
  try {
    const checked = callee.signature === undefined ? args : callee.signature.validate(args, input);
    if (callee instanceof Lambda) return callLambda(callee, checked);
    if (callee instanceof Native) {
      run.input = input;
      return callee.call(...checked);
    }
    if (callee instanceof Partial) return callPartial(callee, checked);
    return callee instanceof Detached ? apply(callee.target, checked, null) : fail('T1006');
  } catch (error) {
    throw located(error, callee.token, callee.position);
  }
}

/** Calls a function, and every call that it ends with, without growing the stack. */
export function apply(callee: unknown, args: readonly unknown[], input: unknown): unknown {
  const { scope, frame: from } = caller;
  let result = callOnce(callee, args, input);
  while (result instanceof TailCall) {
    const { code, input: context, frame }: TailCall = result;
    const next = code.procedure(context, frame);
    if (next instanceof Callable) {
      if (code.token !== undefined) next.token = code.token;
      next.position = code.position;
    }
    const values = code.arguments.map((argument) => argument(context, frame));
    // A call in tail position counts as made where the whole call was.
    caller.scope = scope;
    caller.frame = from;
    result = callOnce(next, values, input);
  }
  return result;
}

/** How many arguments a function can use. */
export function arityOf(callee: unknown): number {
  if (callee instanceof Callable) return callee.arity;
  return typeof callee === 'function' ? callee.length : 0;
}

/** Calls a function with as many of the arguments as it can use, at least one, as the higher-order functions do. */
export function applyTo(callee: unknown, value: unknown, key: unknown, whole: unknown): unknown {
  const arity = arityOf(callee);
  return apply(callee, arity >= 3 ? [value, key, whole] : arity === 2 ? [value, key] : [value], null);
}
