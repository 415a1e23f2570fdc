import { Callable, type Native } from '../calling/callable.ts';
import type { CallNode, Node } from '../syntax.ts';
import type { Parameter } from '../calling/signature-type.ts';
import { unwrapped } from '../values.ts';
import { watchedFunction } from '../closures/call.ts';
import { meansGlobal } from '../closures/variable.ts';
import type { Emitter, Operand } from './emitter.ts';
import type { Scope } from '../closures/scope.ts';
import { truth } from './truth.ts';

/** Nodes whose value may be a function, so that the call may evaluate more than its arguments. */
function mayBeFunction(node: Node): boolean {
  switch (node.type) {
    case 'lambda':
    case 'variable':
    case 'partial':
    case 'function':
    case 'block':
    case 'apply':
    case 'transform':
    case 'condition':
    case 'bind':
    case 'parent':
      return true;
    default:
      return false;
  }
}

/** The function that a call means, if it is certain and a plain one: all it does is compute. */
export function nativeOf(node: CallNode, scope: Scope): Native | undefined {
  const { procedure } = node;
  if (procedure.type !== 'variable' || procedure.predicate !== undefined || procedure.group !== undefined) return undefined;
  if (!meansGlobal(procedure.value, scope)) return undefined;
  const native = scope.unit.globals.get(procedure.value);
  return native?.higher === true && node.arguments.some(mayBeFunction) ? undefined : native;
}

const tests: Readonly<Record<string, (code: string) => string>> = {
  s: (code) => `typeof ${code} === "string"`,
  n: (code) => `typeof ${code} === "number"`,
  b: (code) => `typeof ${code} === "boolean"`,
  '(nsb)': (code) => `typeof ${code} === "number" || typeof ${code} === "string" || typeof ${code} === "boolean"`,
  '(sf)': (code) => `typeof ${code} === "string"`,
};

/** A condition under which this argument needs neither check nor change; undefined: there is none so simple. */
function fits(parameter: Parameter, argument: Operand, emitter: Emitter): string | undefined {
  const { code, literal } = argument;
  if (parameter.pattern.endsWith('+')) return undefined;
  if (parameter.type === 'x') return '';
  if (parameter.type === 'a')
    return parameter.subtype === undefined ? `Array.isArray(${code}) || ${code} === undefined` : undefined;
  if (parameter.type === 'f') return `${code} instanceof ${emitter.constant(Callable)}`;
  const test = tests[parameter.type];
  if (test === undefined) return undefined;
  if (typeof literal === 'string' && parameter.type.includes('s')) return '';
  if (typeof literal === 'number' && parameter.type.includes('n')) return '';
  return `${test(code)} || ${code} === undefined`;
}

/** What a call needs to go straight to the function; `false`: it always has to be checked. */
function direct(native: Native, args: readonly Operand[], emitter: Emitter): string | false {
  const { signature } = native;
  if (signature === undefined) return '';
  const { parameters } = signature;
  if (args.length > parameters.length) return false;
  const conditions: string[] = [];
  for (const [i, parameter] of parameters.entries()) {
    const argument = args[i];
    if (argument === undefined) {
      // A parameter left out must be optional, and must not be taken from the context.
      if (!parameter.pattern.endsWith('?') || parameter.context !== undefined) return false;
      continue;
    }
    const condition = fits(parameter, argument, emitter);
    if (condition === undefined) return false;
    if (condition !== '') conditions.push(`(${condition})`);
  }
  return conditions.join(' && ');
}

function kindOf(native: Native): Operand['kind'] {
  if (!native.own) return 'any';
  if (native.name === 'exists') return 'boolean';
  return native.name === 'not' || native.name === 'boolean' ? 'boolean?' : 'any';
}

/** The functions that are an operator in disguise. */
function inlined(name: string, native: Native, args: readonly Operand[], emitter: Emitter): Operand | undefined {
  const [only] = args;
  if (only === undefined || args.length !== 1 || !native.own) return undefined;
  switch (name) {
    case 'exists':
      return { code: emitter.temp(`${only.code} !== undefined`), kind: 'boolean' };
    case 'not':
    case 'boolean': {
      const condition = truth(only, emitter);
      const value = name === 'not' ? `!(${condition})` : condition;
      return { code: emitter.temp(`${only.code} === undefined ? undefined : ${value}`), kind: 'boolean?' };
    }
    default:
      return undefined;
  }
}

export function emitCall(node: CallNode, callee: Native, emitter: Emitter): Operand {
  const native = watchedFunction(callee, node, emitter.scope);
  const token = native.name;
  const args = node.arguments.map((argument) => emitter.emit(argument, emitter));
  const result = emitter.temp();
  const { signature } = native;
  emitter.at({ call: { token, position: node.position }, within: emitter.within() }, () => {
    const inline = inlined(token, native, args, emitter);
    if (inline !== undefined) {
      emitter.line(`${result} = ${inline.code};`);
      return;
    }
    const list = args.map(({ code }) => code).join(', ');
    const condition = direct(native, args, emitter);
    const call = `${emitter.constant(native.call)}(${list})`;
    const checked = (values: readonly unknown[], input: unknown): unknown =>
      native.call(...(signature?.validate(values, input) ?? values));
    if (condition === '') emitter.line(`${result} = ${call};`);
    else {
      const slow = `${emitter.constant(checked)}([${list}], input)`;
      emitter.line(`${result} = ${condition === false ? slow : `${condition} ? ${call} : ${slow}`};`);
    }
    // What a function gives may be a sequence.
    emitter.line(`if (typeof ${result} === "object") ${result} = ${emitter.constant(unwrapped)}(${result});`);
  });
  return { code: result, kind: kindOf(native) };
}
