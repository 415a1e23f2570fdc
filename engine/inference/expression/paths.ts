import type { Group, Node, PathNode, Stage } from '../../expression/jsonata/syntax.ts';
import { kindsOf } from '../types/kinds.ts';
import {
  elementsOf,
  flattened,
  listOf,
  memberOf,
  NEVER,
  NUMBER,
  objectOf,
  opened,
  oneOrMore,
  orMissing,
  orUnknown,
  present,
  several,
  union,
  UNKNOWN,
  unionOf,
  type Type,
} from '../types/type.ts';
import { judgeEmptied } from '../judging/emptied.ts';
import { filteredBy } from './narrow.ts';
import { namesWithin, SILENT, type Scope, type Value } from './scope.ts';

/** Steps from value to value; a list is gone through at every depth. */
export const walkPath = (node: PathNode, outer: Scope): Value => {
  const scope: Scope = { ...outer, names: namesWithin(outer.names) };
  let current: Value = scope.context;
  for (const [index, step] of node.steps.entries()) {
    // A path over a list goes through it; one that begins with a variable takes that as it is.
    const isWhole = index === 0 && step.type === 'variable';
    if (!isWhole && judgeEmptied(node.steps[index - 1] ?? step, current, scope)) return SILENT;
    const context = isWhole ? current : elementsOf(current);
    if (step.ancestor !== undefined) scope.names.values.set(slotName(step.ancestor.label), context);
    const reached = scope.walker.walk(step, { ...scope, context });
    if (step.focus !== undefined) scope.names.values.set(step.focus, elementsOf(reached));
    if (step.index !== undefined) scope.names.values.set(step.index, NUMBER);
    if (step.stages !== undefined && judgeEmptied(step, reached, scope)) return SILENT;
    const left = walkStages(step.stages, step.focus === undefined ? reached : current, scope);
    if (step.focus !== undefined) current = reached.list === undefined ? current : union(current, listOf(current));
    else current = isWhole ? left : through(current, step, left, index === 0);
    if (step.keepArray === true) current = asList(current);
  }
  if (node.keepSingletonArray === true) current = asList(current);
  return node.group === undefined ? current : walkGroup(node.group, current, scope);
};

/** `[]`: a list, however few there are. */
const asList = (type: Type): Type => {
  const list = listOf(elementsOf(present(type)));
  return type.null === true || type.unknown === true ? orMissing(list) : list;
};

/** What a step gives of each of several values, or of one that may be missing. */
const through = (from: Type, step: Node, to: Value, isFirst: boolean): Value => {
  // A list that is written as a step stays one for each of them.
  if (from.list !== undefined) return several(step.type === 'unary' && step.value === '[' ? union(to, listOf(to)) : to);
  // What is not known may be a list, but for what the whole is over.
  const given = from.unknown === true && !isFirst && to.unknown !== true ? union(to, listOf(elementsOf(present(to)))) : to;
  return from.null === true ? orMissing(given) : given;
};

/** `%` has the names of its slots between the variables, which can't be written so. */
export const slotName = (label: string): string => `% ${label}`;

/** What is left of a value by the predicates behind a step. */
const walkStages = (stages: readonly Stage[] | undefined, over: Value, scope: Scope): Value => {
  let left = over;
  for (const stage of stages ?? []) {
    if (stage.type === 'index') scope.names.values.set(stage.value, NUMBER);
    else left = walkPredicate(stage.expr, left, scope);
  }
  return left;
};

/** `[test]`, or `[index]`. */
export const walkPredicate = (test: Node, over: Value, scope: Scope): Value => {
  const element = elementsOf(present(over));
  const given = scope.walker.walk(test, { ...scope, context: element });
  const kinds = kindsOf(given);
  if (kinds?.every((kind) => kind === 'number') === true) return orMissing(element);
  const left = filteredBy(test, element, scope);
  return over.list === undefined ? orMissing(left) : oneOrMore(left);
};

/** `{ key: value }` behind a path, or for itself: an object, whose names may come as data. */
export const walkGroup = (group: Group, over: Type, scope: Scope): Value => {
  const context = elementsOf(present(over));
  const gathered = over.list === undefined ? context : several(context);
  return objectOfPairs(
    group.lhs.map(([key, value]) => {
      scope.walker.walk(key, { ...scope, context });
      return [
        key.type === 'string' ? String(key.value) : undefined,
        scope.walker.walk(value, { ...scope, context: present(gathered) }),
      ];
    }),
  );
};

export const walkName = (node: Extract<Node, { type: 'name' }>, { context, walker }: Scope): Value => {
  const found = memberOf(context, node.value);
  walker.step(node, found, context);
  if (found.kind === 'lacking') return SILENT;
  return found.type === undefined ? UNKNOWN : orUnknown(found.type);
};

/** `*`: the values of all members; of a list its elements. */
export const wildcardOf = (type: Type): Type =>
  type.list === undefined ? membersOf(type) : union(membersOf(type), elementsOf(type));

/** The values of all members. */
export const membersOf = (type: Type): Type => {
  const { unknown, object, open } = flattened(type);
  if (unknown === true || object === undefined) return UNKNOWN;
  const all = [...object.members.values()].map((member) => (open === true ? opened(member.type) : member.type));
  return orUnknown(present(unionOf(object.rest === undefined ? all : [...all, object.rest])));
};

/** So deep `**` goes. */
const DEEPEST = 32;

/** `**`: the value, and all that is within it at any depth. */
export const descendantsOf = (type: Type, depth = 0): Type => {
  const flat = flattened(type);
  if (flat.unknown === true || depth > DEEPEST) return UNKNOWN;
  let all: Type = flat;
  for (const { type: member } of flat.object?.members.values() ?? [])
    all = union(all, descendantsOf(orUnknown(member), depth + 1));
  if (flat.object?.rest !== undefined) all = union(all, descendantsOf(orUnknown(flat.object.rest), depth + 1));
  return all.unknown === true ? UNKNOWN : union(NEVER, all);
};

/** `{ … }`: an object; of a name that is no text as it stands only the value is known. */
export const objectOfPairs = (pairs: readonly (readonly [string | undefined, Type])[]): Type => {
  const named = pairs.flatMap(([name, type]) => (name === undefined ? [] : [[name, type] as const]));
  const others = pairs.flatMap(([name, type]) => (name === undefined ? [type] : []));
  return objectOf(named, others.length === 0 ? undefined : unionOf(others));
};
