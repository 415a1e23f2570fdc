import { BOOLEAN, listOf, NEVER, NUMBER, orMissing, TEXT, union, type Member, type Type } from '../../inference/types/type.ts';
import type { Known } from '../known/memory.ts';

/** What came, as a type that expressions can be followed over: each part of it says by its origin at which path it stands. */
export const typeOfKnown = (known: Known, endpoint: string, path: readonly string[] = []): Type => {
  const { kinds, members, items, entries } = known;
  let type: Type = NEVER;
  if (kinds.text !== undefined) type = union(type, TEXT);
  if (kinds.number !== undefined) type = union(type, NUMBER);
  if (kinds.boolean !== undefined) type = union(type, BOOLEAN);
  if (kinds.list !== undefined)
    type = union(type, listOf(items === undefined ? NEVER : typeOfKnown(items, endpoint, [...path, '[]'])));
  if (kinds.object !== undefined) {
    const all = new Map<string, Member>();
    for (const [name, one] of Object.entries(members ?? {}))
      all.set(name, { type: typeOfKnown(one, endpoint, [...path, name]), optional: true });
    const rest = entries === undefined ? undefined : typeOfKnown(entries, endpoint, [...path, '*']);
    type = union(type, { object: { members: all, ...(rest === undefined ? {} : { rest }) } });
  }
  return { ...orMissing(type), origins: [{ owner: undefined, files: [endpoint], path }] };
};
