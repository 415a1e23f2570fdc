import type { Group, Node, PathNode, Stage } from '../../expression/jsonata/syntax.ts';
import { elementsOf, flattened, memberOf, NUMBER, orUnknown, UNKNOWN, unionOf, type Type } from '../types/type.ts';
import { namesWithin, type Scope, type Value } from './scope.ts';

/** Steps from value to value; a list is gone through at every depth. */
export const walkPath = (node: PathNode, outer: Scope): Value => {
  const scope: Scope = { ...outer, names: namesWithin(outer.names) };
  let current: Value = scope.context;
  for (const [index, step] of node.steps.entries()) {
    // A path over a list goes through it; one that begins with a variable takes that as it is.
    const context = index === 0 && step.type === 'variable' ? current : elementsOf(current);
    if (step.ancestor !== undefined) scope.names.values.set(slotName(step.ancestor.label), context);
    const reached = scope.walker.walk(step, { ...scope, context });
    if (step.focus !== undefined) scope.names.values.set(step.focus, elementsOf(reached));
    if (step.index !== undefined) scope.names.values.set(step.index, NUMBER);
    walkStages(step.stages, step.focus === undefined ? reached : current, scope);
    if (step.focus === undefined) current = reached;
  }
  return node.group === undefined ? current : walkGroup(node.group, current, scope);
};

/** `%` has the names of its slots between the variables, which can't be written so. */
export const slotName = (label: string): string => `% ${label}`;

export const walkStages = (stages: readonly Stage[] | undefined, over: Type, scope: Scope): void => {
  for (const stage of stages ?? []) {
    if (stage.type === 'index') scope.names.values.set(stage.value, NUMBER);
    else scope.walker.walk(stage.expr, { ...scope, context: elementsOf(over) });
  }
};

/** `{ key: value }` behind a path: its keys come as data. */
export const walkGroup = (group: Group, over: Type, scope: Scope): Value => {
  const context = elementsOf(over);
  for (const node of group.lhs.flat()) scope.walker.walk(node, { ...scope, context });
  return UNKNOWN;
};

export const walkName = (node: Extract<Node, { type: 'name' }>, { context, walker }: Scope): Value => {
  const found = memberOf(context, node.value);
  walker.step(node, found, context);
  return found.kind === 'known' ? orUnknown(found.type) : UNKNOWN;
};

/** `*`: the values of all members. */
export const membersOf = (type: Type): Type => {
  const { unknown, object } = flattened(type);
  if (unknown === true || object === undefined || object.members.size === 0) return UNKNOWN;
  return orUnknown(unionOf([...object.members.values()].map((member) => member.type)));
};
