import { located } from '../calling/apply.ts';
import type { Evaluate } from '../calling/callable.ts';
import { ExpressionError } from '../errors/expression-error.ts';
import type { Node } from '../syntax.ts';
import { emitCall, nativeOf } from '../source-text/call.ts';
import { emitArray, emitObject, literalKeys } from '../source-text/collections.ts';
import { emitBoolean, emitCondition } from '../source-text/condition.ts';
import { Emitter, literalOperand, type Operand, type Site } from '../source-text/emitter.ts';
import { emitBinary, emitNegate } from '../source-text/operators.ts';
import { emitPath, emitVariable, simplePath } from '../source-text/path.ts';
import { isPlainInput } from '../source-text/runtime.ts';
import type { Scope } from './scope.ts';
import { dependsOnStable, remembered } from './paths/stable.ts';

/** Whether a node's source is written out; all others are functions made beforehand, which the source calls. */
export function isGenerated(node: Node, scope: Scope): boolean {
  if (node.predicate !== undefined || (node.group !== undefined && node.type !== 'path') || node.keepArray === true) return false;
  switch (node.type) {
    case 'binary':
    case 'condition':
      return true;
    case 'unary':
      return node.value !== '{' || literalKeys(node) !== undefined;
    case 'path':
      return simplePath(node) !== undefined;
    case 'function':
      return nativeOf(node, scope) !== undefined;
    case 'string':
    case 'number':
    case 'value':
      return true;
    case 'variable':
      return true;
    default:
      return false;
  }
}

/** The node itself, whatever hangs on it. */
function write(node: Node, emitter: Emitter): Operand {
  const { scope } = emitter;
  switch (node.type) {
    case 'string':
    case 'number':
    case 'value':
      return literalOperand(node.value);
    case 'variable':
      return emitVariable(node, emitter);
    case 'path':
      return emitPath(node, emitter);
    case 'condition':
      return emitCondition(node, emitter);
    case 'binary':
      return node.value === 'and' || node.value === 'or' ? emitBoolean(node, emitter) : emitBinary(node, emitter);
    case 'unary':
      if (node.value === '-') return emitNegate(node, emitter);
      return node.value === '[' ? emitArray(node, emitter) : emitObject(node, emitter);
    case 'function': {
      const native = nativeOf(node, scope);
      if (native !== undefined) return emitCall(node, native, emitter);
      break;
    }
    default:
  }
  return emitter.closure(scope.unit.compile(node, scope));
}

function emit(node: Node, emitter: Emitter): Operand {
  const { scope } = emitter;
  const { unit } = scope;
  const names = dependsOnStable(node, scope);
  if (names !== undefined) return emitter.closure(remembered(unit.compile(node, scope), names, scope));
  if (!isGenerated(node, scope)) return emitter.closure(unit.compile(node, scope));
  unit.level++;
  const operand = write(node, emitter);
  unit.level--;
  return operand;
}

/** Completes an error's place. */
function relocate(error: unknown, site: Site | undefined): unknown {
  if (site?.call !== undefined) located(error, site.call.token, site.call.position);
  if (site?.within !== undefined && error instanceof ExpressionError) {
    error.position = site.within.position;
    error.token = site.within.token;
  }
  return error;
}

/** Source text for nodes that compute with scalars, fields and objects: each gets property reads and branches of its own. */
export function generate(node: Node, scope: Scope): Evaluate {
  const emitter = new Emitter(scope, emit);
  const result = write(node, emitter);
  const guarded = emitter.sites.length > 1;
  const relocated = guarded ? emitter.constant(relocate) : '';
  const sites = guarded ? emitter.constant(emitter.sites) : '';
  const plain = emitter.usesPlainInput ? `const plain = ${emitter.constant(isPlainInput)}(input);` : '';
  const body = `${plain}\n${emitter.lines.join('\n')}\nreturn ${result.code};`;
  const source = [
    '"use strict";',
    ...emitter.constants.map((_constant, i) => `const c${String(i)} = constants[${String(i)}];`),
    'return function evaluate(input, frame) {',
    guarded ? `let site = 0;\ntry {\n${body}\n} catch (error) { throw ${relocated}(error, ${sites}[site]); }` : body,
    '};',
  ].join('\n');
  // All that comes from the expression's text is quoted by JSON or a constant from outside.
  const factory = new Function('constants', source) as (constants: readonly unknown[]) => Evaluate;
  return factory(emitter.constants);
}
