import { Lambda, TailCall, type Evaluate, type LambdaCode, type TailCallCode } from '../calling/callable.ts';
import { parseSignature } from '../calling/signature.ts';
import type { CallNode, LambdaNode, Node } from '../syntax.ts';
import { boundIn, newScope, settle, type Scope } from './scope.ts';

/** The name that an error tells for a call. */
export function procedureName(procedure: Node): string | undefined {
  if (procedure.type === 'path') {
    const [first] = procedure.steps;
    return first?.type === 'name' ? first.value : undefined;
  }
  return procedure.type === 'variable' ? procedure.value : undefined;
}

/** A call in tail position: what hangs on it (grouping, `[]`) is left out, as in the reference. */
function compileTailCall(call: CallNode, scope: Scope): Evaluate {
  const code: TailCallCode = {
    procedure: scope.unit.compile(call.procedure, scope),
    token: call.procedure.type === 'variable' ? call.procedure.value : undefined,
    position: call.procedure.position,
    arguments: call.arguments.map((argument) => scope.unit.compile(argument, scope)),
  };
  return (input, frame) => new TailCall(code, input, frame);
}

export function compileLambda(node: LambdaNode, scope: Scope): Evaluate {
  if (node.thunk === true && node.body.type === 'function') return compileTailCall(node.body, scope);
  const inner = newScope(scope.unit, scope, 'never');
  inner.size += node.arguments.length;
  for (const [i, parameter] of node.arguments.entries()) {
    inner.slots.set(parameter.value, 2 + i);
    settle(inner, parameter.value);
  }
  for (const name of boundIn([node.body])) if (!inner.slots.has(name)) inner.slots.set(name, inner.size++);
  const outerLevel = scope.unit.level;
  scope.unit.level = -1;
  const body = scope.unit.compile(node.body, inner);
  scope.unit.level = outerLevel;
  const code: LambdaCode = {
    parameters: node.arguments.length,
    size: inner.size,
    signature: node.signature === undefined ? undefined : parseSignature(node.signature.definition),
    body,
  };
  return (input, frame) => new Lambda(code, input, frame);
}
