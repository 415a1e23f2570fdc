import { ExpressionError } from '../errors/expression-error.ts';
import { chargeChars } from '../run.ts';
import type { BinaryNode, NegateNode } from '../syntax.ts';
import { equal, includes, negate, operations, unequal, type Operation } from '../closures/operators.ts';
import { unwrapped } from '../values.ts';
import type { Emitter, Operand } from './emitter.ts';

/** The operator for operands of any type; its errors are at the operator. */
function general(node: BinaryNode, operation: Operation): Operation {
  return (left, right) => {
    try {
      return operation(left, right);
    } catch (error) {
      if (error instanceof ExpressionError) {
        error.position = node.position;
        error.token = node.value;
      }
      throw error;
    }
  };
}

function isType(operand: Operand, type: 'number' | 'string'): string {
  if (operand.literal !== undefined) return typeof operand.literal === type ? 'true' : 'false';
  return `typeof ${operand.code} === "${type}"`;
}

function emitArithmetic(node: BinaryNode, left: Operand, right: Operand, slow: string, emitter: Emitter): Operand {
  const finite = [left, right].filter(({ literal }) => typeof literal !== 'number').map(({ code }) => `Number.isFinite(${code})`);
  const fast = [isType(left, 'number'), isType(right, 'number'), ...finite].join(' && ');
  return { code: emitter.temp(`${fast} ? ${left.code} ${node.value} ${right.code} : ${slow}`), kind: 'any' };
}

function emitComparison(node: BinaryNode, left: Operand, right: Operand, slow: string, emitter: Emitter): Operand {
  const compared = `${left.code} ${node.value} ${right.code}`;
  const fast = ['number', 'string'] as const;
  const possible = fast.filter((type) => [left, right].every(({ literal }) => literal === undefined || typeof literal === type));
  const tests = possible.map((type) => `${isType(left, type)} && ${isType(right, type)}`);
  if (tests.length === 0) return { code: emitter.temp(slow), kind: 'boolean?' };
  return { code: emitter.temp(`${tests.map((test) => `(${test})`).join(' || ')} ? ${compared} : ${slow}`), kind: 'boolean?' };
}

function emitEquality(node: BinaryNode, left: Operand, right: Operand, emitter: Emitter): Operand {
  const negative = node.value === '!=';
  const [value, constant] = left.literal === undefined ? [left, right] : [right, left];
  if (constant.literal !== undefined && !Number.isNaN(constant.literal)) {
    const code = negative
      ? `${value.code} !== undefined && ${value.code} !== ${constant.code}`
      : `${value.code} === ${constant.code}`;
    return { code: emitter.temp(code), kind: 'boolean' };
  }
  const slow = `${emitter.constant(negative ? unequal : equal)}(${left.code}, ${right.code})`;
  const scalar = `typeof ${left.code} === "string" && typeof ${right.code} === "string"`;
  return { code: emitter.temp(`${scalar} ? ${left.code} ${negative ? '!==' : '==='} ${right.code} : ${slow}`), kind: 'boolean' };
}

function emitConcatenation(left: Operand, right: Operand, slow: string, emitter: Emitter): Operand {
  const tests = [left, right].map((operand) => isType(operand, 'string'));
  if (tests.includes('false')) return { code: emitter.temp(slow), kind: 'string' };
  const test = tests.join(' && ');
  const result = emitter.temp();
  emitter.line(
    `if (${test}) { ${emitter.constant(chargeChars)}(${left.code}.length + ${right.code}.length); ${result} = ${left.code} + ${right.code}; }`,
  );
  emitter.line(`else ${result} = ${slow};`);
  return { code: result, kind: 'string' };
}

/** A literal list on the right of `in` need not be made. */
function literalsOf(node: BinaryNode): readonly Operand['literal'][] | undefined {
  const { rhs } = node;
  if (
    rhs.type !== 'unary' ||
    rhs.value !== '[' ||
    rhs.predicate !== undefined ||
    rhs.group !== undefined ||
    rhs.expressions.length === 0
  )
    return undefined;
  const values: Operand['literal'][] = [];
  for (const item of rhs.expressions) {
    if (
      (item.type !== 'string' && item.type !== 'number' && item.type !== 'value') ||
      item.predicate !== undefined ||
      item.group !== undefined
    )
      return undefined;
    values.push(item.value);
  }
  return values;
}

function emitIn(node: BinaryNode, left: Operand, emitter: Emitter): Operand {
  const literals = literalsOf(node);
  if (literals !== undefined && literals.length <= 8) {
    return {
      code: emitter.temp(literals.map((value) => `${left.code} === ${JSON.stringify(value)}`).join(' || ')),
      kind: 'boolean',
    };
  }
  const right = emitter.emit(node.rhs, emitter);
  return { code: emitter.temp(`${emitter.constant(includes)}(${left.code}, ${right.code})`), kind: 'boolean' };
}

export function emitBinary(node: BinaryNode, emitter: Emitter): Operand {
  const left = emitter.emit(node.lhs, emitter);
  if (node.value === 'in') return emitIn(node, left, emitter);
  const right = emitter.emit(node.rhs, emitter);
  const operation = operations[node.value] ?? (() => undefined);
  const slow = `${emitter.constant(general(node, operation))}(${left.code}, ${right.code})`;
  switch (node.value) {
    case '=':
    case '!=':
      return emitEquality(node, left, right, emitter);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return emitComparison(node, left, right, slow, emitter);
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return emitArithmetic(node, left, right, slow, emitter);
    case '&':
      return emitConcatenation(left, right, slow, emitter);
    default:
      return { code: emitter.temp(`${emitter.constant(unwrapped)}(${slow})`), kind: 'any' };
  }
}

export function emitNegate(node: NegateNode, emitter: Emitter): Operand {
  const { code } = emitter.emit(node.expression, emitter);
  return { code: emitter.temp(`${emitter.constant(negate(node.position))}(${code})`), kind: 'any' };
}
