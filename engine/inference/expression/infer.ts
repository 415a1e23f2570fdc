import type {
  BinaryNode,
  CallNode,
  ConditionNode,
  LambdaNode,
  NameNode,
  Node,
  PartialNode,
  VariableNode,
} from '../../expression/jsonata/syntax.ts';
import { judgeCall } from '../judging/calls.ts';
import { judgeBinary, judgeNegated, judgeSorted } from '../judging/operators.ts';
import { judgeTruth } from '../judging/truth.ts';
import type { Verdict } from '../judging/verdict.ts';
import { descendantsOf, objectOfPairs, slotName, walkGroup, walkName, walkPath, walkPredicate, wildcardOf } from './paths.ts';
import {
  elementsOf,
  listOf,
  literalType,
  NOTHING,
  NUMBER,
  orMissing,
  present,
  several,
  union,
  unionOf,
  UNKNOWN,
  type Found,
  type Type,
} from '../types/type.ts';
import { functionNamed, handOver } from './functions.ts';
import { narrowed, where } from './narrow.ts';
import { lookUp, namesWithin, SILENT, type Call, type Scope, type Value, type Walker } from './scope.ts';
import { startOf } from './start-of.ts';
import { transformed } from './transform.ts';
import { unmetBy } from './unmet.ts';

/** Steps of a whole expression, functions that are called several times included: far more than an honest one takes. */
const MOST_STEPS = 20_000;
/** Calls within calls. */
const DEEPEST = 40;

class TooMuch extends Error {}

/**
 * What an expression may give, over a value and with variables (without their `$`); one that is not among them may be anything.
 * `onStep` is told of every step to a member of `over`, each time it is taken, `onJudged` of everything that is judged, without a verdict where
 * it may be meant. Never throws: what can't be told is unknown.
 */
export const inferExpression = (
  root: Node,
  context: Type,
  variables: ReadonlyMap<string, Type>,
  onStep: (node: NameNode, found: Found, over: Type) => void,
  onJudged: (node: Node, code: string, verdict: Verdict | undefined) => void = () => {},
): Type => {
  const steps: (readonly [NameNode, Found, Type])[] = [];
  const judged: (readonly [Node, string, Verdict | undefined])[] = [];
  try {
    const walker = new ExpressionWalker(
      (...step) => steps.push(step),
      (node, code, verdict) => {
        judged.push([node, code, verdict]);
        return verdict !== undefined;
      },
    );
    const names = { outer: undefined, values: new Map<string, Value>(variables) };
    const {
      call: _call,
      named: _named,
      silent: _silent,
      unmet: _unmet,
      ...type
    } = walker.walk(root, { root: context, context, names, walker });
    for (const step of steps) onStep(...step);
    for (const [node, code, verdict] of judged) onJudged(node, code, verdict);
    return type;
  } catch (error) {
    if (!(error instanceof TooMuch) && !(error instanceof RangeError)) throw error;
    for (const [node] of steps) onStep(node, { kind: 'unknown' }, UNKNOWN);
    for (const [node, code] of judged) onJudged(node, code, undefined);
    return UNKNOWN;
  }
};

class ExpressionWalker implements Walker {
  readonly step: Walker['step'];
  readonly judge: Walker['judge'];
  #steps = 0;
  #depth = 0;

  constructor(step: Walker['step'], judge: Walker['judge']) {
    this.step = step;
    this.judge = judge;
  }

