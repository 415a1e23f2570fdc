import type { CallNode, LambdaNode, NameNode, Node, PartialNode, VariableNode } from '../../expression/jsonata/syntax.ts';
import {
  BOOLEAN,
  elementsOf,
  listOf,
  NEVER,
  NUMBER,
  TEXT,
  union,
  unionOf,
  UNKNOWN,
  type Found,
  type Type,
} from '../types/type.ts';
import { functionNamed, handOver, objectOfPairs } from './functions.ts';
import { membersOf, slotName, walkGroup, walkName, walkPath } from './paths.ts';
import { lookUp, namesWithin, type Call, type Scope, type Value, type Walker } from './scope.ts';

/** Steps of a whole expression, functions that are called several times included: far more than an honest one takes. */
const MOST_STEPS = 20_000;
/** Calls within calls. */
const DEEPEST = 40;

class TooMuch extends Error {}

/**
 * What an expression may give, over a value and with variables (without their `$`); one that is not among them may be anything.
 * `onStep` is told of every step to a member of `over`, each time it is taken. Never throws: what can't be told is unknown.
 */
export const inferExpression = (
  root: Node,
  context: Type,
  variables: ReadonlyMap<string, Type>,
  onStep: (node: NameNode, found: Found, over: Type) => void,
): Type => {
  const steps: (readonly [NameNode, Found, Type])[] = [];
  try {
    const walker = new ExpressionWalker((...step) => steps.push(step));
    const names = { outer: undefined, values: new Map<string, Value>(variables) };
    const { call: _, ...type } = walker.walk(root, { root: context, context, names, walker });
    for (const step of steps) onStep(...step);
    return type;
  } catch (error) {
    if (!(error instanceof TooMuch) && !(error instanceof RangeError)) throw error;
    for (const [node] of steps) onStep(node, { kind: 'unknown' }, UNKNOWN);
    return UNKNOWN;
  }
};

class ExpressionWalker implements Walker {
  readonly step: Walker['step'];
  #steps = 0;
  #depth = 0;

  constructor(step: Walker['step']) {
    this.step = step;
  }

  walk(node: Node, scope: Scope): Value {
    if (++this.#steps > MOST_STEPS) throw new TooMuch();
    const value = this.#bare(node, scope);
    for (const { expr } of node.predicate ?? []) this.walk(expr, { ...scope, context: elementsOf(value) });
    if (node.type !== 'path' && node.group !== undefined) return walkGroup(node.group, value, scope);
    return value;
  }

  #bare(node: Node, scope: Scope): Value {
    switch (node.type) {
      case 'path':
        return walkPath(node, scope);
      case 'name':
        return walkName(node, scope);
      case 'variable':
        return this.#variable(node, scope);
      case 'wildcard':
        return membersOf(scope.context);
      case 'parent':
        return lookUp(slotName(node.slot.label), scope.names) ?? UNKNOWN;
      case 'condition':
        this.walk(node.condition, scope);
        return union(this.walk(node.then, scope), node.else === undefined ? NEVER : this.walk(node.else, scope));
      case 'block':
        return this.#block(node.expressions, { ...scope, names: namesWithin(scope.names) });
      case 'bind': {
        const value = this.walk(node.rhs, scope);
        scope.names.values.set(node.lhs.value, value);
        return value;
      }
      case 'lambda':
        return node.thunk === true ? this.walk(node.body, scope) : { ...UNKNOWN, call: this.#lambda(node, scope) };
      case 'function':
        return this.#call(node, [], scope);
      case 'partial':
        return this.#partial(node, scope);
      case 'apply':
        return this.#apply(node.lhs, node.rhs, scope);
      case 'transform':
        return { ...UNKNOWN, call: ([over = UNKNOWN]) => this.#transform(node, over, scope) };
      case 'sort':
        for (const { expression } of node.terms) this.walk(expression, { ...scope, context: elementsOf(scope.context) });
        return scope.context;
      case 'binary':
        for (const side of [node.lhs, node.rhs]) this.walk(side, scope);
        return resultOf(node.value);
      case 'unary':
        return this.#unary(node, scope);
      case 'string':
        return TEXT;
      case 'number':
        return NUMBER;
      case 'value':
        return node.value === null ? { null: true } : BOOLEAN;
      case 'descendant':
      case 'regex':
      case 'operator':
        return UNKNOWN;
      default:
        return node satisfies never;
    }
  }

  #variable({ value: name }: VariableNode, { root, context, names }: Scope): Value {
    if (name === '') return context;
    if (name === '$') return root;
    return lookUp(name, names) ?? functionNamed(name) ?? UNKNOWN;
  }

  #block(expressions: readonly Node[], scope: Scope): Value {
    let last: Value = NEVER;
    for (const expression of expressions) last = this.walk(expression, scope);
    return last;
  }

