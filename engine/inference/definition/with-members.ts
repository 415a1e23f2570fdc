import type { Type } from '../types/type.ts';

/** A record with members of the definition's own. */
export const withMembers = (type: Type, members: readonly (readonly [string, Type])[]): Type => {
  if (type.object === undefined || type.unknown === true) return type;
  const own = members.map(([name, one]) => [name, { type: one, optional: one.null === true }] as const);
  return { ...type, object: { members: new Map([...type.object.members, ...own]) } };
};