  walk(node: Node, scope: Scope): Value {
    if (++this.#steps > MOST_STEPS) throw new TooMuch();
    let value = narrowed(node, this.#bare(node, scope), scope);
    for (const { expr } of node.predicate ?? []) value = walkPredicate(expr, value, scope);
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
        return several(wildcardOf(scope.context));
      case 'parent':
        return lookUp(slotName(node.slot.label), scope.names) ?? UNKNOWN;
      case 'condition':
        return this.#condition(node, scope);
      case 'block':
        return this.#block(node.expressions, { ...scope, names: namesWithin(scope.names) });
      case 'bind': {
        const value = this.walk(node.rhs, scope);
        const before = scope.names.values.get(node.lhs.value);
        // In a branch it may be bound again.
        const either = before === undefined || value.call !== undefined ? value : union(before, value);
        scope.names.values.set(node.lhs.value, either);
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
        return { ...UNKNOWN, call: ([over = UNKNOWN]) => transformed(node, over, scope) };
      case 'sort':
        for (const { expression } of node.terms)
          judgeSorted(expression, this.walk(expression, { ...scope, context: elementsOf(scope.context) }), scope);
        return scope.context;
      case 'binary':
        return this.#binary(node, scope);
      case 'unary':
        return this.#unary(node, scope);
      case 'string':
      case 'number':
      case 'value':
        return literalType(node.value);
      case 'descendant':
        return several(descendantsOf(scope.context));
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
    let last: Value = NOTHING;
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
      const within = { ...defined, names };
      const result = this.walk(node.body, within);
      this.#depth--;
      const [{ value: first } = { value: '' }] = node.arguments;
      return unmetBy(node.body, true, within).includes(`$${first}`) ? { ...result, unmet: true } : result;
    };
  }

  #condition(node: ConditionNode, scope: Scope): Value {
    const asked = this.walk(node.condition, scope);
    const isDefault = isCopied(node);
    if (!isDefault) judgeTruth(node.condition, asked, scope);
    const then = this.walk(node.then, where(node.condition, true, scope));
    if (node.else === undefined) return orMissing(then);
    return union(isDefault ? present(then) : then, this.walk(node.else, where(node.condition, false, scope)));
  }

  #binary(node: BinaryNode, scope: Scope): Value {
    const left = this.walk(node.lhs, scope);
    const isJoined = node.value === 'and' || node.value === 'or';
    const within = isJoined ? where(node.lhs, node.value === 'and', scope) : scope;
    return judgeBinary(node, left, this.walk(node.rhs, within), scope);
  }

  #call(node: CallNode, before: readonly Value[], scope: Scope): Value {
    const args = [...before, ...node.arguments.map((one) => this.walk(one, scope))];
    const callee = this.walk(node.procedure, scope);
    const argumentNodes = [...before.map(() => node), ...node.arguments];
    const isWrong = callee.named !== undefined && judgeCall(callee.named, { node, args, argumentNodes }, scope);
    const result = callee.call === undefined ? handOver(args, scope, UNKNOWN) : callee.call(args, scope);
    return isWrong || args.some(({ silent }) => silent === true) ? SILENT : result;
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
    const { call, named } = this.walk(right, scope);
    if (first.call !== undefined)
      return { ...UNKNOWN, call: (args) => call?.([first.call?.(args, scope) ?? UNKNOWN], scope) ?? UNKNOWN };
    const isWrong = named !== undefined && judgeCall(named, { node: right, args: [first], argumentNodes: [left] }, scope);
    const result = call?.([first], scope) ?? UNKNOWN;
    return isWrong || first.silent === true ? SILENT : result;
  }

  #unary(node: Extract<Node, { type: 'unary' }>, scope: Scope): Value {
    if (node.value === '-') {
      const given = this.walk(node.expression, scope);
      return judgeNegated(node.expression, given, scope) || given.silent === true
        ? SILENT
        : given.null === true
          ? orMissing(NUMBER)
          : NUMBER;
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
          return one.type === 'unary' && one.value === '[' ? value : elementsOf(present(value));
        }),
      ),
    );
  }
}

/** `left ?: right` and `left ?? right`, whose left side stands twice in the tree. */
const isCopied = ({ condition, then }: ConditionNode): boolean => {
  const [given = condition] = condition.type === 'function' && condition.position === undefined ? condition.arguments : [];
  return startOf(given, '') === startOf(then, '') && given.type === then.type;
};
