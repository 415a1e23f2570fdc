import type { TransformNode } from '../../expression/jsonata/syntax.ts';
import { elementsOf, present, union, UNKNOWN, type Member, type Type } from '../types/type.ts';
import type { Scope } from './scope.ts';

/** So deep an object is looked for. */
const DEEPEST = 32;

/** `| pattern | update, delete |`: a copy, some of whose objects have more members. */
export const transformed = ({ pattern, update, delete: left }: TransformNode, over: Type, scope: Scope): Type => {
  const within = (context: Type): Scope => ({ ...scope, context });
  const places = elementsOf(present(scope.walker.walk(pattern, within(elementsOf(present(over))))));
  const more = scope.walker.walk(update, within(places));
  if (left !== undefined) scope.walker.walk(left, within(places));
  return more.object === undefined ? UNKNOWN : withMore(over, more.object.members, more.object.rest, 0);
};

type Members = ReadonlyMap<string, Member>;

/** Which of the objects have the members is not looked at: any may. */
const withMore = (type: Type, more: Members, rest: Type | undefined, depth: number): Type => {
  if (type.unknown === true || depth > DEEPEST) return UNKNOWN;
  const list = type.list === undefined ? {} : { list: withMore(type.list, more, rest, depth + 1) };
  if (type.object === undefined) return { ...type, ...list };
  const members = new Map<string, Member>();
  for (const [name, { type: own, optional }] of type.object.members)
    members.set(name, { type: withMore(own, more, rest, depth + 1), optional });
  for (const [name, { type: added }] of more) {
    const own = members.get(name);
    members.set(name, { type: own === undefined ? added : union(own.type, added), optional: true });
  }
  return { ...type, ...list, object: { ...type.object, members, ...(rest === undefined ? {} : { rest }) } };
};
