import type { NameNode, Node, PathNode, VariableNode } from '../syntax.ts';
import { unwrapped } from '../values.ts';
import { compilePath } from '../closures/paths/path.ts';
import { context, variableRead, variablePlace } from '../closures/variable.ts';
import { lazily } from '../closures/scope.ts';
import type { Emitter, Operand } from './emitter.ts';
import { isPlain, own, single } from './runtime.ts';

/** A step that is just a name, or a variable: nothing hangs on it. */
function isBare(node: Node): boolean {
  return (
    node.stages === undefined &&
    node.predicate === undefined &&
    node.group === undefined &&
    node.keepArray !== true &&
    node.tuple !== true
  );
}

interface Simple {
  readonly variable: VariableNode | undefined;
  readonly names: readonly string[];
}

/** `a.b.c` or `$x.a.b`. */
export function simplePath(node: PathNode): Simple | undefined {
  if (node.group !== undefined || node.keepSingletonArray === true || node.keepArray === true || !node.steps.every(isBare))
    return undefined;
  const [first, ...rest] = node.steps;
  const variable = first?.type === 'variable' ? first : undefined;
  const names = variable === undefined ? node.steps : rest;
  if (!names.every((step) => step.type === 'name')) return undefined;
  return { variable, names: names.map((step) => (step as NameNode).value) };
}

function member(emitter: Emitter, object: string, name: string): string {
  if (name in Object.prototype) return `${emitter.constant(own)}(${object}, ${JSON.stringify(name)})`;
  return `${object}[${JSON.stringify(name)}]`;
}

function contextValue(input: unknown): unknown {
  return unwrapped(context(input));
}

/** A variable's value, unwrapped. */
export function emitVariable(node: VariableNode, emitter: Emitter): Operand {
  const { scope } = emitter;
  if (node.value === '') {
    const code = emitter.temp('input');
    emitter.line(`if (Array.isArray(${code})) ${code} = ${emitter.constant(contextValue)}(${code});`);
    return { code, kind: 'any' };
  }
  const place = variablePlace(node.value, scope);
  let frame = 'frame';
  for (let i = 0; i < (place?.hops ?? 0); i++) frame += '[0]';
  const read = emitter.constant(variableRead(node.value, scope));
  let code: string;
  if (place === undefined) code = emitter.temp(`${read}(frame)`);
  else if (place.kind === 'slot') code = emitter.temp(`${frame}[${String(place.slot)}]`);
  else if (node.value in Object.prototype) code = emitter.temp(`${read}(frame)`);
  else code = emitter.temp(`${frame}[1][${JSON.stringify(node.value)}]`);
  emitter.line(`if (typeof ${code} === "object") ${code} = ${emitter.constant(unwrapped)}(${code});`);
  return { code, kind: 'any' };
}

/** Reads member after member while the values are ordinary objects; anything else goes the general way. */
function descend(emitter: Emitter, result: string, from: string, names: readonly string[], general: string): void {
  const [name, ...rest] = names;
  if (name === undefined) return;
  emitter.line(`${result} = ${member(emitter, from, name)};`);
  if (rest.length === 0) {
    emitter.line(`if (typeof ${result} === "object") ${result} = ${emitter.constant(single)}(${result});`);
    return;
  }
  emitter.line(`if (typeof ${result} !== "object" || ${result} === null) ${result} = undefined;`);
  emitter.line(`else if (${emitter.constant(isPlain)}(${result})) {`);
  descend(emitter, result, result, rest, general);
  emitter.line(`} else ${result} = ${general};`);
}

export function emitPath(node: PathNode, emitter: Emitter): Operand {
  const { scope } = emitter;
  const simple = simplePath(node);
  if (simple === undefined) return emitter.closure(scope.unit.compile(node, scope));
  const general = `${emitter.constant(lazily(scope, (here) => compilePath(node, here)))}(input, frame)`;
  const { variable, names } = simple;
  if (variable !== undefined) {
    const from = emitVariable(variable, emitter).code;
    const result = emitter.temp();
    emitter.line(`if (${emitter.constant(isPlain)}(${from})) {`);
    descend(emitter, result, from, names, general);
    emitter.line(`} else if (typeof ${from} === "object" && ${from} !== null) ${result} = ${general};`);
    return { code: result, kind: 'any' };
  }
  const result = emitter.temp();
  emitter.line(`if (${emitter.plainInput()}) {`);
  descend(emitter, result, 'input', names, general);
  emitter.line(`} else ${result} = ${general};`);
  return { code: result, kind: 'any' };
}
