import { isMap } from '../validate/accepts.ts';
import { entriesOf, membersBeside, membersOf, rememberLike } from '../yaml/positions.ts';
import type { Member } from '../yaml/positions.ts';
import { isTagged } from '../yaml/tagged.ts';

type RawMap = Readonly<Record<string, unknown>>;

/**
 * `own` over `base`: maps are merged member by member, anything else is replaced; a component of another `kind` is another
 * one. Every value keeps the place where it is written; neither of the two is changed.
 */
export const merge = (base: unknown, own: unknown): unknown => {
  if (!isMap(base) || !isMap(own) || isOther(base, own)) return copy(own);
  const map = Object.create(null) as Record<string, unknown>;
  const members = new Map<string, Member>();
  const [inherited, given] = [membersBeside(base, own), membersOf(own)];
  for (const [key, member] of inherited) {
    if (given.has(twin(key))) continue;
    members.set(key, given.get(key) ?? member);
    map[key] = given.has(key) ? merge(base[key], own[key]) : copy(base[key]);
  }
  for (const [key, member] of given) {
    if (members.has(key)) continue;
    members.set(key, member);
    map[key] = copy(own[key]);
  }
  rememberLike(own, map, members);
  return map;
};

/** `limit` and `limit?` are the same member, in two ways. */
const twin = (key: string): string => (key.endsWith('?') ? key.slice(0, -1) : `${key}?`);

const isOther = (base: RawMap, own: RawMap): boolean =>
  typeof base['kind'] === 'string' && typeof own['kind'] === 'string' && base['kind'] !== own['kind'];

/** Whoever checks a part later may cut from it: no two places share one. */
export const copy = (value: unknown): unknown => {
  if (Array.isArray(value)) {
    const list = value.map(copy);
    rememberLike(value, list);
    return list;
  }
  if (typeof value !== 'object' || value === null || isTagged(value)) return value;
  return without(value as RawMap, '');
};

/** A copy without that member. */
export const without = (map: RawMap, name: string): RawMap => {
  const left = Object.create(null) as Record<string, unknown>;
  for (const [key, value] of entriesOf(map)) if (key !== name) left[key] = copy(value);
  rememberLike(map, left, new Map([...membersOf(map)].filter(([key]) => key !== name)));
  return left;
};
