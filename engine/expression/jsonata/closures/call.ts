import { apply, arityOf, located } from '../calling/apply.ts';
import { Callable, Detached, Native, type Evaluate, type Frame } from '../calling/callable.ts';
import { argumentSide, sidesOfCall } from '../decisions.ts';
import { ExpressionError, fail } from '../errors/expression-error.ts';
import { run } from '../run.ts';
import type { CallNode, Node } from '../syntax.ts';
import { isFunction } from '../values.ts';
import { noteCaller } from './caller.ts';
import { procedureName } from './lambda.ts';
import type { Scope } from './scope.ts';
import { meansGlobal, variableRead } from './variable.ts';

/** A call with the value before `~>` as its first argument, if there is one. */
export type EvaluateCall = (input: unknown, frame: Frame, first: { readonly value: unknown } | undefined) => unknown;

function detached(value: unknown): unknown {
  if (!isFunction(value)) return value;
  return new Detached(value as Callable, arityOf(value));
}

/** Calling nothing where a function of that name exists: the `$` was forgotten. */
export function forgottenDollar(procedure: Node, scope: Scope): (frame: Frame) => boolean {
  const name = procedure.type === 'path' ? procedureName(procedure) : undefined;
  if (name === undefined) return () => false;
  const read = variableRead(name, scope);
  return (frame) => {
    const value = read(frame);
    return value !== undefined && value !== null && value !== false && value !== 0 && value !== '';
  };
}

/** Only where the error does not know its place yet. */
function atCall(error: unknown, token: string | undefined, position: number | undefined): unknown {
  if (error instanceof ExpressionError) {
    error.position ||= position;
    error.token ||= token;
  }
  return error;
}

function compileGeneral(node: CallNode, scope: Scope): EvaluateCall {
  const procedure = scope.unit.compile(node.procedure, scope);
  const args = node.arguments.map((argument) => scope.unit.compile(argument, scope));
  const name = procedureName(node.procedure);
  const forgotten = forgottenDollar(node.procedure, scope);
  const { position } = node;
  const { level } = scope.unit;
  const note = noteCaller(scope);
  return (input, frame, first) => {
    const callee = procedure(input, frame);
    if (callee === undefined && forgotten(frame)) fail('T1005', { position, token: name });
    const values: unknown[] = first === undefined ? [] : [first.value];
    for (const argument of args) values.push(detached(argument(input, frame)));
    if (callee instanceof Callable) {
      callee.token = name;
      callee.position = position;
    }
    note(frame);
    const { depth } = run;
    run.depth = depth + level;
    try {
      return apply(callee, values, input);
    } catch (error) {
      throw atCall(error, name, position);
    } finally {
      run.depth = depth;
    }
  };
}

/** The function; where somebody looks on, one that tells which of its arguments it gives. */
export function watchedFunction(native: Native, node: CallNode, { unit: { probe } }: Scope): Native {
  const { choice, call } = native;
  if (probe === undefined || choice === undefined) return native;
  const tell = new Map(sidesOfCall(node, choice.from).map((side) => [side, probe(node.position ?? 0, side)]));
  return new Native({
    ...native,
    call: (...args) => {
      tell.get(argumentSide(choice.of(args)))?.();
      return call(...args);
    },
  });
}

/** A call of a function known by name: no look-up, no detaching, since a native calls without context anyway. */
function compileNative(node: CallNode, scope: Scope, native: Native, name: string): EvaluateCall {
  const args = node.arguments.map((argument) => scope.unit.compile(argument, scope));
  const { position } = node;
  const { level } = scope.unit;
  return (input, frame, first) => {
    const values: unknown[] = first === undefined ? [] : [first.value];
    for (const argument of args) values.push(argument(input, frame));
    native.token = name;
    native.position = position;
    const { depth } = run;
    run.depth = depth + level;
    try {
      const checked = native.signature === undefined ? values : native.signature.validate(values, input);
      return native.call(...checked);
    } catch (error) {
      throw located(error, native.token, native.position);
    } finally {
      run.depth = depth;
    }
  };
}

export function compileCallWith(node: CallNode, scope: Scope): EvaluateCall {
  const { procedure } = node;
  if (
    procedure.type === 'variable' &&
    procedure.predicate === undefined &&
    procedure.group === undefined &&
    meansGlobal(procedure.value, scope)
  ) {
    const native = scope.unit.globals.get(procedure.value);
    if (native !== undefined) return compileNative(node, scope, watchedFunction(native, node, scope), procedure.value);
  }
  return compileGeneral(node, scope);
}

export function compileCall(node: CallNode, scope: Scope): Evaluate {
  const call = compileCallWith(node, scope);
  return (input, frame) => call(input, frame, undefined);
}
