import type { BinaryNode, CallNode, Node } from '../../expression/jsonata/syntax.ts';
import { ofKind, withoutKind, type Kind } from '../types/kinds.ts';
import { present, union, UNKNOWN, type Type } from '../types/type.ts';
import type { Fact, Scope, Value } from './scope.ts';

/** A path of nothing but names, as it is compared; undefined for anything else. */
const pathOf = (node: Node): string | undefined => {
  const steps = node.type === 'path' ? node.steps : [node];
  if (node.group !== undefined || node.predicate !== undefined || (node.type === 'path' && node.keepSingletonArray === true))
    return undefined;
  const names: string[] = [];
  for (const step of steps) {
    const isPlain =
      step.stages === undefined && step.focus === undefined && step.index === undefined && step.ancestor === undefined;
    if (!isPlain || (step.type !== 'name' && step.type !== 'variable')) return undefined;
    names.push(step.type === 'variable' ? `$${step.value}` : step.value);
  }
  return JSON.stringify(names);
};

const isOfVariable = (path: string): boolean => path.startsWith('["$') && !/^\["\$"[,\]]/.test(path);

type Narrow = (type: Type) => Type;

const fact = (node: Node, { context }: Scope, narrow: Narrow): readonly Fact[] => {
  const path = pathOf(node);
  return path === undefined ? [] : [{ path, over: isOfVariable(path) ? undefined : context, narrow }];
};

/** What `$type` says, in our words. */
const KIND_OF: Readonly<Record<string, Kind>> = {
  array: 'list',
  boolean: 'boolean',
  number: 'number',
  object: 'object',
  string: 'text',
};

const named = (node: Node, name: string): CallNode | undefined =>
  node.type === 'function' && node.procedure.type === 'variable' && node.procedure.value === name ? node : undefined;

/** What holds of paths where a condition does, or where it doesn't. */
export const factsOf = (node: Node, holds: boolean, scope: Scope): readonly Fact[] => {
  if (node.type === 'block' && node.expressions.length === 1 && node.expressions[0] !== undefined)
    return factsOf(node.expressions[0], holds, scope);
  if (node.type === 'binary') return ofBinary(node, holds, scope);
  if (!holds) return [];
  if (node.type === 'path' || node.type === 'variable') return fact(node, scope, present);
  const [given] = node.type === 'function' ? node.arguments : [];
  if (given === undefined) return [];
  if (named(node, 'not') !== undefined) return factsOf(given, false, scope);
  return ['exists', 'boolean', 'contains'].some((name) => named(node, name) !== undefined) ? fact(given, scope, present) : [];
};

const ofBinary = (node: BinaryNode, holds: boolean, scope: Scope): readonly Fact[] => {
  const { value: operator, lhs, rhs } = node;
  if (operator === 'and' || operator === 'or')
    return (operator === 'and') === holds ? [lhs, rhs].flatMap((side) => factsOf(side, holds, scope)) : [];
  for (const [asked, kinds] of [
    [lhs, rhs],
    [rhs, lhs],
  ] as const) {
    const [given] = named(asked, 'type')?.arguments ?? [];
    if (given !== undefined && ['=', '!=', 'in'].includes(operator))
      return fact(given, scope, narrowTo(wordsOf(kinds), (operator !== '!=') === holds));
  }
  // With a side that is missing no comparison holds.
  return holds ? [lhs, rhs].flatMap((side) => fact(side, scope, present)) : [];
};

const wordsOf = (node: Node): readonly string[] => {
  if (node.type === 'string') return [String(node.value)];
  return node.type === 'unary' && node.value === '[' ? node.expressions.flatMap(wordsOf) : [];
};

const narrowTo =
  (words: readonly string[], isOne: boolean): Narrow =>
  (type) => {
    const kinds = words.map((word) => KIND_OF[word]);
    if (kinds.length === 0 || type.unknown === true) return UNKNOWN;
    if (!isOne) return kinds.reduce((left, kind) => (kind === undefined ? left : withoutKind(left, kind)), type);
    const known = kinds.flatMap((kind) => (kind === undefined ? [] : (ofKind(type, kind) ?? [])));
    return known.length === kinds.length ? known.reduce(union) : UNKNOWN;
  };

export const withFacts = (scope: Scope, facts: readonly Fact[]): Scope =>
  facts.length === 0 ? scope : { ...scope, facts: [...(scope.facts ?? []), ...facts] };

/** A path's value, by what the conditions around say of it. */
export const narrowed = (node: Node, value: Value, { facts, context }: Scope): Value => {
  if (facts === undefined || (node.type !== 'path' && node.type !== 'variable' && node.type !== 'name')) return value;
  const path = pathOf(node);
  return facts.reduce<Value>(
    (known, one) => (one.path === path && (one.over === undefined || one.over === context) ? one.narrow(known) : known),
    value,
  );
};

/** The elements that a predicate such as `[$type($) = 'string']` or `[$type(value) = 'string']` leaves. */
export const filteredBy = (test: Node, elements: Type, scope: Scope): Type =>
  factsOf(test, true, { ...scope, context: elements })
    .filter(({ over }) => over !== undefined)
    .reduce((left, { path, narrow }) => narrowWithin(left, JSON.parse(path) as readonly string[], narrow), elements);

const narrowWithin = (type: Type, [name, ...rest]: readonly string[], narrow: Narrow): Type => {
  if (name === undefined) return narrow(type);
  if (name === '$') return narrowWithin(type, rest, narrow);
  const member = type.object?.members.get(name);
  if (type.object === undefined || member === undefined) return type;
  const members = new Map(type.object.members).set(name, { ...member, type: narrowWithin(member.type, rest, narrow) });
  return { ...type, object: { ...type.object, members } };
};
