import type { BinaryNode, CallNode, Node } from '../../expression/jsonata/syntax.ts';
import { ofKind, withoutKind, type Kind } from '../types/kinds.ts';
import { opened, present, union, UNKNOWN, type Type } from '../types/type.ts';
import { plainPath } from './plain-path.ts';
import type { Fact, Scope, Value } from './scope.ts';
import { unmetBy } from './unmet.ts';

/** A path as it is compared. */
const pathOf = (node: Node): string | undefined => {
  const names = plainPath(node);
  return names === undefined ? undefined : JSON.stringify(names);
};

const isOfVariable = (path: string): boolean => path.startsWith('["$') && !/^\["\$"[,\]]/.test(path);

/** What a condition that no sample meets says: whatever stands beside what it asks for may be of other kinds than samples show. */
const openedBy = (node: Node, holds: boolean, scope: Scope): readonly Fact[] =>
  unmetBy(node, holds, scope).map((name) =>
    name === ''
      ? { path: '[', isBeginning: true, over: scope.context, narrow: opened }
      : { path: JSON.stringify([name]).slice(0, -1), isBeginning: true, over: undefined, narrow: opened },
  );

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
const factsOf = (node: Node, holds: boolean, scope: Scope): readonly Fact[] => {
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

/** Where a condition holds, or where it doesn't. */
export const where = (node: Node, holds: boolean, scope: Scope): Scope => {
  const facts = [...factsOf(node, holds, scope), ...openedBy(node, holds, scope)];
  return facts.length === 0 ? scope : { ...scope, facts: [...(scope.facts ?? []), ...facts] };
};

/** A path's value, by what the conditions around say of it. */
export const narrowed = (node: Node, value: Value, { facts, context }: Scope): Value => {
  if (facts === undefined || (node.type !== 'path' && node.type !== 'variable' && node.type !== 'name')) return value;
  const path = pathOf(node);
  return facts.reduce<Value>(
    (known, one) => (isOf(path, one) && (one.over === undefined || one.over === context) ? one.narrow(known) : known),
    value,
  );
};

const isOf = (path: string | undefined, { path: of, isBeginning }: Fact): boolean =>
  isBeginning === true ? path?.startsWith(of) === true && (of !== '[' || !isOfVariable(path)) : path === of;

/** The elements that a predicate such as `[$type($) = 'string']` or `[$type(value) = 'string']` leaves. */
export const filteredBy = (test: Node, elements: Type, scope: Scope): Type => {
  const within = { ...scope, context: elements };
  const left = factsOf(test, true, within)
    .filter(({ over }) => over !== undefined)
    .reduce((known, { path, narrow }) => narrowWithin(known, JSON.parse(path) as readonly string[], narrow), elements);
  return unmetBy(test, true, within).includes('') ? opened(left) : left;
};

const narrowWithin = (type: Type, [name, ...rest]: readonly string[], narrow: Narrow): Type => {
  if (name === undefined) return narrow(type);
  if (name === '$') return narrowWithin(type, rest, narrow);
  const member = type.object?.members.get(name);
  if (type.object === undefined || member === undefined) return type;
  const members = new Map(type.object.members).set(name, { ...member, type: narrowWithin(member.type, rest, narrow) });
  return { ...type, object: { ...type.object, members } };
};