  /** A lambda sees the context that it stands in, whatever it is called with. */
  #lambda(node: LambdaNode, defined: Scope): Call {
    return (args) => {
      if (this.#depth >= DEEPEST) return UNKNOWN;
      this.#depth++;
      const names = namesWithin(defined.names);
      for (const [index, { value }] of node.arguments.entries()) names.values.set(value, args[index] ?? UNKNOWN);
      const result = this.walk(node.body, { ...defined, names });
      this.#depth--;
      return result;
    };
  }

  #call(node: CallNode, before: readonly Value[], scope: Scope): Value {
    const args = [...before, ...node.arguments.map((one) => this.walk(one, scope))];
    const { call } = this.walk(node.procedure, scope);
    return call === undefined ? handOver(args, scope, UNKNOWN) : call(args, scope);
  }

  #partial(node: PartialNode, scope: Scope): Value {
    const { call } = this.walk(node.procedure, scope);
    const given = node.arguments.map((one) => (one.type === 'operator' ? undefined : this.walk(one, scope)));
    return {
      ...UNKNOWN,
      call: (args) => {
        const rest = [...args];
        return (
          call?.(
            given.map((one) => one ?? rest.shift() ?? UNKNOWN),
            scope,
          ) ?? UNKNOWN
        );
      },
    };
  }

  /** `left ~> right`: `right` is called with it, before what else it is given. */
  #apply(left: Node, right: Node, scope: Scope): Value {
    const first = this.walk(left, scope);
    if (right.type === 'function') return this.#call(right, [first], scope);
    const { call } = this.walk(right, scope);
    if (first.call === undefined) return call?.([first], scope) ?? UNKNOWN;
    return { ...UNKNOWN, call: (args) => call?.([first.call?.(args, scope) ?? UNKNOWN], scope) ?? UNKNOWN };
  }

  #transform(node: Extract<Node, { type: 'transform' }>, over: Type, scope: Scope): Value {
    const places = elementsOf(this.walk(node.pattern, { ...scope, context: elementsOf(over) }));
    for (const one of [node.update, node.delete]) if (one !== undefined) this.walk(one, { ...scope, context: places });
    return UNKNOWN;
  }

  #unary(node: Extract<Node, { type: 'unary' }>, scope: Scope): Value {
    if (node.value === '-') {
      this.walk(node.expression, scope);
      return NUMBER;
    }
    if (node.value === '{')
      return objectOfPairs(
        node.lhs.map(([key, value]) => {
          this.walk(key, scope);
          return [key.type === 'string' ? String(key.value) : undefined, this.walk(value, scope)];
        }),
      );
    return listOf(
      unionOf(
        node.expressions.map((one) => {
          const value = this.walk(one, scope);
          // A list that is written within a list stays one.
          return one.type === 'unary' && one.value === '[' ? value : elementsOf(value);
        }),
      ),
    );
  }
}

/** What comes of two values. */
const resultOf = (operator: string): Type => {
  if (operator === '&') return TEXT;
  if (operator === '..') return listOf(NUMBER);
  return ['+', '-', '*', '/', '%'].includes(operator) ? NUMBER : BOOLEAN;
};
